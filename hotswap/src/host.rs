//! What a host offers to each plugin it loads.

use std::ffi::c_void;
use std::fmt;
use std::mem::MaybeUninit;
use std::sync::Arc;

use crate::abi::buffer::OwnedBuf;
use crate::call::{
    Failure, PluginPanic, RawPanic, are_backtraces_on, barrier, defer_symbols_to,
    install_panic_hook, nesting, silence, symbolize_for_plugin,
};
use crate::error::{Error, Result};
use crate::keep::{Keep, RawKeep};
use crate::object::owner;
use crate::raw::{RawSlice, RawStr};
use crate::vault::{RawVault, VaultBackend};

/// The host's side of one plugin.
///
/// Lives as long as the plugin's library is mapped.
pub struct HostServices {
    plugin: String,
    on_panic: PanicObserver,
    keeper: Option<Keeper>,
    vault: Option<Arc<dyn Lend>>,
}

/// A vault, of whichever type.
trait Lend: Send + Sync {
    fn lend(&self) -> RawVault;
}

impl<B: VaultBackend> Lend for B {
    fn lend(&self) -> RawVault {
        RawVault::lend(self)
    }
}

/// Is told of a panic, and says whether it has made it known.
type PanicObserver = Box<dyn Fn(&PluginPanic<'_>) -> bool + Send + Sync>;

/// Keeps the plugin loaded, once more.
type Keeper = Box<dyn Fn() -> Result<Keep> + Send + Sync>;

impl HostServices {
    /// `on_panic` is told of each panic in the plugin, on whichever thread, before it unwinds. It says whether it has
    /// made the panic known: `false` leaves that to the caller, who is given the panic as an error. If there turns out
    /// to be no caller, it is told again ([`PluginPanic::is_lost`], [`PluginPanic::untold`]).
    pub fn new(on_panic: impl Fn(&PluginPanic<'_>) -> bool + Send + Sync + 'static) -> Self {
        nesting::become_host();
        Self {
            plugin: String::new(),
            on_panic: Box::new(on_panic),
            keeper: None,
            vault: None,
        }
    }

    /// What the plugin is called, in errors of its objects.
    #[must_use]
    pub fn with_name(mut self, plugin: &str) -> Self {
        plugin.clone_into(&mut self.plugin);
        self
    }

    /// What each object that the plugin hands out takes with it, so that the plugin stays loaded.
    ///
    /// An error means that the plugin is on its way out, and has nothing to hand out any more. Without a
    /// keeper the plugin is one that is never unloaded.
    #[must_use]
    pub fn with_keeper(
        mut self,
        keeper: impl Fn() -> Result<Keep> + Send + Sync + 'static,
    ) -> Self {
        self.keeper = Some(Box::new(keeper));
        self
    }

    /// What the plugin sees as its vault, for as long as its library is mapped.
    #[must_use]
    pub fn with_vault(mut self, vault: Arc<impl VaultBackend>) -> Self {
        self.vault = Some(vault);
        self
    }

    /// The vault, lent to the plugin's `on_init`.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn vault(&self) -> Result<RawVault> {
        let vault = self.vault.as_ref();
        vault
            .map(|vault| vault.lend())
            .ok_or_else(|| Error::msg("this host has no vault"))
    }

    /// One keep more; `None` if the plugin is never unloaded.
    pub(crate) fn keep(&self) -> Result<Option<Keep>> {
        self.keeper.as_ref().map(|keeper| keeper()).transpose()
    }

    /// Tells the host of a panic; whether it has made it known.
    pub(crate) fn panicked(&self, panic: &PluginPanic<'_>) -> bool {
        (self.on_panic)(panic)
    }

    /// The table that the plugin is given.
    pub fn table(&self) -> HostTable {
        HostTable {
            size: size_of::<HostTable>() as u32,
            services: std::ptr::from_ref(self).cast(),
            on_panic,
            symbolize: symbolize_for_plugin,
            keep,
            plugin: RawStr::new(&self.plugin),
            backtraces: u32::from(are_backtraces_on()),
        }
    }
}

impl fmt::Debug for HostServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostServices").finish_non_exhaustive()
    }
}

/// What a plugin may call in its host. Grows at its end only.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HostTable {
    size: u32,
    services: *const c_void,
    on_panic: unsafe extern "C" fn(services: *const c_void, panic: RawPanic) -> u8,
    symbolize: unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>,
    keep: unsafe extern "C" fn(services: *const c_void, out: *mut RawKeep) -> Failure,
    plugin: RawStr,
    /// Not 0 if panics are to have backtraces.
    backtraces: u32,
}

