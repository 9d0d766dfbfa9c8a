//! Live types: restored by name from live data, as an object of one of their interfaces.
//!
//! - `live`: the trait that `#[live_type]` implements
//! - `stored`: the serde traits that a live type needs
//! - `returned`: a check for upgrades that return a foreign `Result`
//! - `upgrade`: the steps from version to version
//! - `read`: reads data of any version
//! - `entry`: the function that other libraries call, and its item
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
