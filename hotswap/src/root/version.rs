//! The version of everything that crosses, and the marks of a root.

/// The version of everything that crosses. A host refuses plugins of another.
pub const ABI_VERSION: u32 = 3;

/// The first bytes of a [`Root`].
pub const MAGIC: [u8; 8] = *b"HOTSWAP\0";

/// How the symbol of a root is called, before the name of the crate.
pub const ROOT_PREFIX: &str = "hotswap2_root_";
