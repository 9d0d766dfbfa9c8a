//! How values cross between a host and a plugin, which different compilers may have built.
//!
//! No type with a Rust layout crosses. A value is *lowered* to a representation with C layout, and *lifted* back on
//! the other side.
//!
//! - [`Abi`]: a value that owns what it holds
//! - [`AbiArg`]: an argument: an owned value, or a borrow that ends with the call
//! - [`AbiReturn`]: what a function may return: a value, or [`hotswap::Result`](crate::Result) of one
//! - [`Value`], [`Argument`], [`AsyncArgument`], [`Outcome`]: the same, as generated code names them
//!
//! Memory is freed by the library that allocated it: a representation carries the function that frees its memory, so
//! the two sides may use different allocators ([`buffer`]).

mod boxed;
pub mod buffer;
mod collections;
pub(crate) mod depth;
pub(crate) mod field;
mod guard;
mod identity;
mod levels;
mod option_result;
pub(crate) mod parts;
pub(crate) mod recursive;
mod scalar;
mod sequence;
mod std_types;
mod text;
mod tuple;

pub(crate) use identity::Same;
pub use identity::{Argument, AsyncArgument, Outcome, Value};
#[doc(hidden)]
pub use levels::{Depth, Levels, TooDeep};
pub use parts::IntoParts;

use crate::error::Error;
use crate::shape::{Itself, Kind, Part, Shape, TypeDesc};

/// A value that can cross the boundary.
///
/// Derive it. It is implemented for integers, floats, `bool`, `char`, `()`, `String`, `Vec`, `VecDeque`,
/// `Option`, `Result`, `Box`, tuples of up to twelve, arrays, the maps and sets of std, `Duration`,
/// `SystemTime`, `PathBuf` and `OsString`.
///
/// # Depth
///
/// A type may contain itself, behind a `Box` or in a `Vec`. A value that crosses may be nested up to 128 levels deep, or
/// less if the type itself is kilobytes large. Passing a deeper value fails with [`Error::TooDeep`], and none of it crosses.
/// The limit fits into the 2 MiB of stack that std gives a thread, even without optimization.
///
/// # Safety
///
/// - `Repr` has a C layout that depends on nothing but [`Shape::TYPE`]: equal fingerprints mean equal
///   layouts, even if different compilers built the two sides.
/// - `lift` accepts every representation that `lower` of a type with the same fingerprint made, in any library of the
///   process.
/// - Where `PLAIN` is true, `Repr` and `Self` have the same size, alignment and bits, every bit pattern is
///   valid for both, and neither has drop glue.
///
/// # Examples
///
/// ```
/// #[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
/// pub struct Vector {
///     pub x: i32,
///     pub y: i32,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cross between host and plugin",
    label = "`{Self}` does not implement `hotswap::Abi`",
    note = "for a type of your own, add `#[derive(hotswap::Abi)]`",
    note = "a generic type can cross if its type arguments can; keys of maps and elements of sets need `Eq` and `Hash`, or `Ord`",
    note = "borrowed data can only cross as an argument: `&str`, `&[T]`",
    note = "as the error of a function, use `hotswap::Result<T>`: it accepts any error"
)]
pub unsafe trait Abi: Shape + Sized + 'static {
    /// The representation that crosses. Has C layout.
    type Repr: 'static;

    /// Whether `Repr` is the value itself, bit for bit, so that slices of it need no conversion.
    #[doc(hidden)]
    const PLAIN: bool = false;

    /// Converts the value to its representation, for the other side.
    ///
    /// A representation that is never lifted leaks.
    fn lower(self) -> Self::Repr;

    /// Checks that the value is not nested deeper than `levels`.
    ///
    /// Called before a value is lowered, but only for types that [contain themselves](crate::shape).
    #[doc(hidden)]
    #[inline]
    fn check_depth(&self, levels: Levels) -> Depth {
        let _ = levels;
        Ok(())
    }

    /// Converts a representation from the other side back to a value.
    ///
    /// # Safety
    ///
    /// `repr` was made by `lower` of a type with the same fingerprint, was not lifted before, and the
    /// code that made it is still mapped.
    unsafe fn lift(repr: Self::Repr) -> Self;
}

