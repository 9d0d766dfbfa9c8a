//! Checks how deeply values are nested before they are lowered. The bound is told in `levels`.

use super::Abi;
use super::levels::{Depth, Levels};

/// Whether a value may cross, as far as its depth is concerned.
///
/// # Errors
///
/// If it is nested too deeply.
#[inline]
pub(crate) fn check<T: Abi>(value: &T, levels: Levels) -> Depth {
    if const { T::TYPE.is_recursive() } {
        value.check_depth(levels)
    } else {
        Ok(())
    }
}

/// The same for each of several values.
///
/// # Errors
///
/// If one is nested too deeply.
#[inline]
pub(crate) fn check_all<'v, T: Abi>(
    values: impl IntoIterator<Item = &'v T>,
    levels: Levels,
) -> Depth {
    if const { T::TYPE.is_recursive() } {
        values
            .into_iter()
            .try_for_each(|value| value.check_depth(levels))
    } else {
        Ok(())
    }
}
