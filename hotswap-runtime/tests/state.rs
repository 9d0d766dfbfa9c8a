//! What outlives a version: the vault, live types, and handles that always find the newest code.

mod late;
mod live_types;
mod vault;
