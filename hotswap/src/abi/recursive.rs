//! Descriptions of recursive types and interfaces: a type with a field of its own type, an interface whose methods mention it.
//! [`Itself`] stands for the inner occurrence, because the description would not end otherwise.
//!
//! The macros do not know whether a type can cross. If it cannot, rustc reports that where the type is named, and this should
//! be the only error. So a description is an inherent constant that exists for types that can cross. For all other types, the
//! constant of a blanket trait, [`Undescribed`] or [`UndescribedField`], is found instead.

use std::marker::PhantomData;

use super::guard::Guarded;
use super::{Abi, AbiArg, AbiReturn};
use crate::shape::{Itself, Shape, TypeDesc};

const fn have_one_layout<D, T>() -> bool {
    size_of::<D>() == size_of::<T>() && align_of::<D>() == align_of::<T>()
}

/// The description of a guarded field of type `T`: that of `D`, which is `T` with `Itself` for the owner.
///
/// This compiles only if `T` and `D` have the same layout. (A type may reach its owner through a trait, and have another
/// layout for another owner.) A guarded representation is also too large to be passed in registers, where the type of a field
/// would matter.
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
            "a type contains itself through a field that is not behind a pointer: use `Box` or `Vec`"
        );
        D::TYPE
    };
}

/// The fallback of [`Described`] where `D` or `T` lacks [`Abi`], so that rustc reports only the type of the field.
pub trait UndescribedField {
    /// A constant that only this trait has. Generated code mentions it, so that an import of the trait is never unused.
    const IN_SCOPE: () = ();

    /// No description. If only `D` lacks [`Abi`], this does not compile.
    const TYPE: &'static TypeDesc = panic!(
        "a field requires more than `Abi` of the type that contains it: put `#[hotswap(recursive)]` on the field"
    );
}

impl<D, T> UndescribedField for Described<D, T> {}

/// The outline if it is complete, otherwise the whole description.
const fn more_of(outline: &'static TypeDesc, whole: &'static TypeDesc) -> &'static TypeDesc {
    if outline.outlines(whole) {
        outline
    } else {
        whole
    }
}

/// [`Described`], for an argument of a method: `T` mentions the interface of the method, and `D` has `Itself` in its place.
///
/// `TYPE` describes `D`, and is part of the outline of the interface. It says nothing about `T`: a type may reach its
/// interface through a trait, and be another type for another interface. So `WHOLE` describes `T` where that says more, and
/// is part of the description by which interfaces are compared ([`Interface::TYPE`]).
///
/// Objects of an interface are checked by the fingerprint in their tables.
///
/// [`Interface::TYPE`]: crate::object::Interface::TYPE
#[derive(Debug)]
pub struct DescribedArgument<D, T>(PhantomData<(D, T)>);

impl<D: AbiArg<'static>, T: AbiArg<'static>> DescribedArgument<D, T> {
    /// Found before that of [`Undescribed`].
    pub const TYPE: Option<&'static TypeDesc> = {
        assert!(
            have_one_layout::<D::Repr, T::Repr>(),
            "the layout of an argument depends on the interface in its type"
        );
        Some(D::TYPE)
    };

    /// Found before that of [`Undescribed`].
    pub const WHOLE: Option<&'static TypeDesc> = Some(more_of(D::TYPE, T::TYPE));
}

/// [`Described`], for the result of a method.
#[derive(Debug)]
pub struct DescribedResult<D, T>(PhantomData<(D, T)>);

impl<D: AbiReturn, T: AbiReturn> DescribedResult<D, T> {
    /// Found before that of [`Undescribed`].
    pub const TYPE: Option<&'static TypeDesc> = {
        assert!(
            have_one_layout::<<D::Ok as Abi>::Repr, <T::Ok as Abi>::Repr>(),
            "the layout of a result depends on the interface in its type"
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

/// The fallback for a type that cannot cross, so that rustc reports the type, and not its description as well.
pub trait Undescribed {
    /// No description.
    const TYPE: Option<&'static TypeDesc> = None;
    /// No whole description.
    const WHOLE: Option<&'static TypeDesc> = None;
    /// It does not.
    const AS_ARGUMENT: bool = false;
    /// It does not.
    const AS_RESULT: bool = false;
}

impl<D, T> Undescribed for DescribedArgument<D, T> {}

impl<D, T> Undescribed for DescribedResult<D, T> {}

impl<T> Undescribed for Crosses<T> {}

/// The description, or a placeholder for a type that cannot cross, which does not compile anyway.
pub const fn description_or_placeholder(
    found: Option<&'static TypeDesc>,
    crosses: bool,
) -> &'static TypeDesc {
    match found {
        Some(found) => found,
        None if crosses => {
            panic!("a type can cross with one interface in it, but not with another")
        }
        None => Itself::TYPE,
    }
}
