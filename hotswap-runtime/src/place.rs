//! Where something was found, for those who look for it again.

/// A place in one vault or generation. It is nothing in any other, so who remembers one need not be told that
/// there was a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u64);

/// What places are in: a vault or a generation, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole(u64);

/// The bits of a place that say where. The rest would count a reload each microsecond for half a year.
const INDEX_BITS: u32 = 20;

/// The highest number that a place has room for: that of what has no places.
const NONE: u64 = u64::MAX >> INDEX_BITS;

impl Whole {
    /// Number 0, and numbers that are too high, have no places.
    pub(crate) fn new(number: u64) -> Self {
        match number {
            1..NONE => Self(number << INDEX_BITS),
            _ => Self(NONE << INDEX_BITS),
        }
    }

    /// The place of `index` in it; `NOWHERE` if there is more than a place can tell.
    pub(crate) fn place(self, index: usize) -> Place {
        match u64::try_from(index) {
            Ok(index) if index >> INDEX_BITS == 0 && self != Self::new(0) => Place(self.0 | index),
            _ => Place::NOWHERE,
        }
    }
}

impl Place {
    /// A place in nothing.
    pub(crate) const NOWHERE: Self = Self(0);

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) fn to_bits(self) -> u64 {
        self.0
    }

    /// Its index in `whole`; if it is not a place in that, an index beyond all that there are. So a call of what is
    /// remembered asks one question, not two.
    #[inline]
    pub(crate) fn index_in(self, whole: Whole) -> usize {
        // Where the numbers are equal, they leave the index. Otherwise they leave more than any index.
        usize::try_from(self.0 ^ whole.0).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEYOND: usize = 1 << INDEX_BITS;

    #[test]
    fn a_place_is_in_one_whole_only() {
        let place = Whole::new(3).place(7);
        assert_eq!(place.index_in(Whole::new(3)), 7);
        assert_eq!(Place::from_bits(place.to_bits()), place);
        for other in [0, 1, 2, 4, NONE - 1, NONE, u64::MAX] {
            assert!(place.index_in(Whole::new(other)) >= BEYOND);
        }
    }

    #[test]
    fn nowhere_is_in_nothing() {
        for number in [0, 1, 2, NONE - 1, NONE, NONE + 1, 1 << 44, u64::MAX] {
            assert!(Place::NOWHERE.index_in(Whole::new(number)) >= BEYOND);
        }
    }

    #[test]
    fn a_place_beyond_what_can_be_told_is_nowhere() {
        let last = BEYOND - 1;
        assert_eq!(Whole::new(1).place(last).index_in(Whole::new(1)), last);
        assert_eq!(Whole::new(1).place(last + 1), Place::NOWHERE);
        let highest = Whole::new(NONE - 1);
        assert_eq!(highest.place(last).index_in(highest), last);
        for number in [0, NONE, NONE + 1, 1 << 44, u64::MAX] {
            assert_eq!(Whole::new(number).place(0), Place::NOWHERE);
        }
    }
}
