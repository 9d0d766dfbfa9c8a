//! A host that serves while its plugin directory changes under it, in good ways and in bad.
//!
//! - `files`: what may happen to files, and what is noticed of it
//! - `inside`: a reload that is asked for from inside, a host that goes from inside
//! - `limits`: where the system refuses something
//! - `load`: many readers, many reloads
//! - `trusted`: who may put a library there, where that matters
//! - `watching`: reloads by themselves

mod files;
mod inside;
#[cfg(target_os = "linux")]
mod limits;
mod load;
#[cfg(unix)]
mod trusted;
mod watching;
