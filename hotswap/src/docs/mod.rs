//! Pages to read; nothing to call.

pub mod imports;
pub mod interfaces;
pub mod versions;
