//! The fingerprint of a description that was read back: the same as the one computed when it was built.

use super::Shape;
use super::fingerprint::{Fingerprint, Hash};
use super::kind::Kind;
use super::tree::Tree;

impl Tree {
    /// The fingerprint of the type, as [`TypeDesc::fingerprint`](super::TypeDesc::fingerprint).
    pub fn fingerprint(&self) -> Fingerprint {
        if let (Kind::Primitive, [], Some(known)) = (self.kind, &*self.parts, primitive(&self.name))
        {
            return known;
        }
        let mut hash = Hash::<false>::of_head(self.kind, &self.name, self.len, self.parts.len());
        for part in &self.parts {
            hash.part(&part.label, part.tree.fingerprint());
        }
        hash.finish()
    }
}

/// The fingerprint of a frequent primitive type, which is computed at compile time.
fn primitive(name: &str) -> Option<Fingerprint> {
    macro_rules! fingerprints {
        ($($ty:ty),*) => {
            const {
                [$(<$ty>::TYPE),*]
            }
        };
    }
    let known = fingerprints!(
        u8,
        u16,
        u32,
        u64,
        usize,
        i8,
        i16,
        i32,
        i64,
        isize,
        f32,
        f64,
        bool,
        char,
        (),
        String,
        &str
    );
    let found = known.into_iter().find(|ty| ty.name() == name)?;
    Some(found.fingerprint())
}
