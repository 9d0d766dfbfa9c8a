//! Objects of closures.

use super::interface::Interface;
use super::obj::Obj;

/// An interface that a closure can implement: exactly one method has no default body.
#[diagnostic::on_unimplemented(
    message = "a closure cannot implement `{Self}`",
    label = "only an interface with exactly one required method can be implemented by a closure",
    note = "define a type, and implement the trait for it"
)]
pub trait FromFn<F>: Interface {
    /// Makes an object of a closure.
    #[doc(hidden)]
    fn from_fn(closure: F) -> Obj<Self>;
}

/// A closure that implements an interface.
#[doc(hidden)]
#[derive(Debug)]
pub struct Closure<F>(pub F);

impl<I: ?Sized> Obj<I> {
    /// An object of a closure, for an interface where exactly one method has no default body.
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
