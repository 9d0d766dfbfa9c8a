//! The plugin's end of a vault.
//!
//! # Invariant
//!
//! The backend of a [`Remote`] is the one that its functions are for. It lives for as long as this library is mapped, so it lives
//! whenever code of this library runs. The host lives longer.

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
    /// The host of this library has lent it, for as long as the library is mapped.
    pub(super) const unsafe fn new(raw: RawVault) -> Self {
        Self(raw)
    }

    /// The table, if it has all functions that this library knows.
    fn functions(&self) -> Result<&'static VaultFunctions> {
        let functions = self.0.functions;
        // SAFETY: SIZED-TABLES and HOST-OUTLIVES: every table begins with its size.
        let size = unsafe { *functions };
        if (size as usize) < size_of::<VaultFunctions>() {
            return Err(Error::msg(
                "the host is built with an older version of hotswap: rebuild the host",
            ));
        }
        // SAFETY: SIZED-TABLES and HOST-OUTLIVES: it is as long as that, and a static of the host's.
        Ok(unsafe { &*functions.cast() })
    }
}

/// The result of a function of the host's table.
///
/// # Safety
///
/// `call` calls a function of the host. If that reports no failure, it has written an `R` to the pointer that `call` gets.
unsafe fn answer<R>(call: impl FnOnce(*mut R) -> Failure) -> Result<R> {
    let mut out = MaybeUninit::uninit();
    let failure = call(out.as_mut_ptr());
    if failure.is_none() {
        // SAFETY: OUT: no failure means that `out` is written.
        return Ok(unsafe { out.assume_init() });
    }
    // SAFETY: LOWERED and HOST-OUTLIVES: the host has made it for this call.
    Err(unsafe { failure.into_error() })
}

/// The result of a function of the host's table that has no value.
///
/// # Safety
///
/// The host has just returned `failure`.
unsafe fn done(failure: Failure) -> Result<()> {
    // SAFETY: OUT: by the contract of this function; there is nothing to write.
    unsafe { answer(|_: *mut ()| failure) }
}

/// Methods that call a function of the host's table and lift its result.
macro_rules! asks {
    ($($function:ident($($name:ident: $ty:ty = $raw:expr)?) -> $answer:ty = $lift:path;)*) => {$(
        fn $function(&self $(, $name: $ty)?) -> Result<$answer> {
            let functions = self.functions()?;
            // SAFETY: HOST-OUTLIVES, LENT and OUT: the backend lives, the argument is lent for the call, and `answer` makes
            // a place to write to.
            let ask = |out| unsafe { (functions.$function)(self.0.backend, $($raw,)? out) };
            // SAFETY: OUT: that is what the function writes.
            let raw = unsafe { answer(ask) }?;
            // SAFETY: LOWERED: the host has made it for this call, and gave it up.
            Ok(unsafe { $lift(raw) })
        }
    )*};
}

impl VaultBackend for Remote {
    asks! {
        live_fn(name: &str = RawStr::new(name)) -> LiveFn = LiveFn::from_raw;
        live_fn_names() -> Vec<String> = Abi::lift;
        get(key: &str = RawStr::new(key)) -> Option<LiveData> = Abi::lift;
        remove(key: &str = RawStr::new(key)) -> Option<LiveData> = Abi::lift;
        keys() -> Vec<String> = Abi::lift;
        extension(interface: &InterfaceRef<'_> = interface.to_raw()) -> AnyObj = AnyObj::lift;
        extension_names() -> Vec<String> = Abi::lift;
        live_fns() -> Vec<LiveItem> = Abi::lift;
        live_type(name: &str = RawStr::new(name)) -> LiveType = LiveType::from_raw;
        live_types() -> Vec<LiveItem> = Abi::lift;
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        let functions = self.functions()?;
        // SAFETY: HOST-OUTLIVES and LENT: the backend lives, the key is lent for the call; the data is given up.
        let failure = unsafe { (functions.set)(self.0.backend, RawStr::new(key), data.lower()) };
        // SAFETY: LOWERED: it is the host's answer.
        unsafe { done(failure) }
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        let functions = self.functions()?;
        let (interface, object) = (interface.to_raw(), object.try_lower()?);
        // SAFETY: HOST-OUTLIVES and LENT: the backend lives, the interface is lent for the call; the object is given up.
        let failure = unsafe { (functions.set_extension)(self.0.backend, interface, object) };
        // SAFETY: LOWERED: it is the host's answer.
        unsafe { done(failure) }
    }
}
