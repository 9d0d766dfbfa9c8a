//! Descriptions of what has itself in it: a type with a field of that type, an interface that stands in its own methods.
//! In its own place stands something else there, or the description would never end.
//!
//! The macros do not know whether a type can cross. If it cannot, that is told where it is named, and is to be the only
//! error: a constant of a trait that everything has, [`Undescribed`] or [`UndescribedField`], then takes the place of the
//! description, which hides it otherwise.

use std::marker::PhantomData;

use super::guard::Guarded;
use super::{Abi, AbiArg, AbiReturn};
use crate::shape::{Itself, Shape, TypeDesc};

const fn have_one_layout<D, T>() -> bool {
    size_of::<D>() == size_of::<T>() && align_of::<D>() == align_of::<T>()
}

/// The description of a guarded field of type `T`: that of `D`, which is `T` with `Itself` for the owner.
///
/// The description holds for the layout too, whatever the owner is: or this does not compile. (A type may
/// reach its owner through a trait, and take another layout for another owner.) Nor is what is guarded ever
/// so small that it would be passed in registers, which differ by type.
///
/// ```compile_fail
/// trait Backend {
///     type Key: hotswap::Abi;
/// }
///
/// impl Backend for hotswap::shape::Itself {
///     type Key = u8;
/// }
///
/// impl Backend for Memory {
///     type Key = [u64; 64];
/// }
///
/// #[derive(hotswap::Abi)]
/// struct Node<B: Backend> {
///     key: B::Key,
/// }
///
/// #[derive(hotswap::Abi)]
/// struct Memory {
///     root: Node<Memory>,
/// }
///
/// println!("{}", <Memory as hotswap::shape::Shape>::TYPE.fingerprint());
/// ```
#[derive(Debug)]
pub struct Described<D, T>(PhantomData<(D, T)>);

impl<D: Abi, T: Abi> Described<D, T> {
    /// The description.
    pub const TYPE: &'static TypeDesc = {
        assert!(
            have_one_layout::<D::Repr, T::Repr>() && size_of::<Guarded<T::Repr>>() > 16,
            "a type contains itself through a field that is not behind an address: use `Box` or `Vec`"
        );
        D::TYPE
    };
}

/// What stands in place of [`Described`] where `D` or `T` lacks [`Abi`]: so that rustc tells of the field's own type alone.
pub trait UndescribedField {
    /// What only this trait has, so that it is used wherever it is in scope.
    const IN_SCOPE: () = ();

    /// There is none. If it is `D` alone that lacks it, this does not compile.
    const TYPE: &'static TypeDesc = panic!(
        "a field asks more of the type that it is in than `Abi`: put `#[hotswap(recursive)]` on the field"
    );
}

impl<D, T> UndescribedField for Described<D, T> {}

/// The outline where it says all, else the whole.
const fn more_of(outline: &'static TypeDesc, whole: &'static TypeDesc) -> &'static TypeDesc {
    if outline.outlines(whole) {
        outline
    } else {
        whole
    }
}

/// [`Described`], for an argument of a method, which is lent: `T` has its own interface in it, `D` has `Itself`.
///
/// `TYPE` describes `D`, and stands in the outline of the interface. It does not vouch for `T`: a type may reach its
/// interface through a trait, which gives it another type for another interface. So `WHOLE` describes `T`, wherever it
/// says more, and stands in the description that interfaces are compared by ([`Interface::TYPE`]).
///
/// Objects of an interface are guarded by the fingerprint in their tables, wherever they stand.
///
/// [`Interface::TYPE`]: crate::object::Interface::TYPE
#[derive(Debug)]
pub struct DescribedArgument<D, T>(PhantomData<(D, T)>);

impl<D: AbiArg<'static>, T: AbiArg<'static>> DescribedArgument<D, T> {
    /// Found before that of [`Undescribed`].
    pub const TYPE: Option<&'static TypeDesc> = {
        assert!(
            have_one_layout::<D::Repr, T::Repr>(),
            "the layout of an argument depends on which interface stands in it"
        );
        Some(D::TYPE)
    };

    /// Found before that of [`Undescribed`].
    pub const WHOLE: Option<&'static TypeDesc> = Some(more_of(D::TYPE, T::TYPE));
}

/// [`Described`], for what a method returns.
#[derive(Debug)]
pub struct DescribedResult<D, T>(PhantomData<(D, T)>);

impl<D: AbiReturn, T: AbiReturn> DescribedResult<D, T> {
    /// Found before that of [`Undescribed`].
    pub const TYPE: Option<&'static TypeDesc> = {
        assert!(
            have_one_layout::<<D::Ok as Abi>::Repr, <T::Ok as Abi>::Repr>(),
            "the layout of a result depends on which interface stands in it"
        );
        Some(D::DECLARED)
    };

    /// Found before that of [`Undescribed`].
    pub const WHOLE: Option<&'static TypeDesc> = Some(more_of(D::DECLARED, T::DECLARED));
}

/// Whether a type can cross.
#[derive(Debug)]
pub struct Crosses<T>(PhantomData<T>);

impl<T: AbiArg<'static>> Crosses<T> {
    /// Found before that of [`Undescribed`].
    pub const AS_ARGUMENT: bool = true;
}

impl<T: AbiReturn> Crosses<T> {
    /// Found before that of [`Undescribed`].
    pub const AS_RESULT: bool = true;
}

/// What there is of a type that cannot cross: that is told of the type, and not of its description as well.
pub trait Undescribed {
    /// No description.
    const TYPE: Option<&'static TypeDesc> = None;
    /// Nor a whole one.
    const WHOLE: Option<&'static TypeDesc> = None;
    /// It does not.
    const AS_ARGUMENT: bool = false;
    /// It does not.
    const AS_RESULT: bool = false;
}

impl<D, T> Undescribed for DescribedArgument<D, T> {}

impl<D, T> Undescribed for DescribedResult<D, T> {}

impl<T> Undescribed for Crosses<T> {}

/// The description. Without one the type must be one that cannot cross, which does not compile anyway.
pub const fn described_or_told(
    found: Option<&'static TypeDesc>,
    crosses: bool,
) -> &'static TypeDesc {
    match found {
        Some(found) => found,
        None if crosses => panic!("a type crosses for one interface in it, and not for another"),
        None => Itself::TYPE,
    }
}
