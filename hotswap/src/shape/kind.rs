//! What kinds of types descriptions tell apart.

/// The name of a [`Kind::Generic`] with one part, which an async function returns. No type of a person can have it.
pub(super) const FUTURE: &str = "async";

/// What kind of type a description stands for.
///
/// The discriminants are part of the manifest's format: new ones are added at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// `u32`, `String`, `&str`: identified by its name.
    Primitive = 1,
    /// `Vec<T>`, `Result<T, E>`: a name and its parameters.
    Generic = 2,
    /// `&[T]`.
    Slice = 3,
    /// `[T; N]`.
    Array = 4,
    /// `(A, B)`.
    Tuple = 5,
    /// A struct, or a variant of an enum: fields by name (by position: `0`, `1`).
    Struct = 6,
    /// An enum: variants by name.
    Enum = 7,
    /// The type that is being described, inside itself; or, with one part, a field through which a type
    /// contains itself.
    Recursion = 8,
    /// A function: its parameters, then what it returns.
    Function = 9,
    /// A trait whose objects cross: methods by name, each a function without its `self`.
    Interface = 10,
    /// A live type: the interfaces that it can be restored as.
    LiveType = 11,
}

impl Kind {
    /// The kind with this discriminant.
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Primitive,
            2 => Self::Generic,
            3 => Self::Slice,
            4 => Self::Array,
            5 => Self::Tuple,
            6 => Self::Struct,
            7 => Self::Enum,
            8 => Self::Recursion,
            9 => Self::Function,
            10 => Self::Interface,
            11 => Self::LiveType,
            _ => return None,
        })
    }

    /// Whether the name of the type is part of its structure. A struct may be renamed, a `Vec` may not.
    pub(super) const fn name_matters(self) -> bool {
        matches!(self, Self::Primitive | Self::Generic)
    }

    /// Whether the labels of the parts are part of its structure. A parameter may be renamed, a field may not.
    pub(super) const fn labels_matter(self) -> bool {
        matches!(self, Self::Struct | Self::Enum | Self::Interface)
    }
}
