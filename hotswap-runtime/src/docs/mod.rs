//! Pages to read; nothing to call.

pub mod keeping;
