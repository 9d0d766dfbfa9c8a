//! Functions as the macros describe them.
//!
//! A macro generates a type for the function, names each type that crosses once, as the associated type of a [`Parameter`] or of
//! [`Returns`], and implements the trait for the number of its parameters. The rest is generic code in this module, so a type that
//! cannot cross causes one error, where the user wrote it.

use std::mem::MaybeUninit;

use crate::abi::{Abi, AbiArg, AbiReturn, Same};
use crate::call::{Args, Entries, Entry, Failure, barrier, lift_result};
use crate::linked::context;
use crate::object::Callee;
use crate::receiver::Receiver;
use crate::reentrancy;
use crate::shape::{Part, Shape, TypeDesc};

/// A function with a parameter number `INDEX`.
pub trait Parameter<const INDEX: usize>: Sized + 'static {
    /// The type of the parameter, in a call that lasts for `'s`.
    type Type<'s>: Same<Self::Resolved<'s>>;

    /// The same type, named through [`Argument`](crate::abi::Argument).
    type Resolved<'s>: AbiArg<'s> + Same<Self::Type<'s>>;

    /// Its description.
    const TYPE: &'static TypeDesc = <Self::Resolved<'static> as Shape>::TYPE;

    /// Its complete description. [`TYPE`](Self::TYPE) leaves out the interface of the method itself.
    const WHOLE: &'static TypeDesc = Self::TYPE;
}

/// A function with a result.
pub trait Returns: Sized + 'static {
    /// The type of the result.
    type Type: Same<Self::Resolved>;

    /// The same type, named through [`Outcome`](crate::abi::Outcome).
    type Resolved: AbiReturn + Same<Self::Type>;

    /// The description of the result. Callers by name do not see whether it may be an error.
    const TYPE: &'static TypeDesc = <Output<Self> as Shape>::TYPE;

    /// The complete description, as [`Parameter::WHOLE`].
    const WHOLE: &'static TypeDesc = Self::TYPE;
}

/// The description of a result as the function declares it, including `hotswap::Result`.
pub const fn declared<F: Returns>() -> &'static TypeDesc {
    <F::Resolved as AbiReturn>::DECLARED
}

/// The type of parameter number `INDEX`.
type Param<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Type<'s>;

/// The same type, which can cross.
type Resolved<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Resolved<'s>;

/// The representation of an argument.
type Repr<F, const INDEX: usize> = <Resolved<'static, F, INDEX> as AbiArg<'static>>::Repr;

/// The type that the function returns on success.
pub type Output<F> = <<F as Returns>::Resolved as AbiReturn>::Ok;

