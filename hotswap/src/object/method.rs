//! The caller's end of a method, and its `self`.

use std::ffi::c_void;
use std::marker::PhantomData;

use super::handle::Handle;
use super::interface::Interface;
use super::obj::Obj;
use crate::abi::AbiArg;
use crate::call::Entry;
use crate::error::Error;
use crate::shape::{Kind, Shape, TypeDesc};

/// `&self` of a method, as it crosses: in the callee a `&T`.
///
/// # Invariant
///
/// In the callee it points to a `T` that lives for `'s`. The caller does not know `T`, and only passes the address.
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
    /// It was received as an argument of a method in the table of a `T`.
    #[inline]
    pub unsafe fn get(self) -> &'s T {
        // SAFETY: LENT and TABLES: it points to a `T` that lives for `'s`, by the contract of this function.
        unsafe { &*self.data.cast::<T>() }
    }
}

// SAFETY: SEND-SYNC: a borrow of a `T`, which may be used on several threads at once.
unsafe impl<T: Sync> Send for This<'_, T> {}

impl<T> Shape for This<'_, T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "&self", &[]);
}

// SAFETY: C-LAYOUT: an address. That it is one of a `T` follows from the table in which the method was found.
#[diagnostic::do_not_recommend]
unsafe impl<'s, T: 'static> AbiArg<'s> for This<'s, T> {
    type Repr = *const c_void;
    type Local = *const c_void;

    #[inline]
    fn lend(self) -> *const c_void {
        self.data
    }

    #[inline]
    unsafe fn receive(repr: *const c_void) -> *const c_void {
        repr
    }

    #[inline]
    unsafe fn get(local: &'s mut *const c_void) -> Self {
        Self {
            data: *local,
            _object: PhantomData,
        }
    }
}

/// A method of an object, for one call.
#[derive(Clone, Copy, Debug)]
pub struct Callee<'s> {
    entry: Entry,
    object: &'s Handle,
}

impl<'s> Callee<'s> {
    /// Method number `index` of an object.
    #[inline]
    pub fn of<I: ?Sized + Interface>(object: &'s Obj<I>, index: usize) -> Self {
        let object = object.handle();
        // SAFETY: TABLES: the table of an `Obj` is that of its interface.
        let entry = unsafe { object.method::<I::VTable>(index) };
        Self { entry, object }
    }

    /// The `self` argument of the method.
    #[inline]
    pub fn this<T>(self) -> This<'s, T> {
        This {
            data: self.object.data(),
            _object: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn entry(self) -> Entry {
        self.entry
    }

    /// Adds the name of the object's owner to an error.
    #[cold]
    pub(crate) fn blame(self, error: Error) -> Error {
        self.object.blame(error)
    }
}
