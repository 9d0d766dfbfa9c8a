//! The host's end of a vault: a table of functions for plugins.

use std::ffi::c_void;
use std::sync::Arc;

use super::backend::VaultBackend;
use super::interface::{InterfaceRef, RawInterface};
use super::raw::RawVault;
use crate::abi::Abi;
use crate::abi::AbiReturn;
use crate::call::{self, Failure};
use crate::error::Result;
use crate::host::{HostServices, LendVault};
use crate::linked::context;
use crate::live_data::LiveData;
use crate::live_fn::RawLiveFn;
use crate::live_item::LiveItem;
use crate::live_type::RawLiveType;
use crate::object::{AnyObj, RawObj};
use crate::raw::RawStr;

/// The functions of a vault, for plugins. The table grows at its end only.
///
/// All of them share one contract:
///
/// # Safety
///
/// The backend lives; borrowed data lives during the call; owned data is given up; `out` is valid for one write.
#[repr(C)]
#[derive(Clone)]
pub(super) struct VaultFunctions {
    pub(super) size: u32,
    pub(super) live_fn: unsafe extern "C" fn(*const c_void, RawStr, *mut RawLiveFn) -> Failure,
    pub(super) live_fn_names: unsafe extern "C" fn(*const c_void, *mut Repr<Names>) -> Failure,
    pub(super) set: unsafe extern "C" fn(*const c_void, RawStr, Repr<LiveData>) -> Failure,
    pub(super) get: unsafe extern "C" fn(*const c_void, RawStr, *mut Repr<MaybeData>) -> Failure,
    pub(super) remove: unsafe extern "C" fn(*const c_void, RawStr, *mut Repr<MaybeData>) -> Failure,
    pub(super) keys: unsafe extern "C" fn(*const c_void, *mut Repr<Names>) -> Failure,
    pub(super) set_extension: unsafe extern "C" fn(*const c_void, RawInterface, RawObj) -> Failure,
    pub(super) extension: unsafe extern "C" fn(*const c_void, RawInterface, *mut RawObj) -> Failure,
    pub(super) extension_names: unsafe extern "C" fn(*const c_void, *mut Repr<Names>) -> Failure,
    pub(super) live_fns: unsafe extern "C" fn(*const c_void, *mut Repr<Items>) -> Failure,
    pub(super) live_type: unsafe extern "C" fn(*const c_void, RawStr, *mut RawLiveType) -> Failure,
    pub(super) live_types: unsafe extern "C" fn(*const c_void, *mut Repr<Items>) -> Failure,
}

type Repr<T> = <T as Abi>::Repr;
type Names = Vec<String>;
type Items = Vec<LiveItem>;
type MaybeData = Option<LiveData>;

/// Runs code of the host, also for plugins that are linked into it.
///
/// # Safety
///
/// `out` is valid for one write.
unsafe fn barrier<R: AbiReturn>(out: *mut Repr<R::Ok>, body: impl FnOnce() -> R) -> Failure {
    let _entered = context::enter_in_host(None);
    // SAFETY: OUT: by the contract of this function.
    unsafe { call::barrier(out, body) }
}

impl RawVault {
    /// Lends a vault to a plugin. The backend must live for as long as the plugin's library is mapped.
    pub fn lend<B: VaultBackend>(backend: &B) -> Self {
        Self {
            backend: std::ptr::from_ref(backend).cast(),
            functions: std::ptr::from_ref(
                const {
                    &VaultFunctions {
                        size: size_of::<VaultFunctions>() as u32,
                        live_fn: live_fn::<B>,
                        live_fn_names: live_fn_names::<B>,
                        set: set::<B>,
                        get: get::<B>,
                        remove: remove::<B>,
                        keys: keys::<B>,
                        set_extension: set_extension::<B>,
                        extension: extension::<B>,
                        extension_names: extension_names::<B>,
                        live_fns: live_fns::<B>,
                        live_type: live_type::<B>,
                        live_types: live_types::<B>,
                    }
                },
            )
            .cast(),
        }
    }
}

impl<B: VaultBackend> LendVault for B {
    fn lend(&self) -> RawVault {
        RawVault::lend(self)
    }
}

impl HostServices {
    /// Sets the vault that the plugin sees, for as long as its library is mapped.
    #[must_use]
    pub fn with_vault(mut self, vault: Arc<impl VaultBackend>) -> Self {
        self.set_vault(vault);
        self
    }
}

// The functions below are what the table points to, and share its contract.

/// # Safety
///
/// `backend` is a `B` that lives for `'a`.
unsafe fn backend<'a, B: VaultBackend>(backend: *const c_void) -> &'a B {
    // SAFETY: HOST-OUTLIVES: by the contract of this function.
    unsafe { &*backend.cast::<B>() }
}

