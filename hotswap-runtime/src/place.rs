//! Where something was found, for those who look for it again.

/// A place in one vault or generation. It is nothing in any other, so who remembers one need not be told that
/// there was a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u64);

impl Place {
    /// The bits of a place that say where. The rest would count a reload each microsecond for half a year.
    const INDEX_BITS: u32 = 20;

    /// A place in nothing.
    pub(crate) const NOWHERE: Self = Self(0);

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// `NOWHERE` if there is more than a place can tell.
    pub(crate) fn new(whole: u64, index: usize) -> Self {
        match u64::try_from(index) {
            Ok(index)
                if index >> Self::INDEX_BITS == 0 && whole >> (64 - Self::INDEX_BITS) == 0 =>
            {
                Self(whole << Self::INDEX_BITS | index)
            }
            _ => Self::NOWHERE,
        }
    }

    /// The number of what it is in. 0 is that of nothing.
    pub(crate) fn whole(self) -> u64 {
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
    fn a_place_is_in_one_whole_only() {
        let place = Place::new(3, 7);
        assert_eq!((place.whole(), place.index()), (3, 7));
        assert_eq!(Place::from_bits(place.to_bits()), place);
        assert_ne!(Place::new(4, 7), place);
    }

    #[test]
    fn a_place_beyond_what_can_be_told_is_nowhere() {
        let last = (1 << Place::INDEX_BITS) - 1;
        assert_eq!(Place::new(1, last).index(), last);
        assert_eq!(Place::new(1, last + 1), Place::NOWHERE);
        assert_eq!(Place::new(u64::MAX, 0), Place::NOWHERE);
    }
}
