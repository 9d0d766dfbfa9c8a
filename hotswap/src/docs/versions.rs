//! Changes that are allowed between two versions of a type whose data is stored.
//!
//! Another version of a plugin may read [`LiveData`]: a newer version after a reload, an older version after a rollback, in this
//! process or the next. The data contains names of fields and variants, and values. So the changes that serde supports are allowed.
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
//! Other changes cause an [`Error::WrongData`] that names the place. For changes that serde's attributes cannot express, read the older
//! shape as a separate type and convert it.
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
//! An older version gets an error for a variant that it does not know. To accept unknown variants, store the variant in a field and
//! add a variant for all others:
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
//! # A completely different shape
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
//! Data of a [live type](macro@crate::live_type) contains its version, so its shape need not be guessed: write `version = 2` and a
//! function that converts version 1. Each later version adds one function.
//!
//! | data of | in a plugin that has version 2 |
//! |---|---|
//! | version 1 | is upgraded; without an upgrade from 1, the result is [`Error::WrongVersion`] |
//! | version 2 | is read as this page describes |
//! | version 3 | the result is [`Error::WrongVersion`]: keep the data until a newer build is loaded |
//! | none, because it was created by [`LiveData::wrap`] | counts as version 2 |
//!
//! # Limits of serde
//!
//! - `Some(None)` and `Some(())` are written like `None`, as in JSON.
//! - A `Vec<u8>` inside a type is a list of numbers; `#[serde(with = "serde_bytes")]` stores bytes, which are smaller
//!   and much faster to read. Each can be read as the other.
//! - Lists and maps may be nested at most 128 deep.
//!
//! # Where to store it
//!
//! - In a blob of a database or a file: [`LiveData::as_bytes`] and [`LiveData::from_bytes`]. This makes one copy, and checks every byte
//!   when the data is read.
//! - In a field of a type that is serialized: `LiveData` is `Serialize` and `Deserialize`. In JSON it is
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
