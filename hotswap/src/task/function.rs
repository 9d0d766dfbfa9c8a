//! Async functions as the macros describe them: the async twins of those in `function.rs`.

use super::call::AsyncCall;
use super::entered::{Entered, counted, linked};
use super::future::{Sent, start};
use super::slot::TaskSlot;
use super::start::Start;
use crate::abi::{Abi, AbiArg, Same};
use crate::call::{Entries, Entry, Failure};
use crate::function::{Output, Parameter, Returns, declared};
use crate::object::Callee;
use crate::receiver::Receiver;
use crate::shape::{Part, Shape, TypeDesc};

/// The description of an async method's result, as it is declared.
pub const fn declared_async<F: Returns>() -> &'static TypeDesc {
    <F as Declared>::FUTURE
}

/// The description of the result of an async function that is called by name: there one does not see whether it may be an
/// error.
pub const fn by_name<R: Shape>() -> &'static TypeDesc {
    <R as ByName>::FUTURE
}

/// The same, of the function itself.
pub const fn returned_async<F: Returns>() -> &'static TypeDesc {
    by_name::<Output<F>>()
}

trait Declared: Returns {
    const FUTURE: &'static TypeDesc = &TypeDesc::future(&[Part {
        label: "",
        ty: declared::<Self>(),
    }]);
}

impl<F: Returns> Declared for F {}

trait ByName: Shape {
    const FUTURE: &'static TypeDesc = &TypeDesc::future(&[Part {
        label: "",
        ty: Self::TYPE,
    }]);
}

impl<R: Shape> ByName for R {}

/// The type of parameter number `INDEX`.
type Param<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Type<'s>;

/// The same type, known to cross.
type Resolved<'s, F, const INDEX: usize> = <F as Parameter<INDEX>>::Resolved<'s>;

/// The representation of an argument.
type Repr<F, const INDEX: usize> = <Resolved<'static, F, INDEX> as AbiArg<'static>>::Repr;

