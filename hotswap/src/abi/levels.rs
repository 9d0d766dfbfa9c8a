//! How deeply a value may be nested that crosses.
//!
//! Values are lowered and lifted by recursion, and a value of a type that contains itself can be as deep as memory is
//! large. So its depth is looked at before anything of it is lowered. One that is too deep is an error
//! ([`Error::TooDeep`]) in the library that has it: the stack holds, and nothing is lost.
//!
//! Only types that contain themselves are looked at, which is known when a call is compiled. Other calls pay nothing.
//!
//! # The bound
//!
//! [`MAX_LEVELS`], as for live data. It is lower for a type that needs more of the stack for one level than
//! [`STACK`]` / `[`MAX_LEVELS`], which is 8 KiB; such a type has hundreds of bytes in itself, not behind an address, or
//! dozens of variants. It is never lower than 4.
//!
//! What a level needs is measured without optimisation, where frames are largest: nearly ten times the size of the
//! representation, four times the size of all fields of all variants, and less than 2 KiB besides. So all levels together
//! take at most half of the 2 MiB that std gives a thread.

use crate::error::Error;
use crate::shape::TypeDesc;

/// How many levels of a type may be inside one another. The bound of live data is the same.
const MAX_LEVELS: usize = 128;

/// What all levels together may take of the stack, in bytes.
const STACK: usize = 1 << 20;

/// What a level takes at least, so that there are not more than [`MAX_LEVELS`].
const LIGHTEST: usize = STACK / MAX_LEVELS;

/// What a level is taken to take at most, so that there are some.
const HEAVIEST: usize = STACK / 4;

/// How much of the stack is left for levels.
#[derive(Clone, Copy, Debug)]
pub struct Levels(usize);

/// Whether a value may cross, as far as its depth is concerned.
pub type Depth = Result<(), TooDeep>;

/// A value that is nested too deeply.
#[derive(Debug)]
pub struct TooDeep {
    ty: &'static TypeDesc,
    levels: usize,
}

impl Levels {
    /// As many as there are.
    pub(crate) const ALL: Self = Self(STACK);

    /// What is left inside a value of the type `ty`, which contains itself. Its representation has `size` bytes, and those
    /// of all of its fields, of all variants, have `fields`.
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
