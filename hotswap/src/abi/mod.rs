//! The boundary: how values cross between a host and a plugin that other compilers may have built.
//!
//! Nothing that rustc may lay out as it likes crosses. A value is *lowered* to a representation with C
//! layout, and *lifted* back on the other side.
//!
//! - [`Abi`]: a value that owns what it holds
//! - [`AbiArg`]: an argument; either an owned value or a borrow that ends with the call
//! - [`AbiReturn`]: what a function may return: a value, or [`hotswap::Result`](crate::Result) of one
//! - [`Value`], [`Argument`], [`AsyncArgument`], [`Outcome`], [`Object`]: the same, and interfaces, as generated code asks for them
//!
//! Whoever allocated, frees: a representation carries the function that frees its memory, so the two sides
//! may use different allocators ([`buffer`]).

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
pub use parts::TakenApart;

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
/// A type may contain itself, behind a `Box` or in a `Vec`. Up to 128 values of it may be inside one another where they
/// cross, fewer of a type that has kilobytes in itself. A deeper value is [`Error::TooDeep`], and nothing of it crosses.
/// The bound is such that a thread with the 2 MiB of stack which std gives one has room for it, in a build without
/// optimisation too.
///
/// # Safety
///
/// - `Repr` has a C layout that depends on nothing but [`Shape::TYPE`]: equal fingerprints mean equal
///   layouts, whichever compiler built the two sides.
/// - `lift` accepts whatever a `lower` of a type with the same fingerprint made, in any library of the
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
    label = "`{Self}` has no stable form",
    note = "a type of your own gets one with `#[derive(hotswap::Abi)]`",
    note = "a type that holds others crosses if each of them does; keys of maps and members of sets need `Eq` and `Hash`, or `Ord`",
    note = "what is borrowed crosses as an argument alone: `&str`, `&[T]`",
    note = "for the error of a function, return `hotswap::Result<T>`: it takes any error"
)]
pub unsafe trait Abi: Shape + Sized + 'static {
    /// What crosses. Has C layout.
    type Repr: 'static;

    /// Whether `Repr` is the value itself, bit for bit, so that slices of it need no conversion.
    #[doc(hidden)]
    const PLAIN: bool = false;

    /// Gives the value up to the other side.
    ///
    /// A representation that is never lifted leaks what it holds.
    fn lower(self) -> Self::Repr;

    /// Whether what contains itself in the value is nested no deeper than there are levels left.
    ///
    /// Asked before a value is lowered, of types that [contain themselves](crate::shape) alone.
    #[doc(hidden)]
    #[inline]
    fn check_depth(&self, levels: Levels) -> Depth {
        let _ = levels;
        Ok(())
    }

    /// Takes a value over from the other side.
    ///
    /// # Safety
    ///
    /// `repr` was made by `lower` of a type with the same fingerprint, has not been lifted before, and the
    /// code that made it is still mapped.
    unsafe fn lift(repr: Self::Repr) -> Self;
}

/// An argument of a call: an owned value, or a borrow that lasts as long as the call.
///
/// The borrow's lifetime `'s` is that of a local variable of the generated adapter, so a function that asks
/// for `&'static str` does not compile: in code that can be unloaded, nothing is static.
///
/// # Safety
///
/// As for [`Abi`]; and what `get` returns borrows from nothing but `held` and the caller's arguments. `Repr` and `Held` may go to
/// another thread where `Self` may: they are in the future of an async function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a plugin's function",
    label = "this type cannot cross between host and plugin",
    note = "take `&str`, `&[T]` of what can be cloned, or an owned type that has `#[derive(hotswap::Abi)]`",
    note = "a type that holds others crosses if each of them does; keys of maps and members of sets need `Eq` and `Hash`, or `Ord`"
)]
pub unsafe trait AbiArg<'s>: Shape + Sized {
    /// What crosses. Has C layout.
    type Repr;

    /// What the callee keeps while the argument is in use.
    type Held: 's;

    /// As [`Abi::check_depth`].
    #[doc(hidden)]
    #[inline]
    fn check_depth_lent(&self, levels: Levels) -> Depth {
        let _ = levels;
        Ok(())
    }

    /// Gives the argument to the callee.
    fn lend(self) -> Self::Repr;

    /// Takes the argument over in the callee.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`]; and what the caller lent stays as it is for as long as `Held` lives.
    unsafe fn hold(repr: Self::Repr) -> Self::Held;

    /// The argument as the function takes it. Called once for each `Held`.
    ///
    /// # Safety
    ///
    /// [`hold`](Self::hold) gave `held`, and what the caller lent stays as it is for `'s`.
    unsafe fn get(held: &'s mut Self::Held) -> Self;
}

// SAFETY: the representation and its rules are those of `Abi`; `get` moves the value out.
unsafe impl<'s, T: Abi> AbiArg<'s> for T {
    type Repr = <T as Abi>::Repr;
    type Held = Option<T>;

    #[inline]
    fn check_depth_lent(&self, levels: Levels) -> Depth {
        self.check_depth(levels)
    }

    #[inline]
    fn lend(self) -> Self::Repr {
        self.lower()
    }

    #[inline]
    unsafe fn hold(repr: Self::Repr) -> Self::Held {
        // SAFETY: the caller keeps the rules of `Abi::lift`.
        Some(unsafe { T::lift(repr) })
    }

    #[inline]
    unsafe fn get(held: &'s mut Self::Held) -> Self {
        held.take().expect("an argument is taken once")
    }
}

/// What a function of a plugin may return: a value, or [`hotswap::Result`](crate::Result) of a value.
///
/// Both are called the same way, since every call can fail: a panic is an error too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a plugin's function",
    label = "this type cannot cross between host and plugin",
    note = "return an owned type that has `#[derive(hotswap::Abi)]`, or `hotswap::Result` of one, which takes any error",
    note = "a type that holds others crosses if each of them does; keys of maps and members of sets need `Eq` and `Hash`, or `Ord`"
)]
pub trait AbiReturn {
    /// The value when all is well.
    type Ok: Abi;

    /// What is returned, as the function declares it.
    #[doc(hidden)]
    const DECLARED: &'static TypeDesc;

    /// The value or the error.
    ///
    /// # Errors
    ///
    /// What the function returned as its error.
    fn into_result(self) -> Result<Self::Ok, Error>;

    /// The value, for a caller who declares it as the function does.
    #[doc(hidden)]
    fn from_value(value: Self::Ok) -> Self;

    /// The error, for the same.
    ///
    /// # Panics
    ///
    /// If there is no place for an error in what is declared.
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
        // It was contained on the other side, and goes on here.
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

// SAFETY: only ever part of a description; the unit representation holds nothing.
#[diagnostic::do_not_recommend]
unsafe impl Abi for Itself {
    type Repr = ();

    fn lower(self) {}

    unsafe fn lift((): ()) -> Self {
        Itself
    }
}
