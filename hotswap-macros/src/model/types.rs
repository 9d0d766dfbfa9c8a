//! What a type is.

use syn::Type;

/// The type without parentheses, which a macro may have put around it unseen.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        other => other,
    }
}

/// Whether there can be values of it, as far as that can be seen.
pub(crate) fn is_sized(ty: &Type) -> bool {
    match bare(ty) {
        Type::TraitObject(_) | Type::Slice(_) => false,
        Type::Path(path) => !path.path.is_ident("str"),
        _ => true,
    }
}
