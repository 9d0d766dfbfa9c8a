//! A generational index: where a late handle found its item, valid for one generation only.

/// An index into one vault or generation, with the number of that vault or generation.
///
/// A lookup in any other finds nothing, so a handle that caches an index needs no notice of a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GenerationalIndex(u64);

impl GenerationalIndex {
    /// The bits of the index. That leaves 44 for the generation: at one reload per microsecond, half a year.
    const INDEX_BITS: u32 = 20;

    /// Finds nothing anywhere.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// `NONE` if one of the two does not fit into its bits.
    pub(crate) fn new(generation: u64, index: usize) -> Self {
        match u64::try_from(index) {
            Ok(index)
                if index >> Self::INDEX_BITS == 0 && generation >> (64 - Self::INDEX_BITS) == 0 =>
            {
                Self(generation << Self::INDEX_BITS | index)
            }
            _ => Self::NONE,
        }
    }

    /// The number of the vault or generation. No vault and no generation with plugins has 0.
    pub(crate) fn generation(self) -> u64 {
        self.0 >> Self::INDEX_BITS
    }

    pub(crate) fn index(self) -> usize {
        (self.0 & ((1 << Self::INDEX_BITS) - 1)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_of_one_generation_only() {
        let index = GenerationalIndex::new(3, 7);
        assert_eq!((index.generation(), index.index()), (3, 7));
        assert_eq!(GenerationalIndex::from_bits(index.to_bits()), index);
        assert_ne!(GenerationalIndex::new(4, 7), index);
    }

    #[test]
    fn an_index_that_does_not_fit_finds_nothing() {
        let last = (1 << GenerationalIndex::INDEX_BITS) - 1;
        assert_eq!(GenerationalIndex::new(1, last).index(), last);
        assert_eq!(GenerationalIndex::new(1, last + 1), GenerationalIndex::NONE);
        assert_eq!(GenerationalIndex::new(u64::MAX, 0), GenerationalIndex::NONE);
    }
}
