//! `cargo hotswap`, used as people use it.
//!
//! - `project`: a workspace with plugins, of its own for each test
//! - `process`: a command that ran, one that is running
//! - `new`, `build`, `inspect`, `check`, `run`: what each command promises
//! - `linked`: `--static`
//! - `newcomer`: the example hello, from the first start to a mended mistake

mod build;
mod check;
mod inspect;
mod linked;
mod new;
mod newcomer;
mod process;
mod project;
mod run;
