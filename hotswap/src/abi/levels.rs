//! The limit on how deeply a value that crosses may be nested.
//!
//! Values are lowered and lifted by recursion, and a value of a type that contains itself can be arbitrarily deep. So its
//! depth is checked before any of it is lowered. A value that is too deep is an error ([`Error::TooDeep`]) in the library
//! that owns it, instead of a stack overflow.
//!
//! Only types that contain themselves are checked. This is decided at compile time, so other calls pay nothing.
//!
//! # The bound
//!
//! The limit is [`MAX_LEVELS`], as for live data. It is lower for a type whose levels need more stack than
//! [`STACK`]` / `[`MAX_LEVELS`], which is 8 KiB: a type with hundreds of bytes of inline data, or with dozens of variants.
//! It is never lower than 4.
//!
//! The stack that a level needs was measured without optimization, where frames are largest: nearly ten times the size of
//! the representation, plus four times the size of all fields of all variants, plus less than 2 KiB. So all levels together
//! use at most half of the 2 MiB that std gives a thread.

use crate::error::Error;
use crate::shape::TypeDesc;

/// The largest number of levels. Live data has the same limit.
const MAX_LEVELS: usize = 128;

/// How much stack all levels together may use, in bytes.
const STACK: usize = 1 << 20;

/// The least that a level counts for, so that there are at most [`MAX_LEVELS`].
const LIGHTEST: usize = STACK / MAX_LEVELS;

/// The most that a level counts for, so that there are at least 4.
const HEAVIEST: usize = STACK / 4;

/// How much stack is left for more levels.
#[derive(Clone, Copy, Debug)]
pub struct Levels(usize);

/// The result of a check: `Err` if the value is nested too deeply.
pub type Depth = Result<(), TooDeep>;

/// A value that is nested too deeply.
#[derive(Debug)]
pub struct TooDeep {
    ty: &'static TypeDesc,
    levels: usize,
}

impl Levels {
    /// All levels.
    pub(crate) const ALL: Self = Self(STACK);

    /// The levels that are left inside a value of type `ty`, which contains itself. Its representation has `size` bytes, and
    /// the representations of all fields of all variants have `fields` bytes.
    ///
    /// # Errors
    ///
    /// If no level is left.
    #[inline]
    pub fn inside(
        self,
        ty: &'static TypeDesc,
        size: usize,
        fields: usize,
    ) -> Result<Self, TooDeep> {
        let taken = (2048 + 10 * size + 4 * fields).clamp(LIGHTEST, HEAVIEST);
        let left = self.0.checked_sub(taken);
        left.map(Self).ok_or(TooDeep {
            ty,
            levels: STACK / taken,
        })
    }
}

impl From<TooDeep> for Error {
    #[cold]
    fn from(TooDeep { ty, levels }: TooDeep) -> Self {
        Self::TooDeep {
            plugin: None,
            ty: ty.name().into(),
            levels,
        }
    }
}
