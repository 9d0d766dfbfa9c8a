//! Functions that are registered once and always run the newest code.
//!
//! - `newest`: which version answers, and what happens when there is none
//! - `under_way`: calls during which things change
//! - `exports`: the same for what plugins export
//! - `host`: the plugin and the swapper that all of these use

mod exports;
mod host;
mod newest;
mod under_way;
