//! The mark of a library that links this crate and uses it as a host.
//!
//! Such a library has a thread of the runtime's once it has made a swapper. It must not be closed under that thread, so
//! it is refused as a plugin, by its file alone. A library that has this crate for another reason (to inspect files) has
//! no such thread, and no mark: the linker drops what nothing refers to.

use std::hint::black_box;

/// The section that the mark is in.
pub(super) const SECTION: &str = if cfg!(target_vendor = "apple") {
    "__DATA,__hotswap_rt"
} else {
    ".hotswap_runtime"
};

// SAFETY: NAMED-SECTION: linkers and loaders give this name no meaning, and map the section as any data.
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap_rt"))]
#[cfg_attr(
    not(target_vendor = "apple"),
    unsafe(link_section = ".hotswap_runtime")
)]
static MARK: [u8; 4] = *b"HSR1";

/// Puts the mark into the binary. Called by code that starts a thread which lives as long as a host.
pub(crate) fn leave() {
    black_box(&MARK);
}
