//! The bytes in the writable part of the file that relocations write.

use object::elf;

use super::image::{Image, Range};

/// One bit for each byte, so that no two relocations write to the same.
pub(super) struct Slots {
    /// The part of the file with the content of all writable segments.
    file: Range,
    words: Vec<u64>,
}

impl Slots {
    /// Never larger than the file, even if the file claims more.
    pub(super) fn new(image: &Image<'_>) -> Self {
        let writable = image.loads().iter().filter(|load| load.allows(elf::PF_W));
        let places = writable.filter_map(|load| {
            let offset = image.offset(load.filled)?;
            Range::new(offset, load.filled.len())
        });
        let file = places
            .reduce(|all, one| Range {
                start: all.start.min(one.start),
                end: all.end.max(one.end),
            })
            .unwrap_or(Range { start: 0, end: 0 });
        let words = file.len() / 64 + 2;
        Self {
            file,
            words: vec![0; usize::try_from(words).unwrap_or(0)],
        }
    }

    /// Claims `len` bytes (at most 64) at `address` for one write. `false` if they are claimed already, or not
    /// writable.
    pub(super) fn take(&mut self, image: &Image<'_>, address: u64, len: u64) -> bool {
        let Some((word, mask)) = self.place(image, address, len) else {
            return false;
        };
        let (low, high) = (mask as u64, (mask >> 64) as u64);
        let is_free = self.words[word] & low == 0 && self.words[word + 1] & high == 0;
        self.words[word] |= low;
        self.words[word + 1] |= high;
        is_free
    }

    /// Claims all words of `range`, which belongs to the loader.
    pub(super) fn reserve(&mut self, image: &Image<'_>, range: Range) {
        for address in (range.start..range.end).step_by(8) {
            self.take(image, address, 8);
        }
    }

    /// Whether at least one relocation writes the word at `address`.
    pub(super) fn has(&self, image: &Image<'_>, address: u64) -> bool {
        self.place(image, address, 8).is_some_and(|(word, mask)| {
            let both = u128::from(self.words[word + 1]) << 64 | u128::from(self.words[word]);
            both & mask == mask
        })
    }

    fn place(&self, image: &Image<'_>, address: u64, len: u64) -> Option<(usize, u128)> {
        let range = Range::new(address, len)?;
        let load = image.load(range).filter(|load| load.allows(elf::PF_W))?;
        let at = load.offset(range)?.checked_sub(self.file.start)?;
        let mask = ((1_u128 << len) - 1) << (at % 64);
        let word = usize::try_from(at / 64).ok()?;
        (word + 1 < self.words.len()).then_some((word, mask))
    }
}
