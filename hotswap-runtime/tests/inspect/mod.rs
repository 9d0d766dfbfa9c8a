//! Reading libraries without running them: real ones, whole, cut, damaged, and other files.
//!
//! - `library`: the library that the cases change, and how they change it
//! - `whole`: what is accepted
//! - `cut`: every length of a file but the right one
//! - `flipped`: single bits
//! - `damaged`: one field of one table at a time
//! - `foreign`: other machines and other kinds of files
//! - `plugins`: libraries that are no plugins for this host

#[cfg(target_os = "linux")]
mod cut;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod damaged;
#[cfg(target_os = "linux")]
mod flipped;
mod foreign;
mod library;
mod plugins;
mod whole;
