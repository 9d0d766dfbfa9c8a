//! Pages without items.

pub mod keeping;
pub mod leaving;
pub mod logs;
pub mod serialized;
