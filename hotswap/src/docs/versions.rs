//! What may change between two versions of a type whose data is kept.
//!
//! [`LiveData`] that one version of a plugin wrote is read by another: a newer one after a reload, an older one after a
//! rollback, in this process or in the next. What is written are the names of fields and variants, and values; so what
//! may change is what serde can make up for.
//!
//! | change | newer reads older | older reads newer |
//! |---|---|---|
//! | a field added | with `#[serde(default)]` | yes: unknown fields are ignored |
//! | a field removed | yes: it is ignored | only if the older has `#[serde(default)]` on it |
//! | a field renamed | with `#[serde(alias = "old")]` | only if the newer writes the old name: `#[serde(rename = "old")]` |
//! | an `Option` around a field | yes | unless it is `None` |
//! | a number made wider (`u32` to `u64`, `u64` to `i128`) | yes | if the value fits (of 128 bits: no) |
//! | an `i128` made a `u128`, or a `u128` an `i128` | below 2^127; beyond that another number, and no error | the same |
//! | an integer made a float | yes | no |
//! | a variant added, anywhere | yes | unless it is the new one |
//! | a variant renamed | with `#[serde(alias = "Old")]` | as for fields |
//! | data added to a variant without | no: add another variant | no |
//! | fields of a struct or variants of an enum put in another order | yes | yes |
//! | the type renamed, or moved to another module or crate | yes | yes |
//! | elements added to a tuple | no: make it a struct | no |
//!
//! Everything else is an [`Error::WrongData`] that names the place. For changes that serde's attributes cannot
//! express, read the older shape as a type of its own and convert it.
//!
//! # A field added
//!
//! ```
//! use hotswap::LiveData;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct FireV1 { n: u32 }
//!
//! #[derive(Serialize, Deserialize)]
//! struct FireV2 {
//!     n: u64,
//!     #[serde(default = "loudness")]
//!     loud: u8,
//! }
//! fn loudness() -> u8 { 5 }
//!
//! let newer: FireV2 = LiveData::wrap(&FireV1 { n: 3 })?.unwrap()?;
//! assert_eq!((newer.n, newer.loud), (3, 5));
//! let older: FireV1 = LiveData::wrap(&newer)?.unwrap()?;
//! assert_eq!(older.n, 3);
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! # A field renamed
//!
//! ```
//! # use hotswap::LiveData;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Serialize)]
//! # struct FireV1 { n: u32 }
//! #[derive(Deserialize)]
//! struct FireV2 {
//!     #[serde(alias = "n")]
//!     count: u32,
//! }
//! let newer: FireV2 = LiveData::wrap(&FireV1 { n: 3 })?.unwrap()?;
//! assert_eq!(newer.count, 3);
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! # A variant added
//!
//! ```
//! # use hotswap::LiveData;
//! # use serde::{Deserialize, Serialize};
//! #[derive(Serialize)]
//! enum OrderV1 { Fire { n: u32 }, Stop }
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! enum OrderV2 { Wait, Stop, Fire { n: u32 } }
//!
//! let newer: OrderV2 = LiveData::wrap(&OrderV1::Fire { n: 3 })?.unwrap()?;
//! assert_eq!(newer, OrderV2::Fire { n: 3 });
//! # let _ = OrderV1::Stop;
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! An older version that meets a variant it does not know gets an error. One that wants to live with it writes its variants
//! as a field and has a variant for the rest:
//!
//! ```
//! # use hotswap::LiveData;
//! # use serde::{Deserialize, Serialize};
//! #[derive(Debug, PartialEq, Deserialize)]
//! #[serde(tag = "kind")]
//! enum OrderV1 {
//!     Fire { n: u32 },
//!     #[serde(other)]
//!     Unknown,
//! }
//!
//! #[derive(Serialize)]
//! #[serde(tag = "kind")]
//! enum OrderV2 { Fire { n: u32 }, Wait { seconds: u32 } }
//!
//! let data = LiveData::wrap(&[OrderV2::Fire { n: 3 }, OrderV2::Wait { seconds: 9 }])?;
//! let older: [OrderV1; 2] = data.unwrap()?;
//! assert_eq!(older, [OrderV1::Fire { n: 3 }, OrderV1::Unknown]);
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! # Another shape altogether
//!
//! ```
//! # use hotswap::LiveData;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Serialize, Deserialize)]
//! # struct FireV1 { seconds: u32 }
//! #[derive(Deserialize)]
//! #[serde(from = "AnyFire")]
//! struct Fire { after: std::time::Duration }
//!
//! /// What lies in the queue.
//! #[derive(Deserialize)]
//! #[serde(untagged)]
//! enum AnyFire {
//!     V1 { seconds: u32 },
//!     V2 { after: std::time::Duration },
//! }
//!
//! impl From<AnyFire> for Fire {
//!     fn from(any: AnyFire) -> Self {
//!         let after = match any {
//!             AnyFire::V1 { seconds } => std::time::Duration::from_secs(seconds.into()),
//!             AnyFire::V2 { after } => after,
//!         };
//!         Fire { after }
//!     }
//! }
//! let newer: Fire = LiveData::wrap(&FireV1 { seconds: 3 })?.unwrap()?;
//! assert_eq!(newer.after.as_secs(), 3);
//! # Ok::<(), hotswap::Error>(())
//! ```
//!
//! Data of a [live type](macro@crate::live_type) knows its version, so there no shape needs to be guessed: `version =
//! 2` and a function from what version 1 was are enough, and the next version adds a function of its own.
//!
//! | data of | in a plugin that has version 2 |
//! |---|---|
//! | version 1 | is upgraded; without an upgrade from 1 that is [`Error::WrongVersion`] |
//! | version 2 | is read by what this page tells |
//! | version 3 | is [`Error::WrongVersion`]: a queue keeps it until a newer build is there |
//! | none, since it was made by [`LiveData::wrap`] | counts as version 2 |
//!
//! # What serde cannot keep
//!
//! - `Some(None)` and `Some(())` are written as `None` is, as in JSON.
//! - A `Vec<u8>` inside a type is a list of numbers; `#[serde(with = "serde_bytes")]` makes it bytes, which are smaller and
//!   read much faster. Either is read as the other.
//! - Lists and maps lie at most 128 deep in one another.
//!
//! # Where it is kept
//!
//! - A blob in a database, a file: [`LiveData::as_bytes`] and [`LiveData::from_bytes`]. One copy, and every byte is checked
//!   when it comes back.
//! - A field of a type that goes through serde: `LiveData` is `Serialize` and `Deserialize`. In JSON it is
//!   `{"hotswap":1,"type":"world::Fire","value":{"n":3}}`; bytes in it are `{"$hex":"00ff"}`, floats that are not
//!   finite `{"$float":"NaN"}`, maps whose keys are not text `{"$map":[[1,"one"]]}`, so everything comes back as it was.
//!   Two exceptions: an `f32` comes back as an `f64` with the same decimal digits, and a reader of JSON that rounds
//!   floats (serde_json without its feature `float_roundtrip`) may change the last bit of one.
//!
//! [`LiveData`]: crate::LiveData
//! [`LiveData::as_bytes`]: crate::LiveData::as_bytes
//! [`LiveData::from_bytes`]: crate::LiveData::from_bytes
//! [`LiveData::wrap`]: crate::LiveData::wrap
//! [`Error::WrongData`]: crate::Error::WrongData
//! [`Error::WrongVersion`]: crate::Error::WrongVersion
