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

// SAFETY: C-LAYOUT: addresses, the same for every interface. What the outline leaves out is in the fingerprint of the
// table, which is compared before the table is used.
#[diagnostic::do_not_recommend]
unsafe impl<I: ?Sized + Interface> Abi for Obj<I> {
    type Repr = RawObj;

    fn lower(self) -> RawObj {
        self.into_handle().lower()
    }

    unsafe fn lift(raw: RawObj) -> Self {
        // SAFETY: LOWERED: the contract is that of `lift`.
        let handle = unsafe { Handle::lift(raw) };
        assert!(
            handle.fingerprint() == I::TYPE.fingerprint(),
            "host and plugin have different versions of `{}`: build both against the same version",
            I::TYPE.tree()
        );
        // SAFETY: SAME-SHAPE and TABLES: equal fingerprints mean equal tables.
        unsafe { Self::from_handle(handle) }
    }
}

/// As the object itself: a caller may lend one where it is taken, and give one where it is borrowed.
impl<I: ?Sized + Interface> Shape for &Obj<I> {
    const TYPE: &'static TypeDesc = <Obj<I>>::TYPE;
}

// SAFETY: C-LAYOUT: it crosses as an object, of which the callee holds a count during the call.
#[diagnostic::do_not_recommend]
unsafe impl<'s, I: ?Sized + Interface> AbiArg<'s> for &'s Obj<I> {
    type Repr = RawObj;
    type Local = Obj<I>;

    fn lend(self) -> RawObj {
        self.clone().lower()
    }

    unsafe fn receive(raw: RawObj) -> Obj<I> {
        // SAFETY: LOWERED: the contract is that of `Abi::lift`.
        unsafe { <Obj<I>>::lift(raw) }
    }

    unsafe fn get(local: &'s mut Obj<I>) -> &'s Obj<I> {
        local
    }
}

/// A `dyn Trait` that objects can be of: every [`Interface`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and use it without other bounds: `Obj<dyn Trait>`"
)]
pub trait Object {
    /// The type.
    type Itself: ?Sized;
    /// A reference to an object of it, as an argument.
    type Lent<'s>;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Interface> Object for T {
    type Itself = T;
    type Lent<'s> = &'s Obj<T>;
}
