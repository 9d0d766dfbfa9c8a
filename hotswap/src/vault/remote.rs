//! The plugin's end of a vault.
//!
//! # Invariant
//!
//! The backend of a [`Remote`] is the one that its functions belong to, and lives for as long as this
//! library is mapped: so it lives whenever code of this library runs. The host lives longer still.

use std::mem::MaybeUninit;

use super::backend::VaultBackend;
use super::interface::InterfaceRef;
use super::raw::RawVault;
use super::table::VaultFunctions;
use crate::abi::Abi;
use crate::call::Failure;
use crate::error::{Error, Result};
use crate::live_data::LiveData;
use crate::live_fn::LiveFn;
use crate::live_item::LiveItem;
use crate::live_type::LiveType;
use crate::object::AnyObj;
use crate::raw::RawStr;

/// The vault of this plugin's host.
#[derive(Clone)]
pub(crate) struct Remote(RawVault);

impl Remote {
    /// # Safety
    ///
    /// It was lent by the host of this library, for as long as the library is mapped.
    pub(super) const unsafe fn new(raw: RawVault) -> Self {
        Self(raw)
    }

    /// The table, if it is as long as this library knows it.
    fn functions(&self) -> Result<&'static VaultFunctions> {
        let functions = self.0.functions;
        // SAFETY: by the invariant it points to a table, and every one begins with its size.
        let size = unsafe { *functions };
        if (size as usize) < size_of::<VaultFunctions>() {
            return Err(Error::msg(
                "the host is built with an older version of hotswap: rebuild the host",
            ));
        }
        // SAFETY: it is as long as that, and a static of the host's.
        Ok(unsafe { &*functions.cast() })
    }
}

/// What a function of the host's table has written.
///
/// # Safety
///
/// `failure` is what the host answers now; where it is none, the host has written an `R` to the place that
/// `call` was given.
unsafe fn answer<R>(call: impl FnOnce(*mut R) -> Failure) -> Result<R> {
    let mut out = MaybeUninit::uninit();
    let failure = call(out.as_mut_ptr());
    if failure.is_none() {
        // SAFETY: no failure means that `out` is written.
        return Ok(unsafe { out.assume_init() });
    }
    // SAFETY: it came from the host, which is mapped.
    Err(unsafe { failure.into_error() })
}

/// The same for a value, which is lifted.
///
/// # Safety
///
/// As for [`answer`]: what the host writes was lowered from a `T`.
unsafe fn value<T: Abi>(call: impl FnOnce(*mut T::Repr) -> Failure) -> Result<T> {
    // SAFETY: the caller's promise.
    let repr = unsafe { answer(call) }?;
    // SAFETY: the caller's promise.
    Ok(unsafe { T::lift(repr) })
}

/// Whether the host has done what it was asked to.
///
/// # Safety
///
/// `failure` is what the host has answered just now.
unsafe fn done(failure: Failure) -> Result<()> {
    // SAFETY: the caller's promise; there is nothing to write.
    unsafe { answer(|_: *mut ()| failure) }
}

// By the invariant every call below meets the contract of the table: the backend lives, names and
// interfaces are lent for the call, and `out` is a place that `answer` made.

impl VaultBackend for Remote {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.live_fn)(self.0.backend, RawStr::new(name), out) };
        // SAFETY: that is what the function writes.
        let raw = unsafe { answer(ask) }?;
        // SAFETY: the host made it of a live function, and gave it up.
        Ok(unsafe { LiveFn::from_raw(raw) })
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.live_fn_names)(self.0.backend, out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        let functions = self.functions()?;
        // SAFETY: as above; the data is given up.
        let failure = unsafe { (functions.set)(self.0.backend, RawStr::new(key), data.lower()) };
        // SAFETY: it is the host's answer.
        unsafe { done(failure) }
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.get)(self.0.backend, RawStr::new(key), out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.remove)(self.0.backend, RawStr::new(key), out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn keys(&self) -> Result<Vec<String>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.keys)(self.0.backend, out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        let functions = self.functions()?;
        let (interface, object) = (interface.to_raw(), object.try_lower()?);
        // SAFETY: as above; the object is given up.
        let failure = unsafe { (functions.set_extension)(self.0.backend, interface, object) };
        // SAFETY: it is the host's answer.
        unsafe { done(failure) }
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.extension)(self.0.backend, interface.to_raw(), out) };
        // SAFETY: that is what the function writes.
        let raw = unsafe { answer(ask) }?;
        // SAFETY: the host has just lowered it, and gave it up.
        Ok(unsafe { AnyObj::lift(raw) })
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.extension_names)(self.0.backend, out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.live_fns)(self.0.backend, out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.live_type)(self.0.backend, RawStr::new(name), out) };
        // SAFETY: that is what the function writes.
        let raw = unsafe { answer(ask) }?;
        // SAFETY: the host made it of a live type, and gave it up.
        Ok(unsafe { LiveType::from_raw(raw) })
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        let functions = self.functions()?;
        // SAFETY: as above.
        let ask = |out| unsafe { (functions.live_types)(self.0.backend, out) };
        // SAFETY: that is what the function writes.
        unsafe { value(ask) }
    }
}
