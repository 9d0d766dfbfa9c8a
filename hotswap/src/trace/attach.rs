//! Connects the dispatcher and the logger of this library to its host.

use super::raw::RawTraces;
use super::to_host::ToHost;
use crate::call::silence;

/// Sets the global dispatcher and the logger of this library.
///
/// # Safety
///
/// The table and the host of `raw` live as long as this library.
pub(crate) unsafe fn attach(raw: RawTraces) {
    // SAFETY: HOST-OUTLIVES: by the contract of this function.
    let Some(host) = (unsafe { ToHost::new(raw) }) else {
        return;
    };
    #[cfg(feature = "tracing")]
    super::subscriber::install(host);
    #[cfg(feature = "log")]
    super::logger::install(host);
    set_max_level(host.attached(refresh));
}

/// The filters of the host have changed.
extern "C" fn refresh(max_level: u32) {
    silence(|| {
        set_max_level(max_level);
        #[cfg(feature = "tracing")]
        tracing_core::callsite::rebuild_interest_cache();
    });
}

/// Only `log` has a level for a whole library. `tracing` knows the interest in each of its callsites.
fn set_max_level(max_level: u32) {
    #[cfg(feature = "log")]
    super::logger::set_max_level(max_level);
    #[cfg(not(feature = "log"))]
    let _ = max_level;
}

/// Frees what the library remembers of the host.
///
/// # Safety
///
/// None of the plugin's code runs any more.
pub(crate) unsafe fn detach() {
    #[cfg(feature = "tracing")]
    // SAFETY: QUIET: by the contract of this function.
    unsafe {
        super::subscriber::forget();
    }
}
