//! Pages to read; nothing to call.

pub mod asynchronous;
pub mod imports;
pub mod interfaces;
pub mod versions;
