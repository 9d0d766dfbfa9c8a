//! What the plugins of one generation share, by name.
//!
//! The host owns it. A plugin sees it through a table of functions ([`RawVault`]), so that the two sides
//! may be built by different compilers.

use std::ffi::c_void;
use std::fmt;
use std::mem::MaybeUninit;
use std::sync::Arc;

use crate::abi::Abi;
use crate::call::{Failure, barrier};
use crate::error::Result;
use crate::live_fn::{LiveFn, RawLiveFn};
use crate::raw::RawStr;

/// The live functions of all plugins of one generation.
///
/// # Examples
///
/// ```
/// # use hotswap::Vault;
/// fn greet(vault: &Vault) -> hotswap::Result<String> {
///     vault.live_fn("greet")?.call(("Bob",))
/// }
/// ```
pub struct Vault(Side);

/// Whose vault it is.
enum Side {
    /// The host's, in the host.
    Here(Arc<dyn VaultBackend>),
    /// The host's, in a plugin.
    InHost(RawVault),
}

/// What the host keeps in a vault.
pub trait VaultBackend: Send + Sync + 'static {
    /// The live function of that name.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound).
    fn live_fn(&self, name: &str) -> Result<LiveFn>;

    /// The names of all live functions, in order.
    fn live_fn_names(&self) -> Vec<String>;
}

impl Vault {
    /// A vault of this host.
    pub fn new(backend: Arc<impl VaultBackend>) -> Self {
        Self(Side::Here(backend))
    }

    /// The live function called `name`, of whichever plugin.
    ///
    /// The handle keeps that plugin loaded, and stays with the version that it was taken from.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound), with the name that was probably meant.
    pub fn live_fn(&self, name: &str) -> Result<LiveFn> {
        match &self.0 {
            Side::Here(backend) => backend.live_fn(name),
            Side::InHost(raw) => raw.live_fn(name),
        }
    }

    /// The names of all live functions, in order.
    ///
    /// # Errors
    ///
    /// Only in a plugin, if the host fails to answer.
    pub fn live_fn_names(&self) -> Result<Vec<String>> {
        match &self.0 {
            Side::Here(backend) => Ok(backend.live_fn_names()),
            Side::InHost(raw) => raw.live_fn_names(),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("live_fns", &self.live_fn_names().unwrap_or_default())
            .finish()
    }
}

/// A vault as a plugin gets it. Lent for one call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawVault {
    backend: *const c_void,
    functions: &'static VaultFunctions,
}

// SAFETY: only ever made of a backend that is `Send + Sync`.
unsafe impl Send for RawVault {}
// SAFETY: as above.
unsafe impl Sync for RawVault {}

/// What a plugin can ask of a vault. Grows at its end only.
#[repr(C)]
struct VaultFunctions {
    size: u32,
    live_fn: unsafe extern "C" fn(*const c_void, RawStr, *mut RawLiveFn) -> Failure,
    live_fn_names: unsafe extern "C" fn(*const c_void, *mut <Vec<String> as Abi>::Repr) -> Failure,
}

impl RawVault {
    /// Lends a vault to a plugin.
    pub fn lend<B: VaultBackend>(backend: &B) -> Self {
        Self {
            backend: std::ptr::from_ref(backend).cast(),
            functions: const {
                &VaultFunctions {
                    size: size_of::<VaultFunctions>() as u32,
                    live_fn: live_fn::<B>,
                    live_fn_names: live_fn_names::<B>,
                }
            },
        }
    }

    /// The vault for the plugin's code.
    ///
    /// # Safety
    ///
    /// What was lent lives as long as the result is used, and the host is mapped.
    pub(crate) const unsafe fn into_vault(self) -> Vault {
        Vault(Side::InHost(self))
    }

    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: by the promise of `into_vault` the backend is the one that these functions belong to.
        let failure =
            unsafe { (self.functions.live_fn)(self.backend, RawStr::new(name), out.as_mut_ptr()) };
        if failure.is_none() {
            // SAFETY: no failure means that `out` is written.
            let raw = unsafe { out.assume_init() };
            // SAFETY: the host made it of a live function, and gave it up.
            return Ok(unsafe { LiveFn::from_raw(raw) });
        }
        // SAFETY: it came from the host, which is mapped.
        Err(unsafe { failure.into_error() })
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: as in `live_fn`.
        let failure = unsafe { (self.functions.live_fn_names)(self.backend, out.as_mut_ptr()) };
        if failure.is_none() {
            // SAFETY: no failure means that `out` is written.
            let repr = unsafe { out.assume_init() };
            // SAFETY: the host lowered it from a vector of the same type.
            return Ok(unsafe { Abi::lift(repr) });
        }
        // SAFETY: it came from the host, which is mapped.
        Err(unsafe { failure.into_error() })
    }
}

/// # Safety
///
/// `backend` is a live `B`, `name` a live text, `out` valid for one write.
unsafe extern "C" fn live_fn<B: VaultBackend>(
    backend: *const c_void,
    name: RawStr,
    out: *mut RawLiveFn,
) -> Failure {
    let mut done = ();
    let answer = || -> Result<()> {
        // SAFETY: the caller's promise.
        let backend = unsafe { &*backend.cast::<B>() };
        // SAFETY: the caller's promise.
        let name = unsafe { name.as_str() };
        let found = backend.live_fn(name)?.into_raw();
        // SAFETY: the caller's promise.
        unsafe { out.write(found) };
        Ok(())
    };
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, answer) }
}

/// # Safety
///
/// `backend` is a live `B`, `out` valid for one write.
unsafe extern "C" fn live_fn_names<B: VaultBackend>(
    backend: *const c_void,
    out: *mut <Vec<String> as Abi>::Repr,
) -> Failure {
    // SAFETY: the caller's promise.
    let backend = unsafe { &*backend.cast::<B>() };
    // SAFETY: the caller's promise.
    unsafe { barrier(out, || backend.live_fn_names()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    struct Empty;

    impl VaultBackend for Empty {
        fn live_fn(&self, name: &str) -> Result<LiveFn> {
            Err(Error::not_found(
                "live function",
                name,
                "the vault",
                ["greet"],
            ))
        }

        fn live_fn_names(&self) -> Vec<String> {
            vec!["greet".to_owned()]
        }
    }

    #[test]
    fn both_sides_of_a_vault_answer_alike() {
        let here = Vault::new(Arc::new(Empty));
        let backend = Empty;
        // SAFETY: the backend outlives the vault.
        let lent = unsafe { RawVault::lend(&backend).into_vault() };
        for vault in [here, lent] {
            assert_eq!(vault.live_fn_names().unwrap(), ["greet"]);
            let error = vault.live_fn("gret").unwrap_err();
            assert_eq!(
                error.to_string(),
                "no live function `gret` in the vault; did you mean `greet`?"
            );
        }
    }

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<RawVault>(), 2 * word);
        assert_eq!(std::mem::offset_of!(RawVault, functions), word);
        assert_eq!(std::mem::offset_of!(VaultFunctions, live_fn), word);
        assert_eq!(
            std::mem::offset_of!(VaultFunctions, live_fn_names),
            2 * word
        );
    }
}
