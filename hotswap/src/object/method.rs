//! The caller's end of a method, and its `self`.

use std::ffi::c_void;
use std::marker::PhantomData;

use super::interface::Interface;
use super::obj::Obj;
use crate::abi::{AbiArg, AbiReturn, Same};
use crate::call::function::{Returns, Value};
use crate::call::{Entry, nesting};
use crate::error::Result;
use crate::shape::{Kind, Shape, TypeDesc};

/// `&self` of a method, as it crosses: in the callee a `&T`.
///
/// # Invariant
///
/// One that was held points to a `T` that lives for `'s`. A caller knows nothing of `T`, and only lends it.
#[derive(Debug)]
pub struct This<'s, T> {
    data: *const c_void,
    _object: PhantomData<&'s T>,
}

impl<'s, T> This<'s, T> {
    /// The object, in the library that made it.
    ///
    /// # Safety
    ///
    /// It was held, as an argument of a method in the table of a `T`.
    #[inline]
    pub unsafe fn get(self) -> &'s T {
        // SAFETY: the caller's promise, and the invariant.
        unsafe { &*self.data.cast::<T>() }
    }
}

impl<T> Shape for This<'_, T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "&self", &[]);
}

// SAFETY: an address. That it is one of a `T` follows from the table in which the method was found.
unsafe impl<'s, T: 'static> AbiArg<'s> for This<'s, T> {
    type Repr = *const c_void;
    type Held = *const c_void;

    #[inline]
    fn lend(self) -> *const c_void {
        self.data
    }

    #[inline]
    unsafe fn hold(repr: *const c_void) -> *const c_void {
        repr
    }

    #[inline]
    fn get(held: &'s mut *const c_void) -> Self {
        Self {
            data: *held,
            _object: PhantomData,
        }
    }
}

/// Calls method number `index` of an object: `call` is told its entry and its `self`.
///
/// # Panics
///
/// If the method fails and its return type has no place for an error.
///
/// # Safety
///
/// `call` invokes the method that the interface has at that place, and lends it its `self`.
#[inline]
#[track_caller]
pub unsafe fn call_method<'s, I, M, T: 's>(
    obj: &'s Obj<I>,
    index: usize,
    call: impl FnOnce(Entry, This<'s, T>) -> Result<Value<M>>,
) -> M::Type
where
    I: ?Sized + Interface,
    M: Returns,
{
    let handle = obj.handle();
    // SAFETY: by the invariant of `Obj` the table is that of its interface.
    let entry = unsafe { handle.method::<I::VTable>(index) };
    let this = This {
        data: handle.data(),
        _object: PhantomData,
    };
    let own = nesting::if_own(handle.owner().is_here());
    let result = call(entry, this);
    drop(own);
    M::Known::from_result(result.map_err(|error| handle.blame(error))).same()
}
