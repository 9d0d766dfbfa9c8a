//! How an object crosses: given away, or lent for a call.

use super::handle::Handle;
use super::interface::Interface;
use super::obj::Obj;
use super::raw::RawObj;
use crate::abi::{Abi, AbiArg};
use crate::shape::{Kind, Part, Shape, TypeDesc};

impl<I: ?Sized + Interface> Shape for Obj<I> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "Obj",
        &[Part {
            label: "",
            ty: I::OUTLINE,
        }],
    );
}

// SAFETY: addresses with C layout, the same for every interface. What the outline leaves out, because the interface
// stands in its own methods, is in the fingerprint of the table, which is compared before the table is used.
#[diagnostic::do_not_recommend]
unsafe impl<I: ?Sized + Interface> Abi for Obj<I> {
    type Repr = RawObj;

    fn lower(self) -> RawObj {
        self.into_handle().lower()
    }

    unsafe fn lift(raw: RawObj) -> Self {
        // SAFETY: the caller's promise.
        let handle = unsafe { Handle::lift(raw) };
        assert!(
            handle.fingerprint() == I::TYPE.fingerprint(),
            "host and plugin have different ideas of `{}`: build both against one version of it",
            I::TYPE.tree()
        );
        // SAFETY: equal fingerprints mean equal tables.
        unsafe { Self::from_handle(handle) }
    }
}

/// As the object itself: a caller may lend one where it is taken, and give one where it is borrowed.
impl<I: ?Sized + Interface> Shape for &Obj<I> {
    const TYPE: &'static TypeDesc = <Obj<I>>::TYPE;
}

// SAFETY: it crosses as an object, of which there is one more holder for the time of the call.
#[diagnostic::do_not_recommend]
unsafe impl<'s, I: ?Sized + Interface> AbiArg<'s> for &'s Obj<I> {
    type Repr = RawObj;
    type Held = Obj<I>;

    fn lend(self) -> RawObj {
        self.clone().lower()
    }

    unsafe fn hold(raw: RawObj) -> Obj<I> {
        // SAFETY: the caller keeps the rules of `Abi::lift`.
        unsafe { <Obj<I>>::lift(raw) }
    }

    unsafe fn get(held: &'s mut Obj<I>) -> &'s Obj<I> {
        held
    }
}

/// A `dyn Trait` that objects can be of: every [`Interface`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and name it without more bounds: `Obj<dyn Trait>`"
)]
pub trait Object {
    /// The type.
    type Itself: ?Sized;
    /// An object of it, lent for a call.
    type Lent<'s>;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Interface> Object for T {
    type Itself = T;
    type Lent<'s> = &'s Obj<T>;
}
