//! What an upgrade returns, where it is a `Result` that is not ours: since serde writes any `Result`, it would be taken for
//! a value of the next version.

use std::marker::PhantomData;

use serde::Serialize;

use crate::error::Error;

/// What a function returns.
#[derive(Debug)]
pub struct Returned<R>(PhantomData<fn() -> R>);

impl<R> Returned<R> {
    /// That of this one.
    pub fn by<A>(_: fn(A) -> R) -> Self {
        Self(PhantomData)
    }
}

impl<T, E: Serialize> Returned<Result<T, E>> {
    /// Its error, by a name that no trait of a user has. Found before that of [`NoForeignResult`], which everything has.
    pub fn __foreign_error(&self) -> PhantomData<E> {
        PhantomData
    }
}

/// What is no `Result`, or one of ours, or one whose error cannot be written anyway.
pub trait NoForeignResult {
    /// No error of others.
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
    /// That it is so.
    fn is(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl OurError for Error {}
