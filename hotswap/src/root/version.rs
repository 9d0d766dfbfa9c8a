//! The version of everything that crosses, and the marks of a root.

/// The version of everything that crosses. A host refuses plugins of another version.
pub const ABI_VERSION: u32 = 5;

/// The first bytes of a [`Root`](super::Root).
pub const MAGIC: [u8; 8] = *b"HOTSWAP\0";

/// The prefix of the symbol of a root. The name of the crate follows.
pub const ROOT_PREFIX: &str = "hotswap2_root_";
