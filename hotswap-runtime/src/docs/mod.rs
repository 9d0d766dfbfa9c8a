//! Pages to read; nothing to call.

pub mod keeping;
pub mod leaving;
