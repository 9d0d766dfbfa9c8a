//! Guides.

pub mod imports;
pub mod interfaces;
pub mod versions;
