//! Objects of closures.

use super::interface::Interface;
use super::obj::Obj;

/// An interface that a closure can implement: one with a single method that has no body.
#[diagnostic::on_unimplemented(
    message = "a closure cannot stand for `{Self}`",
    label = "a closure stands for an interface with exactly one method that has no body, and is not `async`",
    note = "write a type, and implement the trait for it"
)]
pub trait FromFn<F>: Interface {
    /// Makes an object of a closure.
    #[doc(hidden)]
    fn from_fn(closure: F) -> Obj<Self>;
}

/// A closure that stands for an interface.
#[doc(hidden)]
#[derive(Debug)]
pub struct Closure<F>(pub F);

impl<I: ?Sized> Obj<I> {
    /// An object of a closure, for an interface with exactly one method that has no body.
    ///
    /// ```
    /// # use hotswap::prelude::*;
    /// #[hotswap::interface]
    /// pub trait OnTick {
    ///     fn tick(&self, n: u32, name: &str) -> hotswap::Result<()>;
    /// }
    ///
    /// let on_tick = Obj::<dyn OnTick>::from_fn(|n, name| {
    ///     println!("{name}: {n}");
    ///     Ok(())
    /// });
    /// on_tick.tick(1, "world").unwrap();
    /// ```
    pub fn from_fn<F>(closure: F) -> Self
    where
        I: FromFn<F>,
    {
        I::from_fn(closure)
    }
}