/// Functions that return a value, which is lowered.
macro_rules! answers {
    ($($function:ident($($name:ident)?) -> $answer:ty;)*) => {$(
        unsafe extern "C" fn $function<B: VaultBackend>(
            vault: *const c_void,
            $($name: RawStr,)?
            out: *mut Repr<$answer>,
        ) -> Failure {
            // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
            let vault = unsafe { backend::<B>(vault) };
            $(
                // SAFETY: LENT: by the contract of the table.
                let $name = unsafe { $name.as_str() };
            )?
            // SAFETY: OUT: by the contract of the table.
            unsafe { barrier(out, || vault.$function($($name)?)) }
        }
    )*};
}

answers! {
    live_fn_names() -> Names;
    get(key) -> MaybeData;
    remove(key) -> MaybeData;
    keys() -> Names;
    extension_names() -> Names;
    live_fns() -> Items;
    live_types() -> Items;
}

/// The same for what writes its result itself.
fn barrier_without_value(body: impl FnOnce() -> Result<()>) -> Failure {
    let _entered = context::enter_in_host(None);
    call::barrier_without_value(body)
}

unsafe extern "C" fn live_fn<B: VaultBackend>(
    vault: *const c_void,
    name: RawStr,
    out: *mut RawLiveFn,
) -> Failure {
    barrier_without_value(|| {
        // SAFETY: LENT: by the contract of the table.
        let name = unsafe { name.as_str() };
        // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
        let found = unsafe { backend::<B>(vault) }.live_fn(name)?.into_raw();
        // SAFETY: OUT: by the contract of the table.
        unsafe { out.write(found) };
        Ok(())
    })
}

unsafe extern "C" fn set<B: VaultBackend>(
    vault: *const c_void,
    key: RawStr,
    data: Repr<LiveData>,
) -> Failure {
    barrier_without_value(|| {
        // SAFETY: LOWERED: by the contract of the table.
        let data = unsafe { LiveData::lift(data) };
        // SAFETY: LENT: by the contract of the table.
        let key = unsafe { key.as_str() };
        // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
        unsafe { backend::<B>(vault) }.set(key, data)
    })
}

unsafe extern "C" fn set_extension<B: VaultBackend>(
    vault: *const c_void,
    interface: RawInterface,
    object: RawObj,
) -> Failure {
    barrier_without_value(|| {
        // SAFETY: LOWERED: by the contract of the table.
        let object = unsafe { AnyObj::lift(object) };
        // SAFETY: LENT: by the contract of the table.
        let interface = unsafe { InterfaceRef::from_raw(interface) };
        // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
        unsafe { backend::<B>(vault) }.set_extension(&interface, object)
    })
}

unsafe extern "C" fn extension<B: VaultBackend>(
    vault: *const c_void,
    interface: RawInterface,
    out: *mut RawObj,
) -> Failure {
    barrier_without_value(|| {
        // SAFETY: LENT: by the contract of the table.
        let interface = unsafe { InterfaceRef::from_raw(interface) };
        // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
        let found = unsafe { backend::<B>(vault) }.extension(&interface)?;
        // SAFETY: OUT: by the contract of the table.
        unsafe { out.write(found.try_lower()?) };
        Ok(())
    })
}

unsafe extern "C" fn live_type<B: VaultBackend>(
    vault: *const c_void,
    name: RawStr,
    out: *mut RawLiveType,
) -> Failure {
    barrier_without_value(|| {
        // SAFETY: LENT: by the contract of the table.
        let name = unsafe { name.as_str() };
        // SAFETY: HOST-OUTLIVES: the backend lives, by the contract of the table.
        let found = unsafe { backend::<B>(vault) }.live_type(name)?.into_raw();
        // SAFETY: OUT: by the contract of the table.
        unsafe { out.write(found) };
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(VaultFunctions, live_fn), word);
        assert_eq!(offset_of!(VaultFunctions, live_fn_names), 2 * word);
        assert_eq!(offset_of!(VaultFunctions, set), 3 * word);
        assert_eq!(offset_of!(VaultFunctions, get), 4 * word);
        assert_eq!(offset_of!(VaultFunctions, remove), 5 * word);
        assert_eq!(offset_of!(VaultFunctions, keys), 6 * word);
        assert_eq!(offset_of!(VaultFunctions, set_extension), 7 * word);
        assert_eq!(offset_of!(VaultFunctions, extension), 8 * word);
        assert_eq!(offset_of!(VaultFunctions, extension_names), 9 * word);
        assert_eq!(offset_of!(VaultFunctions, live_fns), 10 * word);
        assert_eq!(offset_of!(VaultFunctions, live_type), 11 * word);
        assert_eq!(offset_of!(VaultFunctions, live_types), 12 * word);
        assert_eq!(size_of::<VaultFunctions>(), 13 * word);
    }
}
