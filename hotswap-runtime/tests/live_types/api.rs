//! What the host and its plugins share.

/// Work that is done later.
#[hotswap::interface]
pub trait Job {
    /// Does it, and tells of it.
    fn run(&self) -> String;
}

/// Something else that a type may be.
#[hotswap::interface]
pub trait Timer {
    /// When it is due.
    fn due(&self) -> u64;
}
