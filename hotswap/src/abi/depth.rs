//! Checks how deeply values are nested before they are lowered. `levels` explains the limit.

use super::Abi;
use super::levels::{Depth, Levels};

/// Checks the depth of a value.
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

/// Checks the depth of each of several values.
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
