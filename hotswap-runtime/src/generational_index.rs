//! A generational index: where a late handle found its item, valid for one generation only.

/// An index into one vault or generation, with the number of that vault or generation.
///
/// A lookup in any other finds nothing, so a handle that caches an index needs no notice of a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GenerationalIndex(u64);

/// The number of a vault or generation, shifted to where an index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// The bits of the index. That leaves 44 for the generation: at one reload per microsecond, half a year.
const INDEX_BITS: u32 = 20;

/// The highest number that there are bits for. It stands for vaults and generations without indexes.
const WITHOUT: u64 = u64::MAX >> INDEX_BITS;

impl Generation {
    /// Number 0, and numbers that do not fit, have no indexes.
    pub(crate) fn new(number: u64) -> Self {
        match number {
            1..WITHOUT => Self(number << INDEX_BITS),
            _ => Self(WITHOUT << INDEX_BITS),
        }
    }

    /// The index of item number `index`; `NONE` if it does not fit.
    pub(crate) fn index(self, index: usize) -> GenerationalIndex {
        match u64::try_from(index) {
            Ok(index) if index >> INDEX_BITS == 0 && self != Self::new(0) => {
                GenerationalIndex(self.0 | index)
            }
            _ => GenerationalIndex::NONE,
        }
    }
}

impl GenerationalIndex {
    /// Finds nothing anywhere.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// The plain index in `generation`. If it is of another generation, the result is beyond all indexes. So a lookup makes
    /// one comparison, that of the bounds.
    #[inline]
    pub(crate) fn index_in(self, generation: Generation) -> usize {
        // Equal numbers cancel out and leave the index. Different ones leave a bit above all indexes.
        usize::try_from(self.0 ^ generation.0).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEYOND: usize = 1 << INDEX_BITS;

    #[test]
    fn an_index_is_of_one_generation_only() {
        let index = Generation::new(3).index(7);
        assert_eq!(index.index_in(Generation::new(3)), 7);
        assert_eq!(GenerationalIndex::from_bits(index.to_bits()), index);
        for other in [0, 1, 2, 4, WITHOUT - 1, WITHOUT, u64::MAX] {
            assert!(index.index_in(Generation::new(other)) >= BEYOND);
        }
    }

    #[test]
    fn none_finds_nothing_in_any_generation() {
        for number in [
            0,
            1,
            2,
            WITHOUT - 1,
            WITHOUT,
            WITHOUT + 1,
            1 << 44,
            u64::MAX,
        ] {
            let generation = Generation::new(number);
            assert!(GenerationalIndex::NONE.index_in(generation) >= BEYOND);
        }
    }

    #[test]
    fn an_index_that_does_not_fit_finds_nothing() {
        let last = BEYOND - 1;
        let one = Generation::new(1);
        assert_eq!(one.index(last).index_in(one), last);
        assert_eq!(one.index(last + 1), GenerationalIndex::NONE);
        let highest = Generation::new(WITHOUT - 1);
        assert_eq!(highest.index(last).index_in(highest), last);
        for number in [0, WITHOUT, WITHOUT + 1, 1 << 44, u64::MAX] {
            assert_eq!(Generation::new(number).index(0), GenerationalIndex::NONE);
        }
    }
}
