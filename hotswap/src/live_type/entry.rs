//! The function that other libraries call to restore a value, and its item.

use super::live::Live;
use super::read::read;
use super::restorer::Restore;
use crate::call::{Entries, Entry, Failure, barrier_without_value};
use crate::error::{Error, Result};
use crate::linked::context;
use crate::live_data::{LentData, LiveData};
use crate::manifest::{ItemKind, ItemRecord, LiveTypeRecord};
use crate::object::{AnyObj, RawObj};
use crate::root::Item;
use crate::shape::Fingerprint;

impl LiveTypeRecord {
    /// `T` under its own name.
    pub const fn of<T: Live>() -> Self {
        Self {
            item: ItemRecord {
                krate: T::CRATE,
                kind: ItemKind::LiveType,
                name: T::NAME,
                signature: T::TYPE,
            },
            version: T::VERSION,
            alias_of: None,
        }
    }

    /// `T` under another name.
    pub const fn alias<T: Live>(name: &'static str) -> Self {
        let mut record = Self::of::<T>();
        record.item.name = name;
        record.alias_of = Some(T::NAME);
        record
    }
}

impl Item {
    /// The live type `T`, under one of its names.
    pub const fn live_type<T: Live>(name: &'static str, record: &'static [u8]) -> Self {
        // SAFETY: ENTRY: callers cast the entry of a live type back to this type.
        let loaded = unsafe { std::mem::transmute::<Restore, Entry>(restore::<T>) };
        // SAFETY: ENTRY: callers cast the entry of a live type back to this type.
        let linked = unsafe { std::mem::transmute::<Restore, Entry>(restore_linked::<T>) };
        // SAFETY: ENTRY and SAME-SHAPE: the fingerprint is that of the interfaces that the entries know.
        unsafe {
            Self::new(
                ItemKind::LiveType,
                name,
                T::TYPE.fingerprint(),
                Entries {
                    loaded,
                    linked,
                    own: loaded,
                },
                record,
            )
        }
    }
}

/// # Safety
///
/// `data` lives for the call, `out` is valid for one write.
unsafe extern "C" fn restore<T: Live>(
    data: LentData,
    interface: Fingerprint,
    out: *mut RawObj,
) -> Failure {
    let body = || -> Result<()> {
        // SAFETY: LENT: by the contract of this function.
        let data = unsafe { data.to_data() };
        let object = restored::<T>(&data, interface)?.try_lower()?;
        // SAFETY: OUT: by the contract of this function.
        unsafe { out.write(object) };
        Ok(())
    };
    barrier_without_value(body)
}

/// The same where the type is linked into its host.
///
/// # Safety
///
/// As [`restore`].
unsafe extern "C" fn restore_linked<T: Live>(
    data: LentData,
    interface: Fingerprint,
    out: *mut RawObj,
) -> Failure {
    let _entered = context::enter_crate(T::CRATE);
    // SAFETY: LENT and OUT: the contract is the same.
    unsafe { restore::<T>(data, interface, out) }
}

fn restored<T: Live>(data: &LiveData, interface: Fingerprint) -> Result<AnyObj> {
    let mut interfaces = T::INTERFACES.iter();
    let way = interfaces.find(|it| it.fingerprint() == interface);
    let way = way.ok_or_else(|| Error::msg("the live type has no such interface"))?;
    Ok(way.make(read(data)?))
}
