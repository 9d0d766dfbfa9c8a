//! What an object is made of where one is asked for.

use super::interface::Interface;
use super::obj::Obj;

/// What is an object of the interface `I`, or becomes one: an `Obj<I>`, or an `Arc` of what implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no object of `{I}`",
    label = "not an `Obj<{I}>`",
    note = "write `Obj::new(…)` around a value that implements the trait"
)]
pub trait IntoObj<I: ?Sized + Interface> {
    /// The object.
    #[doc(hidden)]
    fn into_obj(self) -> Obj<I>;
}

#[diagnostic::do_not_recommend]
impl<I: ?Sized + Interface, T: Into<Obj<I>>> IntoObj<I> for T {
    fn into_obj(self) -> Obj<I> {
        self.into()
    }
}
