//! Live types: restored by name from live data, as an object of one of their interfaces.
//!
//! - `live`: what `#[live_type]` makes of a type
//! - `stored`: what a live type has from serde
//! - `returned`: upgrades that return a `Result` of others
//! - `upgrade`: the steps from version to version
//! - `read`: data of an older version on its way to this one
//! - `entry`: what is called from outside, and the item that says where it is
//! - `restorer`: the caller's end
//! - `handle`: a live type, held by name

mod entry;
mod handle;
mod live;
mod read;
mod restorer;
mod returned;
mod stored;
mod upgrade;

pub use handle::{LiveType, RawLiveType};
pub use live::Live;
#[doc(hidden)]
pub use live::{As, Read, Write, description};
pub use restorer::Restorer;
#[doc(hidden)]
pub use returned::{NoForeignResult, OurError, Returned};
#[doc(hidden)]
pub use stored::{Readable, Writable};
#[doc(hidden)]
pub use upgrade::{AsResult, AsValue, IntoCurrent, IntoUpgraded, Stage, Upgrade};
