//! An owned type description: read from a manifest, printed, compared.

use super::kind::{FUTURE, Kind};
use crate::bytes::{Malformed, Reader, len32};

/// A deeper description is refused, because reading is recursive. Real types are not nested so deeply.
const MAX_DEPTH: usize = 64;

/// The structure of a type, owned.
///
/// Prints as Rust would write the type: `fn(name: &str) -> String`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// What kind of type it is.
    pub kind: Kind,
    /// The name of the type or function; empty where there is none.
    pub name: String,
    /// The number of elements of an array; otherwise 0.
    pub len: u64,
    /// Fields, variants, parameters or elements.
    pub parts: Vec<Node>,
}

/// A named part of a [`Tree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The name of the field, variant or parameter; empty where there is none.
    pub label: String,
    /// Its type.
    pub tree: Tree,
}

impl Tree {
    /// Reads the result of [`TypeDesc::encode`](super::TypeDesc::encode).
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the bytes are invalid. It allocates no more than the size of the bytes.
    pub fn decode(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Self::decode_at(reader, 0)
    }

    fn decode_at(reader: &mut Reader<'_>, depth: usize) -> Result<Self, Malformed> {
        if depth > MAX_DEPTH {
            return Err(reader.malformed("a type nested less deeply"));
        }
        let kind = reader.u8("the kind of a type")?;
        let kind = Kind::from_byte(kind).ok_or_else(|| reader.malformed("the kind of a type"))?;
        let name = reader.text("the name of a type")?.to_owned();
        let len = reader.u64("the length of an array")?;
        let count = reader.u32("the number of parts")? as usize;
        let mut parts = Vec::new();
        for _ in 0..count {
            parts.push(Node {
                label: reader.text("the name of a part")?.to_owned(),
                tree: Self::decode_at(reader, depth + 1)?,
            });
        }
        if kind == Kind::Function && parts.is_empty() {
            return Err(reader.malformed("the result of a function"));
        }
        Ok(Self {
            kind,
            name,
            len,
            parts,
        })
    }

    /// Writes it as [`TypeDesc::encode`](super::TypeDesc::encode) does.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_into(&mut bytes);
        bytes
    }

    fn encode_into(&self, bytes: &mut Vec<u8>) {
        bytes.push(self.kind as u8);
        encode_text(&self.name, bytes);
        bytes.extend(self.len.to_le_bytes());
        bytes.extend(len32(self.parts.len()).to_le_bytes());
        for part in &self.parts {
            encode_text(&part.label, bytes);
            part.tree.encode_into(bytes);
        }
    }

    /// A function with these parameters and this result.
    pub(crate) fn function(name: &str, params: impl Iterator<Item = Self>, result: Self) -> Self {
        let parts = params
            .chain([result])
            .map(|tree| Node {
                label: String::new(),
                tree,
            })
            .collect();
        Self {
            kind: Kind::Function,
            name: name.to_owned(),
            len: 0,
            parts,
        }
    }

    /// The result of an async function, if this is the return type of one; `None` for any other type.
    pub fn as_future(&self) -> Option<&Tree> {
        let is_future = self.kind == Kind::Generic && self.name == FUTURE;
        self.parts.first().filter(|_| is_future).map(|it| &it.tree)
    }

    /// The parameters and the result of a function; `None` if it is not a function.
    pub fn as_function(&self) -> Option<(&[Node], &Tree)> {
        let (result, params) = self.parts.split_last()?;
        (self.kind == Kind::Function).then_some((params, &result.tree))
    }
}

fn encode_text(text: &str, bytes: &mut Vec<u8>) {
    bytes.extend(len32(text.len()).to_le_bytes());
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Writer;
    use crate::shape::Shape;

    fn encoded<T: Shape>() -> Vec<u8> {
        let mut writer = Writer::<4096>::new();
        T::TYPE.encode(&mut writer);
        let len = writer.len();
        let mut bytes = Writer::<4096>::new();
        T::TYPE.encode(&mut bytes);
        while bytes.len() < 4096 {
            bytes.u8(0);
        }
        bytes.finish()[..len].to_vec()
    }

    type Sample = Result<Vec<(u8, [String; 3])>, Option<char>>;

    #[test]
    fn a_description_survives_its_encoding() {
        let bytes = encoded::<Sample>();
        let tree = Tree::decode(&mut Reader::new(&bytes)).unwrap();
        assert_eq!(tree, Sample::TYPE.tree());
        assert_eq!(tree.encode(), bytes);
    }

    #[test]
    fn every_cut_of_an_encoding_is_an_error() {
        let bytes = encoded::<Sample>();
        for len in 0..bytes.len() {
            assert!(Tree::decode(&mut Reader::new(&bytes[..len])).is_err());
        }
    }

    #[test]
    fn a_tower_of_parts_is_refused_before_the_stack_ends() {
        let mut level = vec![Kind::Tuple as u8];
        level.extend([0; 12]);
        level.extend(1u32.to_le_bytes());
        level.extend([0; 4]);
        let bytes = level.repeat(100_000);
        assert!(Tree::decode(&mut Reader::new(&bytes)).is_err());
    }
}