impl HostTable {
    /// Whether panics are to have backtraces.
    pub(crate) const fn are_backtraces_on(&self) -> bool {
        self.backtraces != 0
    }

    /// Tells the host of a panic; whether it has made it known.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn tell(&self, panic: &PluginPanic<'_>) -> bool {
        // SAFETY: the caller's promise; what is lent lives for the call.
        unsafe { (self.on_panic)(self.services, RawPanic::lend(panic)) != 0 }
    }

    /// What the plugin is called.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) const unsafe fn plugin_name(&self) -> RawStr {
        self.plugin
    }

    /// Has the host keep the plugin loaded; `None` if it is never unloaded.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn keep_plugin(&self) -> Result<Option<Keep>> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: the caller's promise; `out` is a place to write to.
        let failure = unsafe { (self.keep)(self.services, out.as_mut_ptr()) };
        if !failure.is_none() {
            // SAFETY: it came from the host, which is mapped.
            return Err(unsafe { failure.into_error() });
        }
        // SAFETY: no failure means that `out` is written.
        let raw = unsafe { out.assume_init() };
        // SAFETY: the host has just given it up.
        Ok(unsafe { raw.into_keep() })
    }
}

// SAFETY: `services` points to a `HostServices`, which is `Send + Sync`.
unsafe impl Send for HostTable {}
// SAFETY: as above.
unsafe impl Sync for HostTable {}

/// # Safety
///
/// `services` is a live [`HostServices`], and what `panic` lends lives for the call.
unsafe extern "C" fn on_panic(services: *const c_void, panic: RawPanic) -> u8 {
    let mut is_told = false;
    let tell = || {
        // SAFETY: the caller's promise.
        let services = unsafe { &*services.cast::<HostServices>() };
        // SAFETY: the caller's promise.
        let panic = unsafe { panic.get() };
        is_told = services.panicked(&panic);
    };
    // A logger that panics must not unwind into a plugin that is panicking already.
    silence(tell);
    u8::from(is_told)
}

/// # Safety
///
/// `services` is a live [`HostServices`], `out` valid for one write.
unsafe extern "C" fn keep(services: *const c_void, out: *mut RawKeep) -> Failure {
    let mut done = ();
    let answer = || -> Result<()> {
        // SAFETY: the caller's promise.
        let services = unsafe { &*services.cast::<HostServices>() };
        let keep = services.keep()?;
        // SAFETY: the caller's promise.
        unsafe { out.write(RawKeep::from(keep)) };
        Ok(())
    };
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, answer) }
}

/// The plugin's end: has its panics and backtraces go to the host. It owns nothing on the heap afterwards; the panic
/// hook is taken out again by the root's `detach`.
///
/// # Safety
///
/// `host` points to the table of a host that outlives this library.
pub(crate) unsafe extern "C" fn attach(host: *const HostTable) -> Failure {
    // SAFETY: the caller's promise; every table begins with its size.
    let size = unsafe { (*host).size } as usize;
    if size < size_of::<HostTable>() {
        return Failure::from_error(Error::msg(
            "the host is built with an older version of hotswap",
        ));
    }
    // SAFETY: the caller's promise, and the table is as long as this.
    let host = unsafe { *host };
    let attach = || {
        owner::attached_to(host);
        defer_symbols_to(host.symbolize);
        install_panic_hook();
    };
    let mut done = ();
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, attach) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its payload panics once more when it is dropped.
    struct Twice;

    impl Drop for Twice {
        fn drop(&mut self) {
            panic!("again");
        }
    }

    #[test]
    fn a_logger_that_panics_does_not_end_the_process() {
        let services = HostServices::new(|_| std::panic::panic_any(Twice));
        let HostTable {
            on_panic, services, ..
        } = services.table();
        let panic = RawPanic::lend(&PluginPanic {
            message: "boom",
            location: "here",
            addresses: &[],
            untold: None,
            is_lost: false,
            thread: None,
        });
        // SAFETY: the services live, and the texts are static.
        let is_told = unsafe { on_panic(services, panic) };
        assert_eq!(is_told, 0, "nobody knows of it");
    }

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(std::mem::offset_of!(HostTable, size), 0);
        assert_eq!(std::mem::offset_of!(HostTable, services), word);
        assert_eq!(std::mem::offset_of!(HostTable, on_panic), 2 * word);
        assert_eq!(std::mem::offset_of!(HostTable, symbolize), 3 * word);
        assert_eq!(std::mem::offset_of!(HostTable, keep), 4 * word);
        assert_eq!(std::mem::offset_of!(HostTable, plugin), 5 * word);
        assert_eq!(std::mem::offset_of!(HostTable, backtraces), 7 * word);
        assert_eq!(size_of::<HostTable>(), 8 * word);
    }
}
