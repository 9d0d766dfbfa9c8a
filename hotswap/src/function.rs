//! Functions as the macros describe them.
//!
//! A macro makes a type that stands for the function, names each type that crosses once, as the associated
//! type of a [`Parameter`] or of [`Returns`], and implements the trait for the number of its parameters.
//! Everything else is generic and lives here, so a type that cannot cross is one error, where the user wrote
//! it.

use std::mem::MaybeUninit;

use crate::abi::{Abi, AbiArg, AbiReturn, Same};
use crate::call::{Args, Entries, Entry, Failure, barrier, lift_result};
use crate::linked::context;
use crate::object::Callee;
use crate::reentrancy;
use crate::shape::{Part, Shape, TypeDesc};

/// A function whose parameter number `INDEX` is known.
pub trait Parameter<const INDEX: usize>: Sized + 'static {
    /// The type of the parameter, in a call that lasts for `'s`.
    type Type<'s>: Same<Self::Known<'s>>;

    /// The same type, asked for by [`Argument`](crate::abi::Argument).
    type Known<'s>: AbiArg<'s> + Same<Self::Type<'s>>;

    /// Its description.
    const TYPE: &'static TypeDesc = <Self::Known<'static> as Shape>::TYPE;

    /// Its description with all that [`TYPE`](Self::TYPE) leaves out, because the method's own interface stands in it.
    const WHOLE: &'static TypeDesc = Self::TYPE;
}

/// A function whose result is known.
pub trait Returns: Sized + 'static {
    /// The type of the result.
    type Type: Same<Self::Known>;

    /// The same type, asked for by [`Outcome`](crate::abi::Outcome).
    type Known: AbiReturn + Same<Self::Type>;

    /// The description of the result. Whoever calls by name does not see whether it may be an error.
    const TYPE: &'static TypeDesc = <Output<Self> as Shape>::TYPE;

    /// As that of [`Parameter`].
    const WHOLE: &'static TypeDesc = Self::TYPE;
}

/// The description of a result as the function declares it: with the error that it may be.
pub const fn declared<F: Returns>() -> &'static TypeDesc {
    <F::Known as AbiReturn>::DECLARED
}

/// The type of parameter number `INDEX`.
type Param<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Type<'s>;

/// The same type, known to cross.
type Known<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Known<'s>;

/// The representation of an argument.
type Repr<F, const INDEX: usize> = <Known<'static, F, INDEX> as AbiArg<'static>>::Repr;

/// What the function returns when all is well.
pub type Output<F> = <<F as Returns>::Known as AbiReturn>::Ok;

