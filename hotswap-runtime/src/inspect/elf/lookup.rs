//! The hash tables by which a loader looks up symbols. It follows them without a check of their bounds.

use object::LittleEndian;
use object::elf::{self, GnuHashHeader, HashHeader};

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::dynamic::Dynamic;
use super::image::Image;
use super::sections::Sections;
use super::symbols::Symbols;
use super::table::{LE, Word, Xword, entry_at, table_at};

pub(super) fn check(
    image: &Image<'_>,
    sections: &Sections<'_>,
    dynamic: &Dynamic<'_>,
    symbols: &Symbols<'_>,
) -> Checked {
    let content = |kind| sections.mapped_bytes(image, kind);
    let gnu = dynamic.get(elf::DT_GNU_HASH).is_some();
    let plain = dynamic.get(elf::DT_HASH).is_some();
    ensure(gnu || plain, "it has no hash table of symbols")?;
    if gnu {
        let bytes = content(elf::SHT_GNU_HASH).ok_or(OUTSIDE)?;
        Gnu::read(bytes)?.check(symbols)?;
    }
    if plain {
        check_plain(content(elf::SHT_HASH).ok_or(OUTSIDE)?, symbols)?;
    }
    Ok(())
}

const OUTSIDE: Damage = Damage::new("the hash table of symbols is outside of the image");

/// The newer table, which all current linkers write.
struct Gnu<'a> {
    base: usize,
    shift: u32,
    filter: &'a [Xword],
    buckets: &'a [Word],
    values: &'a [Word],
}

impl<'a> Gnu<'a> {
    fn read(bytes: &'a [u8]) -> Checked<Self> {
        let header: &GnuHashHeader<LittleEndian> = entry_at(bytes, 0).ok_or(OUTSIDE)?;
        let words = u64::from(header.bloom_count.get(LE));
        let count = u64::from(header.bucket_count.get(LE));
        let buckets = size_of::<GnuHashHeader<LittleEndian>>() as u64 + words * 8;
        let values = buckets + count * 4;
        let rest = (bytes.len() as u64).checked_sub(values).ok_or(OUTSIDE)? / 4;
        // The loader masks with `words - 1`, and divides by `count`.
        ensure(
            words.is_power_of_two() && count != 0,
            "the hash table of symbols is malformed",
        )?;
        Ok(Self {
            base: header.symbol_base.get(LE) as usize,
            shift: header.bloom_shift.get(LE),
            filter: table_at(bytes, 16, words).ok_or(OUTSIDE)?,
            buckets: table_at(bytes, buckets, count).ok_or(OUTSIDE)?,
            values: table_at(bytes, values, rest).ok_or(OUTSIDE)?,
        })
    }

    /// Each symbol from the base on has its hash here. The symbols of one bucket follow each other.
    fn check(&self, symbols: &Symbols<'_>) -> Checked {
        // If the library offers no symbols, the base has no meaning.
        let hashed = self.values.len();
        ensure(
            hashed == 0 || self.base.checked_add(hashed) == Some(symbols.len()),
            "the hash table of symbols has a wrong length",
        )?;
        ensure(self.shift < 64, "the hash table of symbols is malformed")?;
        for bucket in self.buckets {
            let first = bucket.get(LE) as usize;
            ensure(
                first == 0 || (hashed != 0 && (self.base..symbols.len()).contains(&first)),
                "the hash table of symbols points outside of itself",
            )?;
        }
        let mut before = None;
        for (place, value) in self.values.iter().enumerate() {
            let index = self.base + place;
            let hash = elf::gnu_hash(symbols.name(index).unwrap_or_default());
            let bucket = hash as usize % self.buckets.len();
            let starts = before != Some(bucket);
            let right = value.get(LE) | 1 == hash | 1
                && self.passes(hash)
                && (!starts || self.buckets[bucket].get(LE) as usize == index)
                && self.ends(place, bucket, symbols) == (value.get(LE) & 1 == 1);
            ensure_of(index, right, "a symbol cannot be found in the hash table")?;
            before = Some(bucket);
        }
        Ok(())
    }

    /// Whether the filter lets the hash through.
    fn passes(&self, hash: u32) -> bool {
        let word = self.filter[hash as usize / 64 % self.filter.len()].get(LE);
        let second = hash.checked_shr(self.shift).unwrap_or(0) % 64;
        word >> (hash % 64) & word >> second & 1 == 1
    }

    /// Whether the value at `place` is the last of its bucket.
    fn ends(&self, place: usize, bucket: usize, symbols: &Symbols<'_>) -> bool {
        let next = place + 1;
        next == self.values.len() || {
            let name = symbols.name(self.base + next).unwrap_or_default();
            elf::gnu_hash(name) as usize % self.buckets.len() != bucket
        }
    }
}

/// The older table: from each bucket a chain of indices, which must come to an end.
fn check_plain(bytes: &[u8], symbols: &Symbols<'_>) -> Checked {
    let header: &HashHeader<LittleEndian> = entry_at(bytes, 0).ok_or(OUTSIDE)?;
    let (buckets, links) = (header.bucket_count.get(LE), header.chain_count.get(LE));
    let at = size_of::<HashHeader<LittleEndian>>() as u64;
    let chains_at = at + u64::from(buckets) * 4;
    let firsts: &[Word] = table_at(bytes, at, buckets.into()).ok_or(OUTSIDE)?;
    let chains: &[Word] = table_at(bytes, chains_at, links.into()).ok_or(OUTSIDE)?;
    ensure(
        buckets != 0 && chains.len() == symbols.len(),
        "the hash table of symbols is malformed",
    )?;
    // Each symbol is in one chain, so a chain with a cycle takes more steps than there are symbols.
    let mut steps = 0;
    for first in firsts {
        let mut index = first.get(LE) as usize;
        while index != 0 {
            steps += 1;
            index = chains
                .get(index)
                .filter(|_| steps <= chains.len())
                .ok_or(Damage::new("the hash table of symbols has no end"))?
                .get(LE) as usize;
        }
    }
    Ok(())
}
