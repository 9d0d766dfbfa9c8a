//! Tuples of arguments.

use super::failure::Failure;
use crate::abi::{AbiArg, Levels};
use crate::shape::{Part, Shape};

/// A plugin function of any signature. It is never called with this type: [`Args::call`] casts it to the real one.
pub type Entry = unsafe extern "C" fn();

/// The entries of an item. A host uses one of them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Entries {
    /// For a plugin that is loaded.
    pub loaded: Entry,
    /// For a plugin that is linked into its host: also records whose code runs on the thread, and keeps what it is called on.
    pub linked: Entry,
    /// For code of the same library, which does not keep the plugin: keeps what the function is called on.
    pub own: Entry,
}

/// The arguments of a call: a tuple of up to twelve.
///
/// # Safety
///
/// `PARAMS` describes exactly the representations that `call` passes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a call",
    label = "not a tuple of arguments that can cross",
    note = "arguments are a tuple: `()`, `(1u32,)`, `(\"Bob\", 3u32)`",
    note = "each argument is a `&str`, a `&[T]`, or an owned type with `#[derive(hotswap::Abi)]`",
    note = "for a `&String` write `text.as_str()`, for a `&Vec<T>` or a `&[T; N]` write `&list[..]`"
)]
pub unsafe trait Args<'s> {
    /// The types of the arguments.
    #[doc(hidden)]
    const PARAMS: &'static [Part];

    /// Calls `entry` with these arguments.
    ///
    /// # Safety
    ///
    /// `entry` takes parameters of these shapes and an out-pointer to `R`, and its code is mapped.
    #[doc(hidden)]
    unsafe fn call<R>(self, entry: Entry, out: *mut R) -> Failure;
}

macro_rules! args {
    ($($ty:ident $field:tt),*) => {
        // SAFETY: C-LAYOUT: descriptions and representations are those of the same types, in one order.
        #[diagnostic::do_not_recommend]
        unsafe impl<'s, $($ty: AbiArg<'s>),*> Args<'s> for ($($ty,)*) {
            const PARAMS: &'static [Part] = &[$(Part { label: "", ty: <$ty as Shape>::TYPE }),*];

            #[inline]
            unsafe fn call<R>(self, entry: Entry, out: *mut R) -> Failure {
                $(if const { <$ty as Shape>::TYPE.is_recursive() }
                    && let Err(error) = self.$field.check_depth_lent(Levels::ALL)
                {
                    return Failure::from_error(error.into());
                })*
                // SAFETY: ENTRY: `entry` has this signature, by the contract of this function.
                let entry = unsafe {
                    std::mem::transmute::<
                        Entry,
                        unsafe extern "C" fn($($ty::Repr,)* *mut R) -> Failure,
                    >(entry)
                };
                // SAFETY: MAPPED and LENT: its code is mapped, by the contract of this function; the arguments are
                // lent to it for the call.
                unsafe { entry($(self.$field.lend(),)* out) }
            }
        }
    };
}

args!();
args!(A 0);
args!(A 0, B 1);
args!(A 0, B 1, C 2);
args!(A 0, B 1, C 2, D 3);
args!(A 0, B 1, C 2, D 3, E 4);
args!(A 0, B 1, C 2, D 3, E 4, F 5);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
