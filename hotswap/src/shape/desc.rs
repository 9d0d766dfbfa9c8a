//! The description of a type, built in `const`.

use super::fingerprint::{Fingerprint, Hash};
use super::kind::{FUTURE, Kind};
use super::tree::{Node, Tree};
use crate::bytes::{Writer, len32};

/// One part of a type: a field, a variant, a parameter, an element.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The name of the field, variant or parameter; empty where there is none.
    pub label: &'static str,
    /// The type of the part.
    pub ty: &'static TypeDesc,
}

/// The structure of a type.
#[derive(Clone, Copy, Debug)]
pub struct TypeDesc {
    kind: Kind,
    name: &'static str,
    len: u64,
    parts: &'static [Part],
    fingerprint: Fingerprint,
    recursive: bool,
}

impl TypeDesc {
    /// Describes a type by its parts.
    pub const fn new(kind: Kind, name: &'static str, parts: &'static [Part]) -> Self {
        Self::with_len(kind, name, 0, parts)
    }

    /// Describes an array of `len` elements.
    pub const fn array(len: usize, parts: &'static [Part]) -> Self {
        Self::with_len(Kind::Array, "", len as u64, parts)
    }

    /// Describes a function by its parameters and, as the last part, what it returns.
    pub const fn function(name: &'static str, parts: &'static [Part]) -> Self {
        Self::new(Kind::Function, name, parts)
    }

    /// Describes what an async function returns, by a part which is its result.
    pub const fn future(result: &'static [Part]) -> Self {
        Self::new(Kind::Generic, FUTURE, result)
    }

    const fn with_len(kind: Kind, name: &'static str, len: u64, parts: &'static [Part]) -> Self {
        let mut hash = Hash::<true>::of_head(kind, name, len, parts.len());
        let mut recursive = matches!(kind, Kind::Recursion);
        let mut at = 0;
        while at < parts.len() {
            hash.part(parts[at].label, parts[at].ty.fingerprint);
            recursive |= parts[at].ty.recursive;
            at += 1;
        }
        Self {
            kind,
            name,
            len,
            parts,
            fingerprint: hash.finish(),
            recursive,
        }
    }

    /// The fingerprint of the structure. It is the same in every build, with every compiler.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Whether the type contains a type that contains itself. Then the description is incomplete: lifting a value compares more, and
    /// may panic.
    pub(crate) const fn is_recursive(&self) -> bool {
        self.recursive
    }

    /// Whether this outline is complete: it differs from `whole` only where it has [`Itself`](super::Itself) or a name instead of an
    /// interface. Objects of these interfaces carry their own fingerprint.
    pub(crate) const fn outlines(&self, whole: &Self) -> bool {
        if self.fingerprint.is(whole.fingerprint) {
            return true;
        }
        if matches!(self.kind, Kind::Recursion) && self.parts.is_empty() {
            return matches!(whole.kind, Kind::Interface);
        }
        if self.kind as u8 != whole.kind as u8
            || self.len != whole.len
            || self.parts.len() != whole.parts.len()
            || (self.kind.name_matters() && !is_text(self.name, whole.name))
        {
            return false;
        }
        let mut at = 0;
        while at < self.parts.len() {
            let (part, other) = (&self.parts[at], &whole.parts[at]);
            if self.kind.labels_matter() && !is_text(part.label, other.label) {
                return false;
            }
            if !part.ty.outlines(other.ty) {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The name of the type or function.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The same description as an owned tree, which can be printed and compared.
    pub fn tree(&self) -> Tree {
        Tree {
            kind: self.kind,
            name: self.name.to_owned(),
            len: self.len,
            parts: self
                .parts
                .iter()
                .map(|part| Node {
                    label: part.label.to_owned(),
                    tree: part.ty.tree(),
                })
                .collect(),
        }
    }

    /// Writes the description for the manifest. [`Tree::decode`] reads it.
    pub const fn encode<const N: usize>(&self, writer: &mut Writer<N>) {
        writer.u8(self.kind as u8);
        writer.text(self.name);
        writer.u64(self.len);
        writer.u32(len32(self.parts.len()));
        let mut at = 0;
        while at < self.parts.len() {
            writer.text(self.parts[at].label);
            self.parts[at].ty.encode(writer);
            at += 1;
        }
    }
}

/// Whether two texts are equal, in `const`.
const fn is_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The fingerprint of a function with these parameters and this result.
///
/// It is equal to that of [`TypeDesc::function`]. A call site has a separate list of its parameters, and cannot append to it in
/// `const`.
pub(crate) const fn function_fingerprint(params: &[Part], result: &TypeDesc) -> Fingerprint {
    let mut hash = Hash::<true>::of_head(Kind::Function, "", 0, params.len() + 1);
    let mut at = 0;
    while at < params.len() {
        hash.part("", params[at].ty.fingerprint);
        at += 1;
    }
    hash.part("", result.fingerprint);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Shape;

    const fn part(label: &'static str, ty: &'static TypeDesc) -> Part {
        Part { label, ty }
    }

    #[test]
    fn a_field_renamed_retyped_moved_or_added_changes_the_fingerprint() {
        let of = |parts: &'static [Part]| TypeDesc::new(Kind::Struct, "V", parts).fingerprint();
        const U: &TypeDesc = u32::TYPE;
        const I: &TypeDesc = i32::TYPE;
        let base = of(const { &[part("x", U), part("y", I)] });
        assert_ne!(base, of(const { &[part("z", U), part("y", I)] }));
        assert_ne!(base, of(const { &[part("x", I), part("y", I)] }));
        assert_ne!(base, of(const { &[part("y", I), part("x", U)] }));
        assert_ne!(
            base,
            of(const { &[part("x", U), part("y", I), part("z", I)] })
        );
    }

    #[test]
    fn a_call_site_and_a_definition_agree_on_a_functions_fingerprint() {
        const PARAMS: &[Part] = &[part("a", u32::TYPE), part("b", <String>::TYPE)];
        let defined = TypeDesc::function(
            "f",
            const {
                &[
                    part("x", u32::TYPE),
                    part("y", <String>::TYPE),
                    part("", bool::TYPE),
                ]
            },
        );
        assert_eq!(
            function_fingerprint(PARAMS, bool::TYPE),
            defined.fingerprint()
        );
    }
}
