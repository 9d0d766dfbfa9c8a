//! The versions of symbols (`memcpy@GLIBC_2.14`): lists whose links a loader follows.

use object::pod::Pod;
use object::{LittleEndian, elf};

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::dynamic::Dynamic;
use super::image::Image;
use super::sections::Sections;
use super::symbols::Symbols;
use super::table::{LE, as_table, entry_at, text_at};

type Need = elf::Verneed<LittleEndian>;
type NeedVersion = elf::Vernaux<LittleEndian>;
type Definition = elf::Verdef<LittleEndian>;
type DefinitionName = elf::Verdaux<LittleEndian>;

const OUTSIDE: Damage = Damage::new("the table of symbol versions points outside of itself");
const WRONG: &str = "the table of symbol versions is malformed";

pub(super) fn check(
    image: &Image<'_>,
    sections: &Sections<'_>,
    dynamic: &Dynamic<'_>,
    symbols: &Symbols<'_>,
) -> Checked {
    let content = |kind| sections.mapped_bytes(image, kind);
    let mut known = Known::new();
    if let Some(count) = dynamic.get(elf::DT_VERNEEDNUM) {
        let table = content(elf::SHT_GNU_VERNEED).ok_or(OUTSIDE)?;
        check_needs(table, count, dynamic, &mut known)?;
    }
    if let Some(count) = dynamic.get(elf::DT_VERDEFNUM) {
        let table = content(elf::SHT_GNU_VERDEF).ok_or(OUTSIDE)?;
        check_definitions(table, count, dynamic, &mut known)?;
    }
    let of_symbols = content(elf::SHT_GNU_VERSYM);
    let has_any = dynamic.get(elf::DT_VERNEED).or(dynamic.get(elf::DT_VERDEF));
    ensure(of_symbols.is_some() || has_any.is_none(), WRONG)?;
    of_symbols.map_or(Ok(()), |table| check_symbols(table, symbols, &known))
}

/// The versions by their numbers. 0 and 1 stand for no version.
struct Known(Vec<u64>);

impl Known {
    fn new() -> Self {
        Self(vec![0b11])
    }

    /// Each number must occur once. There are few, so a table up to the largest number is small.
    fn add(&mut self, number: u16) -> Checked {
        let number = usize::from(number & elf::VERSYM_VERSION);
        ensure(!self.has(number) || number == 1, WRONG)?;
        let (word, bit) = (number / 64, number % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
        Ok(())
    }

    fn has(&self, number: usize) -> bool {
        let word = self.0.get(number / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }
}

/// The entries of a list in which each has the distance to the next.
fn linked<'a, T: Pod>(
    table: &'a [u8],
    mut at: u64,
    count: u64,
    next: impl Fn(&T) -> u32,
    mut each: impl FnMut(u64, &'a T) -> Checked,
) -> Checked {
    for number in 0..count {
        let entry: &T = entry_at(table, at).ok_or(OUTSIDE)?;
        each(at, entry)?;
        let step = u64::from(next(entry));
        let is_last = number + 1 == count;
        // Loaders stop at an entry with distance zero, and ignore the count. Distances are unsigned, so there are no
        // cycles.
        ensure(is_last == (step == 0), WRONG)?;
        at = at.checked_add(step).ok_or(OUTSIDE)?;
    }
    Ok(())
}

fn check_needs(table: &[u8], count: u64, dynamic: &Dynamic<'_>, known: &mut Known) -> Checked {
    let strings = dynamic.strings();
    linked(
        table,
        0,
        count,
        |need: &Need| need.vn_next.get(LE),
        |at, need| {
            ensure(need.vn_version.get(LE) == elf::VER_NEED_CURRENT, WRONG)?;
            // The loader asserts that it has opened this library.
            let file = text_at(strings, need.vn_file.get(LE));
            ensure(
                file.is_some_and(|file| dynamic.needed().any(|needed| needed == file)),
                "it requires versions of a library that it does not list as needed",
            )?;
            let first = at + u64::from(need.vn_aux.get(LE));
            let versions = need.vn_cnt.get(LE).into();
            let next = |version: &NeedVersion| version.vna_next.get(LE);
            linked(table, first, versions, next, |_, version: &NeedVersion| {
                check_name(strings, version.vna_name.get(LE), version.vna_hash.get(LE))?;
                known.add(version.vna_other.get(LE).0)
            })
        },
    )
}

fn check_definitions(
    table: &[u8],
    count: u64,
    dynamic: &Dynamic<'_>,
    known: &mut Known,
) -> Checked {
    let strings = dynamic.strings();
    let next = |definition: &Definition| definition.vd_next.get(LE);
    linked(table, 0, count, next, |at, definition: &Definition| {
        ensure(definition.vd_version.get(LE) == elf::VER_DEF_CURRENT, WRONG)?;
        let first = at + u64::from(definition.vd_aux.get(LE));
        let name: &DefinitionName = entry_at(table, first).ok_or(OUTSIDE)?;
        check_name(strings, name.vda_name.get(LE), definition.vd_hash.get(LE))?;
        known.add(definition.vd_ndx.get(LE).0)
    })
}

/// The loader compares hash and name with those of the library that has the version.
fn check_name(strings: &[u8], name: u32, hash: u32) -> Checked {
    let name = text_at(strings, name).ok_or(OUTSIDE)?;
    ensure(
        elf::hash(name) == hash,
        "the name of a version does not match its hash",
    )
}

/// The version of each symbol is an index into the table that the loader builds from the lists.
fn check_symbols(table: &[u8], symbols: &Symbols<'_>, known: &Known) -> Checked {
    type Version = elf::Versym<LittleEndian>;
    let versions: &[Version] = as_table(table).ok_or(OUTSIDE)?;
    ensure(versions.len() == symbols.len(), WRONG)?;
    for (number, version) in versions.iter().enumerate() {
        let index = usize::from(version.0.get(LE).index().0);
        ensure_of(
            number,
            known.has(index),
            "a symbol references an undefined version",
        )?;
    }
    Ok(())
}
