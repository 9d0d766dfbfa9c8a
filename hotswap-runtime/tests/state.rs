//! State: of a plugin, in its value; and what outlives a version: the vault, live types, and handles that always find the newest
//! code.

mod late;
mod live_types;
mod value;
mod vault;
