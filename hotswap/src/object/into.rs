//! Conversion into an object.

use super::interface::Interface;
use super::obj::Obj;

/// An `Obj<I>`, or an `Arc` of a type that implements the interface `I`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object of `{I}`",
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