/// Receives an argument, and passes it to a function with an unlimited lifetime.
macro_rules! take {
    ($ty:ty, $local:ident) => {
        // SAFETY: SAME-SHAPE and LOWERED: callers compare fingerprints, so the argument was lowered from this type.
        let mut $local = unsafe { <$ty as AbiArg<'static>>::receive($local) };
        // SAFETY: LENT: the function is the same for every lifetime, so nothing in it can rely on this one. It
        // returns, and ends what it took, before the local variable ends.
        let local = unsafe { &mut *(&raw mut $local) };
        // SAFETY: LENT: `receive` gave it, and what the caller lent stays until the function returns.
        let $local = unsafe { <$ty as AbiArg<'static>>::get(local) };
    };
}

/// An entry that calls another one while `$guard` exists. Calls of the inner entry pay nothing for it.
macro_rules! around {
    ($name:ident, $inner:ident: $guard:expr; $($local:ident $index:literal),*) => {{
        unsafe extern "C" fn adapter<F: $name>(
            $($local: Repr<F, $index>,)*
            out: *mut <Output<F> as Abi>::Repr,
        ) -> Failure {
            let _guard = $guard;
            // SAFETY: ENTRY: it is the adapter of this signature.
            let entry = unsafe {
                std::mem::transmute::<
                    Entry,
                    unsafe extern "C" fn(
                        $(Repr<F, $index>,)*
                        *mut <Output<F> as Abi>::Repr,
                    ) -> Failure,
                >(F::$inner)
            };
            // SAFETY: ENTRY: the caller keeps the rules of the entry that this one stands for.
            unsafe { entry($($local,)* out) }
        }
        // SAFETY: ENTRY: as for `ENTRY` above.
        unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
    }};
}

macro_rules! functions {
    ($name:ident $count:literal: $($local:ident $index:literal),*) => {
        #[doc = concat!("A function with ", $count, " parameters.")]
        pub trait $name: $(Parameter<$index> +)* Returns {
            /// The name by which it is called.
            const NAME: &'static str;

            /// The crate that defines it; `None` for a method, which belongs to its object.
            const CRATE: Option<&'static str> = None;

            /// The names of its parameters.
            const LABELS: [&'static str; $count];

            /// What it is called on.
            type Receiver: Receiver;

            /// Calls it.
            #[allow(
                clippy::too_many_arguments,
                clippy::extra_unused_lifetimes,
                reason = "one form for every number of parameters"
            )]
            fn call<'s>(
                this: <Self::Receiver as Receiver>::Lent<'s>,
                $($local: Param<'s, Self, $index>),*
            ) -> <Self as Returns>::Type;

            /// Its parameters and its result.
            const PARTS: &'static [Part] = &[
                $(Part { label: Self::LABELS[$index], ty: <Self as Parameter<$index>>::TYPE },)*
                Part { label: "", ty: <Self as Returns>::TYPE },
            ];

            /// The same, with complete descriptions.
            const WHOLE_PARTS: &'static [Part] = &[
                $(Part { label: Self::LABELS[$index], ty: <Self as Parameter<$index>>::WHOLE },)*
                Part { label: "", ty: <Self as Returns>::WHOLE },
            ];

            /// Its signature.
            const SIGNATURE: &'static TypeDesc = &TypeDesc::function(Self::NAME, Self::PARTS);

            /// The adapter that other libraries call.
            const ENTRY: Entry = {
                unsafe extern "C" fn adapter<F: $name>(
                    $($local: Repr<F, $index>,)*
                    out: *mut <Output<F> as Abi>::Repr,
                ) -> Failure {
                    let body = || {
                        $(take!(Resolved<'static, F, $index>, $local);)*
                        // SAFETY: PLUGIN-VALUE: the host keeps the plugin during the call. Code of the plugin itself, which does
                        // not keep it, calls `OWN`.
                        let this = unsafe { <F::Receiver as Receiver>::lent() };
                        F::call(this, $($local.same()),*).same()
                    };
                    // SAFETY: OUT: the caller gives a place for the result.
                    unsafe { barrier(out, body) }
                }
                // SAFETY: ENTRY: callers compare fingerprints, and cast it back to this type before they call it.
                unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
            };

            /// The adapter for code that does not keep the plugin. It keeps what the function is called on.
            const OWN: Entry = {
                unsafe extern "C" fn adapter<F: $name>(
                    $($local: Repr<F, $index>,)*
                    out: *mut <Output<F> as Abi>::Repr,
                ) -> Failure {
                    let held = match <F::Receiver as Receiver>::held() {
                        Ok(held) => held,
                        Err(error) => {
                            // SAFETY: SAME-SHAPE and LOWERED: as in `take`.
                            $(drop(unsafe { <Resolved<'static, F, $index> as AbiArg<'static>>::receive($local) });)*
                            return Failure::from_error(error);
                        }
                    };
                    let body = || {
                        $(take!(Resolved<'static, F, $index>, $local);)*
                        // SAFETY: LENT: as in `take`, it lives until the function has returned.
                        let this = <F::Receiver as Receiver>::lend(unsafe { &*(&raw const held) });
                        F::call(this, $($local.same()),*).same()
                    };
                    // SAFETY: OUT: the caller gives a place for the result.
                    unsafe { barrier(out, body) }
                }
                match <Self::Receiver as Receiver>::IS_VALUE {
                    // SAFETY: ENTRY: as for `ENTRY`.
                    true => unsafe {
                        std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ())
                    },
                    false => Self::ENTRY,
                }
            };

            /// The adapter for objects of a host: it counts calls from plugins.
            const COUNTED: Entry = around!(
                $name, ENTRY: reentrancy::enter(std::any::type_name::<F>); $($local $index),*
            );

            /// The adapter for a plugin that is linked into its host: it records whose code runs.
            const LINKED: Entry = around!(
                $name, OWN: F::CRATE.map(context::enter_crate); $($local $index),*
            );

            /// The entries of its item.
            const ENTRIES: Entries = Entries {
                loaded: Self::ENTRY,
                linked: Self::LINKED,
                own: Self::OWN,
            };

            /// Calls it as a method of an object.
            ///
            /// # Panics
            ///
            /// If it fails, and its result is not a `Result`.
            ///
            /// # Safety
            ///
            /// The callee is [`Self::ENTRY`] or [`Self::COUNTED`] of any library.
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
                $(let $local: Resolved<'s, Self, $index> = $local.same();)*
                let mut out = MaybeUninit::uninit();
                // SAFETY: ENTRY and SAME-SHAPE: by the contract of this function the entry has this signature.
                let failure = unsafe { ($($local,)*).call(callee.entry(), out.as_mut_ptr()) };
                if !failure.is_none() {
                    // SAFETY: LOWERED and MAPPED: it is of the call just made, and the object keeps its library
                    // mapped.
                    let error = unsafe { failure.into_error() };
                    return <Self as Returns>::Resolved::from_error(callee.blame(error)).same();
                }
                // SAFETY: OUT and MAPPED: no failure means that `out` is written; the object keeps its library
                // mapped.
                match unsafe { lift_result(out) } {
                    Ok(value) => <Self as Returns>::Resolved::from_value(value).same(),
                    Err(error) => <Self as Returns>::Resolved::from_error(callee.blame(error)).same(),
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
