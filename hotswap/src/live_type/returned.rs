//! Finds upgrades that return a foreign `Result`. serde can write any `Result`, so it would be taken for a value of the next version.

use std::marker::PhantomData;

use serde::Serialize;

use crate::error::Error;

/// The return type of a function.
#[derive(Debug)]
pub struct Returned<R>(PhantomData<fn() -> R>);

impl<R> Returned<R> {
    /// The return type of this function.
    pub fn by<A>(_: fn(A) -> R) -> Self {
        Self(PhantomData)
    }
}

impl<T, E: Serialize> Returned<Result<T, E>> {
    /// Its error type. Method resolution finds this before the method of [`NoForeignResult`], which all types have.
    pub fn __foreign_error(&self) -> PhantomData<E> {
        PhantomData
    }
}

/// The fallback: not a `Result`, or `hotswap::Result`, or a `Result` whose error cannot be written anyway.
pub trait NoForeignResult {
    /// No foreign error.
    fn __foreign_error(&self) -> PhantomData<Error> {
        PhantomData
    }
}

impl<R> NoForeignResult for Returned<R> {}

/// The error of a [`Result`](crate::Result).
#[diagnostic::on_unimplemented(
    message = "an upgrade cannot return a `Result` whose error is `{Self}`",
    label = "not a `hotswap::Result`",
    note = "return a `hotswap::Result`: it accepts any error, with `?`"
)]
pub trait OurError: Sized {
    /// Compiles only for such an error.
    fn is(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl OurError for Error {}
