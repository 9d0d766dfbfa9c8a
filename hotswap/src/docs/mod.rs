//! Guides.

pub mod asynchronous;
pub mod imports;
pub mod interfaces;
pub mod logs;
pub mod versions;