/// An argument of a call: an owned value, or a borrow that lasts as long as the call.
///
/// The lifetime `'s` of the borrow is that of a local variable in the generated adapter, so a function that takes
/// `&'static str` does not compile: code that can be unloaded has no `'static` data.
///
/// # Safety
///
/// As for [`Abi`]; and the result of `get` borrows only from `local` and the caller's arguments. If `Self` is `Send`, `Repr` and
/// `Local` may be sent to another thread: the future of an async function has them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a plugin function",
    label = "this type cannot cross between host and plugin",
    note = "take `&str`, `&[T]` where `T: Clone`, or an owned type with `#[derive(hotswap::Abi)]`",
    note = "a generic type can cross if its type arguments can; keys of maps and elements of sets need `Eq` and `Hash`, or `Ord`"
)]
pub unsafe trait AbiArg<'s>: Shape + Sized {
    /// The representation that crosses. Has C layout.
    type Repr;

    /// The value that the callee owns while the argument is in use.
    type Local: 's;

    /// As [`Abi::check_depth`].
    #[doc(hidden)]
    #[inline]
    fn check_depth_lent(&self, levels: Levels) -> Depth {
        let _ = levels;
        Ok(())
    }

    /// Converts the argument to its representation, for the callee.
    fn lend(self) -> Self::Repr;

    /// Receives the argument in the callee.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`]; and data that the caller lent is not changed while `Local` lives.
    unsafe fn receive(repr: Self::Repr) -> Self::Local;

    /// The argument as the function takes it. Called once for each `Local`.
    ///
    /// # Safety
    ///
    /// [`receive`](Self::receive) gave `local`, and data that the caller lent lives, unchanged, for `'s`.
    unsafe fn get(local: &'s mut Self::Local) -> Self;
}

// SAFETY: C-LAYOUT: the representation and its rules are those of `Abi`; `get` moves the value out.
unsafe impl<'s, T: Abi> AbiArg<'s> for T {
    type Repr = <T as Abi>::Repr;
    type Local = Option<T>;

    #[inline]
    fn check_depth_lent(&self, levels: Levels) -> Depth {
        self.check_depth(levels)
    }

    #[inline]
    fn lend(self) -> Self::Repr {
        self.lower()
    }

    #[inline]
    unsafe fn receive(repr: Self::Repr) -> Self::Local {
        // SAFETY: LOWERED: the contract is that of `Abi::lift`.
        Some(unsafe { T::lift(repr) })
    }

    #[inline]
    unsafe fn get(local: &'s mut Self::Local) -> Self {
        local.take().expect("an argument is taken once")
    }
}

/// The result of a plugin function: a value, or [`hotswap::Result`](crate::Result) of a value.
///
/// Callers call both in the same way, because every call can fail: a panic is an error too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a plugin function",
    label = "this type cannot cross between host and plugin",
    note = "return an owned type with `#[derive(hotswap::Abi)]`, or `hotswap::Result` of one, which accepts any error",
    note = "a generic type can cross if its type arguments can; keys of maps and elements of sets need `Eq` and `Hash`, or `Ord`"
)]
pub trait AbiReturn {
    /// The type of the value on success.
    type Ok: Abi;

    /// The description of the result as the function declares it.
    #[doc(hidden)]
    const DECLARED: &'static TypeDesc;

    /// The value or the error.
    ///
    /// # Errors
    ///
    /// The error that the function returned.
    fn into_result(self) -> Result<Self::Ok, Error>;

    /// Converts a value to the declared type of the result.
    #[doc(hidden)]
    fn from_value(value: Self::Ok) -> Self;

    /// Converts an error to the declared type of the result.
    ///
    /// # Panics
    ///
    /// If the declared type is not a `Result`.
    #[doc(hidden)]
    fn from_error(error: Error) -> Self;
}

impl<T: Abi> AbiReturn for T {
    type Ok = T;
    const DECLARED: &'static TypeDesc = T::TYPE;

    #[inline]
    fn into_result(self) -> Result<T, Error> {
        Ok(self)
    }

    #[inline]
    fn from_value(value: T) -> T {
        value
    }

    #[cold]
    #[track_caller]
    fn from_error(error: Error) -> T {
        // The panic was caught on the other side, and continues here.
        panic!("{error}")
    }
}

#[diagnostic::do_not_recommend]
impl<T: Abi> AbiReturn for Result<T, Error> {
    type Ok = T;
    const DECLARED: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "hotswap::Result",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );

    #[inline]
    fn into_result(self) -> Self {
        self
    }

    #[inline]
    fn from_value(value: T) -> Self {
        Ok(value)
    }

    #[inline]
    fn from_error(error: Error) -> Self {
        Err(error)
    }
}

// SAFETY: C-LAYOUT: it is only part of descriptions; the unit representation holds nothing.
#[diagnostic::do_not_recommend]
unsafe impl Abi for Itself {
    type Repr = ();

    fn lower(self) {}

    unsafe fn lift((): ()) -> Self {
        Itself
    }
}