/// Takes an argument over, and lends it to a function as if for ever.
macro_rules! take {
    ($ty:ty, $local:ident) => {
        // SAFETY: the caller has compared fingerprints, so the argument was lowered from this type.
        let mut $local = unsafe { <$ty as AbiArg<'static>>::hold($local) };
        // SAFETY: the function is the same for every lifetime, so nothing in it can rely on this one. It
        // returns, and with it ends what it took, before the local variable does.
        let held = unsafe { &mut *(&raw mut $local) };
        // SAFETY: `hold` gave it; and what the caller lent is there until the function returns, as above.
        let $local = unsafe { <$ty as AbiArg<'static>>::get(held) };
    };
}

/// An entry that does something more around another: `$guard` is there while that is called. Nobody who is called by
/// the other pays for it.
macro_rules! around {
    ($name:ident: $guard:expr; $($local:ident $index:literal),*) => {{
        unsafe extern "C" fn adapter<F: $name>(
            $($local: Repr<F, $index>,)*
            out: *mut <Output<F> as Abi>::Repr,
        ) -> Failure {
            let _guard = $guard;
            // SAFETY: it is the adapter of this signature.
            let entry = unsafe {
                std::mem::transmute::<
                    Entry,
                    unsafe extern "C" fn(
                        $(Repr<F, $index>,)*
                        *mut <Output<F> as Abi>::Repr,
                    ) -> Failure,
                >(F::ENTRY)
            };
            // SAFETY: the caller keeps the rules of the entry.
            unsafe { entry($($local,)* out) }
        }
        // SAFETY: as for `ENTRY`.
        unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
    }};
}

macro_rules! functions {
    ($name:ident $count:literal: $($local:ident $index:literal),*) => {
        #[doc = concat!("A function with ", $count, " parameters.")]
        pub trait $name: $(Parameter<$index> +)* Returns {
            /// The name by which it is called.
            const NAME: &'static str;

            /// The crate that it is in; `None` for a method, which is its object's.
            const CRATE: Option<&'static str> = None;

            /// The names of its parameters.
            const LABELS: [&'static str; $count];

            /// Calls it.
            #[allow(
                clippy::too_many_arguments,
                clippy::extra_unused_lifetimes,
                reason = "one form for every number of parameters"
            )]
            fn call<'s>($($local: Param<'s, Self, $index>),*) -> <Self as Returns>::Type;

            /// Its parameters and its result.
            const PARTS: &'static [Part] = &[
                $(Part { label: Self::LABELS[$index], ty: <Self as Parameter<$index>>::TYPE },)*
                Part { label: "", ty: <Self as Returns>::TYPE },
            ];

            /// The same, with all that is left out there.
            const WHOLE_PARTS: &'static [Part] = &[
                $(Part { label: Self::LABELS[$index], ty: <Self as Parameter<$index>>::WHOLE },)*
                Part { label: "", ty: <Self as Returns>::WHOLE },
            ];

            /// Its signature.
            const SIGNATURE: &'static TypeDesc = &TypeDesc::function(Self::NAME, Self::PARTS);

            /// What is called from outside.
            const ENTRY: Entry = {
                unsafe extern "C" fn adapter<F: $name>(
                    $($local: Repr<F, $index>,)*
                    out: *mut <Output<F> as Abi>::Repr,
                ) -> Failure {
                    let body = || {
                        $(take!(Known<'static, F, $index>, $local);)*
                        F::call($($local.same()),*).same()
                    };
                    // SAFETY: the caller gives a place for the result.
                    unsafe { barrier(out, body) }
                }
                // SAFETY: an entry is never called as it is; whoever calls it compares fingerprints and
                // gives it back this type.
                unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
            };

            /// The same for callers of a host, which counts them.
            const COUNTED: Entry = around!(
                $name: reentrancy::enter(std::any::type_name::<F>); $($local $index),*
            );

            /// The same where it is linked into its host, whose code then runs no more.
            const LINKED: Entry = around!(
                $name: F::CRATE.map(context::enter_crate); $($local $index),*
            );

            /// What an item has of it.
            const ENTRIES: Entries = Entries {
                loaded: Self::ENTRY,
                linked: Self::LINKED,
            };

            /// Calls it as a method of an object.
            ///
            /// # Panics
            ///
            /// If it fails, and what it returns has no place for an error.
            ///
            /// # Safety
            ///
            /// The callee is [`Self::ENTRY`] or [`Self::COUNTED`], of whichever library.
            #[inline]
            #[track_caller]
            #[allow(
                clippy::too_many_arguments,
                clippy::extra_unused_lifetimes,
                reason = "one form for every number of parameters"
            )]
            unsafe fn invoke<'s>(
                callee: Callee<'s>,
                $($local: Param<'s, Self, $index>),*
            ) -> <Self as Returns>::Type {
                $(let $local: Known<'s, Self, $index> = $local.same();)*
                let mut out = MaybeUninit::uninit();
                // SAFETY: the caller's promise: the entry has this signature.
                let failure = unsafe { ($($local,)*).call(callee.entry(), out.as_mut_ptr()) };
                if !failure.is_none() {
                    // SAFETY: it is of the call just made; the object keeps its library mapped.
                    let error = unsafe { failure.into_error() };
                    return <Self as Returns>::Known::from_error(callee.blame(error)).same();
                }
                // SAFETY: as above; and no failure means that `out` is written.
                match unsafe { lift_result(out) } {
                    Ok(value) => <Self as Returns>::Known::from_value(value).same(),
                    Err(error) => <Self as Returns>::Known::from_error(callee.blame(error)).same(),
                }
            }
        }
    };
}

functions!(Function0 0:);
functions!(Function1 1: a 0);
functions!(Function2 2: a 0, b 1);
functions!(Function3 3: a 0, b 1, c 2);
functions!(Function4 4: a 0, b 1, c 2, d 3);
functions!(Function5 5: a 0, b 1, c 2, d 3, e 4);
functions!(Function6 6: a 0, b 1, c 2, d 3, e 4, f 5);
functions!(Function7 7: a 0, b 1, c 2, d 3, e 4, f 5, g 6);
functions!(Function8 8: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7);
functions!(Function9 9: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8);
functions!(Function10 10: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9);
functions!(Function11 11: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10);
functions!(Function12 12: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10, l 11);
