//! The table that a plugin's one exported symbol is.

use std::ffi::c_void;

use super::item::Item;
use crate::call::Failure;
use crate::context::RawContext;
use crate::host::HostTable;
use crate::imports::RawImport;
use crate::live_data::LentData;
use crate::object::RawObj;
use crate::raw::RawSlice;
use crate::vault::RawVault;

/// The table that a plugin's one exported symbol is.
///
/// Only [`Root::of`] creates one, so its functions belong together. The `unsafe` functions share one contract: `plugin` is the
/// value that `create` of this root has written, and is not destroyed yet; borrowed data lives during the call; owned data is
/// given up; and `out` is valid for one write.
#[repr(C)]
#[derive(Debug)]
pub struct Root {
    /// [`MAGIC`](super::MAGIC).
    pub(super) magic: [u8; 8],
    /// [`ABI_VERSION`](super::ABI_VERSION).
    pub(super) abi: u32,
    /// The size of this table.
    pub(super) size: u32,
    /// Zero in a built library. The loader writes a random value into the private copy before it opens the copy, and reads it back
    /// from memory. This proves that the mapped image is that copy.
    pub(super) nonce: [u8; 16],
    /// The table of items, as the linker kept it.
    pub(super) items: extern "C" fn() -> RawSlice<Item>,
    /// Connects the plugin to its host. Called once, before anything else.
    pub(super) attach: unsafe extern "C" fn(host: *const HostTable) -> Failure,
    /// Creates the plugin's value.
    pub(super) create: unsafe extern "C" fn(out: *mut *mut c_void) -> Failure,
    /// Drops the plugin's value.
    pub(super) destroy: unsafe extern "C" fn(plugin: *mut c_void) -> Failure,
    /// [`Plugin::reloadable`](crate::Plugin::reloadable).
    pub(super) reloadable: unsafe extern "C" fn(plugin: *const c_void, out: *mut u8) -> Failure,
    /// [`Plugin::on_load`](crate::Plugin::on_load).
    pub(super) on_load: unsafe extern "C" fn(plugin: *const c_void, data: LentData) -> Failure,
    /// [`Plugin::on_init`](crate::Plugin::on_init).
    pub(super) on_init: unsafe extern "C" fn(plugin: *const c_void, vault: RawVault) -> Failure,
    /// [`Plugin::on_free`](crate::Plugin::on_free).
    pub(super) on_free: unsafe extern "C" fn(plugin: *const c_void) -> Failure,
    /// Tells the threads of the plugin to stop, without waiting for them.
    pub(super) stop: extern "C" fn() -> Failure,
    /// Writes `bytes` to the library's own `stdout`, and flushes it.
    pub(super) flush: unsafe extern "C" fn(bytes: RawSlice<u8>) -> Failure,
    /// The object that the plugin exports. Called only if the manifest declares an export.
    pub(super) export: unsafe extern "C" fn(plugin: *const c_void, out: *mut RawObj) -> Failure,
    /// Passes the context to the plugin, which lives as long as the plugin's code may run, and the imports, in the order of its
    /// manifest. Called before `on_load`.
    pub(super) wire:
        unsafe extern "C" fn(context: *const RawContext, imports: RawSlice<RawImport>) -> Failure,
    /// Drops its imports. Called when none of its code runs any more.
    pub(super) unwire: unsafe extern "C" fn() -> Failure,
    /// Removes the current panic hook from the library's std and drops it, and forgets the host's callsites. Called before the library is
    /// closed, when none of its code runs any more.
    pub(super) detach: unsafe extern "C" fn() -> Failure,
}

/// The functions of a root, for the host. [`Root`] describes their contract.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {
        impl Root {$(
            $(#[$doc])*
            pub const fn $name(&self) -> $ty {
                self.$name
            }
        )*}
    };
}

