//! Finds `dyn Trait` types with a Rust layout, which mean nothing in another library.

use syn::{Ident, Path, PathArguments, Type, TypeParamBound, TypeTraitObject};

use crate::diag::Errors;
use crate::types::{arguments, last};

/// What to write for a closure.
pub(super) const CLOSURE: &str = "make an interface with one method and take `Obj<dyn Name>`; \
                                  `Obj::<dyn Name>::from_fn(…)` makes one of a closure";

/// Whether it is `Fn(…)`, `FnMut(…)` or `FnOnce(…)`: no other trait is written so.
pub(super) fn is_closure<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> bool {
    let arguments = |bound: &'b TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path.segments.last()?.arguments),
        _ => None,
    };
    let mut all = bounds.into_iter().filter_map(arguments);
    all.any(|it| matches!(it, PathArguments::Parenthesized(_)))
}

/// The `dyn Fn(…)` of an `Obj<dyn Fn(…)>`, which cannot be made an interface.
pub(super) fn is_object_of_closure(ty: &Type) -> bool {
    let object = last(ty).filter(|it| it.ident == "Obj");
    matches!(
        object.and_then(|it| arguments(it).next()),
        Some(Type::TraitObject(object)) if is_closure(&object.bounds)
    )
}

/// A second trait, unless it is an auto trait, for which rustc has a better message.
pub(super) fn second_trait(object: &TypeTraitObject) -> Option<&TypeParamBound> {
    const AUTO: &[&str] = &["Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe"];
    let is_other = |bound: &&TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| !AUTO.iter().any(|auto| last.ident == auto))
        }
        _ => false,
    };
    object.bounds.iter().filter(is_other).nth(1)
}

/// The `dyn Trait` of a `Box<dyn Trait>`, an `Arc<dyn Trait>` or a `&dyn Trait`.
pub(super) fn handed_over(ty: &Type) -> Option<&TypeTraitObject> {
    let inner = match ty {
        Type::Reference(reference) => &*reference.elem,
        Type::Path(_) => {
            let pointer = last(ty).filter(|it| is_pointer(&it.ident))?;
            arguments(pointer).next()?
        }
        other => other,
    };
    match inner {
        Type::TraitObject(object) => Some(object),
        Type::Paren(paren) => match &*paren.elem {
            Type::TraitObject(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}

fn is_pointer(name: &Ident) -> bool {
    ["Box", "Arc", "Rc"].iter().any(|known| name == known)
}

/// A `dyn Trait` with a Rust layout means nothing in another library. The user needs an `Obj`.
pub(super) fn not_an_object(ty: &Type, object: &TypeTraitObject, errors: &mut Errors) {
    let path = object.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path),
        _ => None,
    });
    let help = match path.and_then(|path| path.segments.last()) {
        Some(_) if is_closure(&object.bounds) => CLOSURE.to_owned(),
        Some(_) if path.is_some_and(is_of_std) => {
            "define an interface with the methods that you need, and write `Obj<dyn YourTrait>`"
                .to_owned()
        }
        Some(name) => {
            let name = &name.ident;
            format!("write `Obj<dyn {name}>`, with #[hotswap::interface] on `{name}`")
        }
        None => "write `Obj<dyn Trait>`, with #[hotswap::interface] on the trait".to_owned(),
    };
    errors.push(
        ty,
        "a `dyn Trait` as rustc lays it out cannot cross between host and plugin",
        &help,
    );
}

/// Whether it looks like a trait of std, which cannot be made an interface.
fn is_of_std(path: &Path) -> bool {
    const KNOWN: &[&str] = &[
        "Any", "AsRef", "BufRead", "Debug", "Display", "Error", "Future", "Hash", "Iterator",
        "Read", "Seek", "Send", "Sync", "ToString", "Write",
    ];
    let is = |name: &str| path.segments.iter().any(|segment| segment.ident == name);
    is("std") || is("core") || (path.segments.len() == 1 && KNOWN.iter().any(|it| is(it)))
}