/// Takes an argument over, and lends it to a function as if for ever.
macro_rules! take {
    ($ty:ty, $local:ident) => {
        // SAFETY: SAME-SHAPE and LOWERED: callers compare fingerprints, so the argument was lowered from this type.
        let held = unsafe { <$ty as AbiArg<'static>>::receive($local.into_inner()) };
        // SAFETY: SEND-SYNC: the argument is `Send`, since the macros ask for that, and who puts the entry into a table says so.
        let mut $local = unsafe { Sent::new(held) };
        // SAFETY: LENT: it is in the future, which is pinned. The function is the same for every lifetime, so nothing in it can rely
        // on this one; and its future, with what it took, is dropped before the local variable is.
        let held = unsafe { &mut *(&raw mut $local) };
        // SAFETY: LENT: `receive` gave it, and what the caller lent stays as long as the future does.
        let $local = unsafe { <$ty as AbiArg<'static>>::get(held.get_mut()) };
    };
}

/// An entry that has tasks enter something at each of their polls, and when they are dropped.
macro_rules! entering {
    ($name:ident, $inner:ident: $enter:ident = $entered:expr; $($local:ident $index:literal),*) => {{
        fn $enter<F: $name>() -> Entered {
            $entered
        }
        unsafe extern "C" fn adapter<F: $name>(
            $($local: Repr<F, $index>,)*
            start: *mut Start<<Output<F> as Abi>::Repr>,
        ) -> Failure {
            // SAFETY: TASK-SLOT: the caller gives a start; this field of it is the callee's.
            unsafe { (*start).enter = Some($enter::<F>) };
            // SAFETY: ENTRY: it is the adapter of this signature.
            let entry = unsafe {
                std::mem::transmute::<
                    Entry,
                    unsafe extern "C" fn(
                        $(Repr<F, $index>,)*
                        *mut Start<<Output<F> as Abi>::Repr>,
                    ) -> Failure,
                >(F::$inner)
            };
            // SAFETY: ENTRY: the caller keeps the rules of the entry that this one stands for.
            unsafe { entry($($local,)* start) }
        }
        // SAFETY: ENTRY: as for `ENTRY` below.
        unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
    }};
}

macro_rules! functions {
    ($name:ident $count:literal: $($local:ident $index:literal),*) => {
        #[doc = concat!("An async function with ", $count, " parameters.")]
        ///
        /// The parameters are `Send`: the macros ask for each by [`AsyncArgument`](crate::abi::AsyncArgument). The code
        /// that puts the entries into an item or a table asserts this, which is `unsafe` there.
        pub trait $name: $(Parameter<$index> +)* Returns {
            /// The name by which it is called.
            const NAME: &'static str;

            /// The crate that it is in; `None` for a method, which is its object's.
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
            ) -> impl Future<Output = <Self as Returns>::Type> + Send;

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
                    start: *mut Start<<Output<F> as Abi>::Repr>,
                ) -> Failure {
                    // SAFETY: SEND-SYNC: they are of arguments that are `Send`, as in `take`.
                    $(let $local = unsafe { Sent::new($local) };)*
                    let future = async move {
                        $(take!(Resolved<'static, F, $index>, $local);)*
                        // SAFETY: PLUGIN-VALUE: the future keeps the plugin. Futures that code of the plugin itself polls, which
                        // do not keep it, come of `OWN`.
                        let this = unsafe { <F::Receiver as Receiver>::lent() };
                        let result: <F as Returns>::Resolved = F::call(this, $($local.same()),*).await.same();
                        result
                    };
                    // SAFETY: TASK-SLOT: the caller gives a start for this result.
                    unsafe { self::start(start, future) }
                }
                // SAFETY: ENTRY: callers compare fingerprints, and cast it back to this type before they call it.
                unsafe { std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ()) }
            };

            /// The adapter for code that does not keep the plugin. Its future keeps what the function is called on.
            const OWN: Entry = {
                unsafe extern "C" fn adapter<F: $name>(
                    $($local: Repr<F, $index>,)*
                    start: *mut Start<<Output<F> as Abi>::Repr>,
                ) -> Failure {
                    let held = match <F::Receiver as Receiver>::held() {
                        Ok(held) => held,
                        Err(error) => {
                            // SAFETY: SAME-SHAPE and LOWERED: as in `take`.
                            $(drop(unsafe { <Resolved<'static, F, $index> as AbiArg<'static>>::receive($local) });)*
                            // SAFETY: TASK-SLOT: the caller gives a start.
                            unsafe { (*start).frame.pending = 0 };
                            return Failure::from_error(error);
                        }
                    };
                    // SAFETY: SEND-SYNC: they are of arguments that are `Send`, as in `take`.
                    $(let $local = unsafe { Sent::new($local) };)*
                    let future = async move {
                        $(take!(Resolved<'static, F, $index>, $local);)*
                        let held = held;
                        // SAFETY: LENT: as in `take`, it is in the future, which is pinned, and outlives what `call` returns.
                        let held = unsafe { &*(&raw const held) };
                        let this = <F::Receiver as Receiver>::lend(held);
                        let result: <F as Returns>::Resolved = F::call(this, $($local.same()),*).await.same();
                        result
                    };
                    // SAFETY: TASK-SLOT: the caller gives a start for this result.
                    unsafe { self::start(start, future) }
                }
                match <Self::Receiver as Receiver>::IS_VALUE {
                    // SAFETY: ENTRY: as for `ENTRY`.
                    true => unsafe {
                        std::mem::transmute::<*const (), Entry>(adapter::<Self> as *const ())
                    },
                    false => Self::ENTRY,
                }
            };

            /// The same for callers of a host, which counts them.
            const COUNTED: Entry = entering!($name, ENTRY: enter = counted::<F>(); $($local $index),*);

            /// The same where it is linked into its host, whose code then runs no more.
            const LINKED: Entry = entering!($name, OWN: enter = linked(F::CRATE); $($local $index),*);

            /// What an item has of it.
            const ENTRIES: Entries = Entries {
                loaded: Self::ENTRY,
                linked: Self::LINKED,
                own: Self::OWN,
            };

            /// Calls it as a method of an object, when the result is first polled.
            ///
            /// # Panics
            ///
            /// The result does, if the call fails, and what it returns has no place for an error.
            ///
            /// # Safety
            ///
            /// The callee is [`Self::ENTRY`] or [`Self::COUNTED`], of any library. The slot is not moved, and is dropped
            /// after the result.
            #[inline]
            #[allow(
                clippy::too_many_arguments,
                clippy::extra_unused_lifetimes,
                reason = "one form for every number of parameters"
            )]
            unsafe fn invoke<'s>(
                callee: Callee<'s>,
                slot: &'s mut TaskSlot,
                $($local: Param<'s, Self, $index>),*
            ) -> AsyncCall<'s, ($(Resolved<'s, Self, $index>,)*), Self> {
                // SAFETY: TASK-SLOT and ENTRY: by the contract of this function.
                unsafe { AsyncCall::new(callee, slot, ($($local.same(),)*)) }
            }
        }
    };
}

functions!(AsyncFunction0 0:);
functions!(AsyncFunction1 1: a 0);
functions!(AsyncFunction2 2: a 0, b 1);
functions!(AsyncFunction3 3: a 0, b 1, c 2);
functions!(AsyncFunction4 4: a 0, b 1, c 2, d 3);
functions!(AsyncFunction5 5: a 0, b 1, c 2, d 3, e 4);
functions!(AsyncFunction6 6: a 0, b 1, c 2, d 3, e 4, f 5);
functions!(AsyncFunction7 7: a 0, b 1, c 2, d 3, e 4, f 5, g 6);
functions!(AsyncFunction8 8: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7);
functions!(AsyncFunction9 9: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8);
functions!(AsyncFunction10 10: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9);
functions!(AsyncFunction11 11: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10);
functions!(AsyncFunction12 12: a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10, l 11);