functions! {
    /// The table of items, as the linker kept it.
    items: extern "C" fn() -> RawSlice<Item>;
    /// Connects the plugin to its host. Called once, before anything else.
    attach: unsafe extern "C" fn(host: *const HostTable) -> Failure;
    /// Creates the plugin's value.
    create: unsafe extern "C" fn(out: *mut *mut c_void) -> Failure;
    /// Drops the plugin's value.
    destroy: unsafe extern "C" fn(plugin: *mut c_void) -> Failure;
    /// [`Plugin::reloadable`](crate::Plugin::reloadable).
    reloadable: unsafe extern "C" fn(plugin: *const c_void, out: *mut u8) -> Failure;
    /// [`Plugin::on_load`](crate::Plugin::on_load).
    on_load: unsafe extern "C" fn(plugin: *const c_void, data: LentData) -> Failure;
    /// [`Plugin::on_init`](crate::Plugin::on_init).
    on_init: unsafe extern "C" fn(plugin: *const c_void, vault: RawVault) -> Failure;
    /// [`Plugin::on_free`](crate::Plugin::on_free).
    on_free: unsafe extern "C" fn(plugin: *const c_void) -> Failure;
    /// Tells the threads of the plugin to stop, without waiting for them.
    stop: extern "C" fn() -> Failure;
    /// Writes `bytes` to the library's own `stdout`, and flushes it.
    flush: unsafe extern "C" fn(bytes: RawSlice<u8>) -> Failure;
    /// The object that the plugin exports. Called only if the manifest declares an export.
    export: unsafe extern "C" fn(plugin: *const c_void, out: *mut RawObj) -> Failure;
    /// Passes the context and the imports to the plugin. Called before `on_load`.
    wire: unsafe extern "C" fn(context: *const RawContext, imports: RawSlice<RawImport>) -> Failure;
    /// Drops its imports. Called when none of its code runs any more.
    unwire: unsafe extern "C" fn() -> Failure;
    /// Removes the panic hook from the library's std and drops it, and forgets the host's callsites.
    detach: unsafe extern "C" fn() -> Failure;
}

impl Root {
    /// [`MAGIC`](super::MAGIC), in a table that is one.
    pub const fn magic(&self) -> [u8; 8] {
        self.magic
    }

    /// [`ABI_VERSION`](super::ABI_VERSION) of the library that it is in.
    pub const fn abi(&self) -> u32 {
        self.abi
    }

    /// The offset of [`nonce`](Self::nonce) in a root.
    pub const NONCE_OFFSET: usize = std::mem::offset_of!(Self, nonce);

    /// The mark of the private copy that is mapped; zero in a built library.
    pub const fn nonce(&self) -> [u8; 16] {
        self.nonce
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;
    use crate::root::ABI_VERSION;

    /// A change here is a change of the ABI: raise [`ABI_VERSION`](super::ABI_VERSION), or add at the end.
    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(ABI_VERSION, 5);
        assert_eq!(offset_of!(Root, magic), 0);
        assert_eq!(offset_of!(Root, abi), 8);
        assert_eq!(offset_of!(Root, size), 12);
        assert_eq!(offset_of!(Root, nonce), 16);
        assert_eq!(offset_of!(Root, items), 32);
        assert_eq!(offset_of!(Root, attach), 32 + word);
        assert_eq!(offset_of!(Root, create), 32 + 2 * word);
        assert_eq!(offset_of!(Root, destroy), 32 + 3 * word);
        assert_eq!(offset_of!(Root, reloadable), 32 + 4 * word);
        assert_eq!(offset_of!(Root, on_load), 32 + 5 * word);
        assert_eq!(offset_of!(Root, on_init), 32 + 6 * word);
        assert_eq!(offset_of!(Root, on_free), 32 + 7 * word);
        assert_eq!(offset_of!(Root, stop), 32 + 8 * word);
        assert_eq!(offset_of!(Root, flush), 32 + 9 * word);
        assert_eq!(offset_of!(Root, export), 32 + 10 * word);
        assert_eq!(offset_of!(Root, wire), 32 + 11 * word);
        assert_eq!(offset_of!(Root, unwire), 32 + 12 * word);
        assert_eq!(offset_of!(Root, detach), 32 + 13 * word);
        assert_eq!(size_of::<Root>(), 32 + 14 * word);
    }
}
