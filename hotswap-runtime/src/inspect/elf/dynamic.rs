//! The dynamic table: where the loader finds everything else.
//!
//! Loaders assert some of this and abort the process if it is wrong. They follow the rest without a check.

use object::elf::{self, DynamicTag};

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::image::{Image, Range};
use super::sections::{Sections, addresses};
use super::table::{Entry, LE, Relocation, SectionHeader, Symbol, as_table, bytes_at, text_at};

/// The dynamic table of a file, up to its end mark.
pub(super) struct Dynamic<'a> {
    entries: &'a [Entry],
    strings: &'a [u8],
}

/// These may occur any number of times.
const REPEATED: [DynamicTag; 3] = [elf::DT_NEEDED, elf::DT_AUXILIARY, elf::DT_FILTER];

/// These are offsets of names.
const NAMES: [DynamicTag; 6] = [
    elf::DT_NEEDED,
    elf::DT_AUXILIARY,
    elf::DT_FILTER,
    elf::DT_SONAME,
    elf::DT_RPATH,
    elf::DT_RUNPATH,
];

/// These come together or not at all.
const TOGETHER: [(DynamicTag, DynamicTag); 12] = [
    (elf::DT_STRTAB, elf::DT_STRSZ),
    (elf::DT_SYMTAB, elf::DT_SYMENT),
    (elf::DT_RELA, elf::DT_RELASZ),
    (elf::DT_RELA, elf::DT_RELAENT),
    (elf::DT_RELR, elf::DT_RELRSZ),
    (elf::DT_RELR, elf::DT_RELRENT),
    (elf::DT_JMPREL, elf::DT_PLTRELSZ),
    (elf::DT_JMPREL, elf::DT_PLTREL),
    (elf::DT_INIT_ARRAY, elf::DT_INIT_ARRAYSZ),
    (elf::DT_FINI_ARRAY, elf::DT_FINI_ARRAYSZ),
    (elf::DT_VERNEED, elf::DT_VERNEEDNUM),
    (elf::DT_VERDEF, elf::DT_VERDEFNUM),
];

/// These have one value, which the loader asserts.
const FIXED: [(DynamicTag, u64); 4] = [
    (elf::DT_SYMENT, size_of::<Symbol>() as u64),
    (elf::DT_RELAENT, size_of::<Relocation>() as u64),
    (elf::DT_RELRENT, 8),
    (elf::DT_PLTREL, elf::DT_RELA.0 as u64),
];

/// The tables that the dynamic table names, and the section that each of them is: address, size, type.
const PLACES: [(DynamicTag, Option<DynamicTag>, elf::SectionType); 9] = [
    (elf::DT_SYMTAB, None, elf::SHT_DYNSYM),
    (elf::DT_HASH, None, elf::SHT_HASH),
    (elf::DT_GNU_HASH, None, elf::SHT_GNU_HASH),
    (elf::DT_VERSYM, None, elf::SHT_GNU_VERSYM),
    (elf::DT_VERNEED, None, elf::SHT_GNU_VERNEED),
    (elf::DT_VERDEF, None, elf::SHT_GNU_VERDEF),
    (elf::DT_RELR, Some(elf::DT_RELRSZ), elf::SHT_RELR),
    (
        elf::DT_INIT_ARRAY,
        Some(elf::DT_INIT_ARRAYSZ),
        elf::SHT_INIT_ARRAY,
    ),
    (
        elf::DT_FINI_ARRAY,
        Some(elf::DT_FINI_ARRAYSZ),
        elf::SHT_FINI_ARRAY,
    ),
];

/// The length of the longest path.
const LONGEST_PATH: usize = 4096;

/// Longer than any list of directories.
const LONGEST_NAME: usize = 1 << 16;

impl<'a> Dynamic<'a> {
    pub(super) fn read(image: &Image<'a>, sections: &Sections<'a>) -> Checked<Self> {
        let mut dynamic = Self {
            entries: entries(image, sections)?,
            strings: &[],
        };
        dynamic.check_tags()?;
        for (one, other) in TOGETHER {
            ensure(
                dynamic.get(one).is_some() == dynamic.get(other).is_some(),
                "the dynamic table has a size without an address, or an address without a size",
            )?;
        }
        for (tag, expected) in FIXED {
            ensure(
                dynamic.get(tag).is_none_or(|value| value == expected),
                "the entries of a table have an unexpected size",
            )?;
        }
        for place in PLACES {
            dynamic.check_place(sections, place)?;
        }
        dynamic.strings = dynamic.read_strings(image, sections)?;
        dynamic.check_names()?;
        Ok(dynamic)
    }

    /// The value of the one entry with this tag.
    pub(super) fn get(&self, tag: DynamicTag) -> Option<u64> {
        self.all(tag).next()
    }

    /// The values of all entries with this tag.
    pub(super) fn all(&self, tag: DynamicTag) -> impl Iterator<Item = u64> {
        self.entries
            .iter()
            .filter(move |entry| entry.d_tag.get(LE) == tag)
            .map(|entry| entry.d_val.get(LE))
    }

    /// The addresses of the table at `start` of `size` bytes; `None` if there is none.
    pub(super) fn range(&self, start: DynamicTag, size: DynamicTag) -> Option<Range> {
        Range::new(self.get(start)?, self.get(size)?)
    }

    /// All names. The last byte is zero, so each name ends.
    pub(super) fn strings(&self) -> &'a [u8] {
        self.strings
    }

    /// The names of the libraries that it needs.
    pub(super) fn needed(&self) -> impl Iterator<Item = &'a [u8]> {
        self.all(elf::DT_NEEDED)
            .filter_map(|offset| name_at(self.strings, offset))
    }

    /// The directories in which the loader should search for them, including those of needed libraries that are named
    /// by their paths.
    pub(super) fn search_path(&self) -> Vec<String> {
        let names = |tag| {
            let names = self.all(tag);
            names.filter_map(|it| std::str::from_utf8(name_at(self.strings, it)?).ok())
        };
        let listed = [elf::DT_RPATH, elf::DT_RUNPATH].into_iter().flat_map(names);
        let listed = listed.flat_map(|list| list.split(':'));
        let wanted = [elf::DT_NEEDED, elf::DT_AUXILIARY, elf::DT_FILTER];
        let wanted = wanted.into_iter().flat_map(names);
        let wanted = wanted.filter_map(|it| Some(it.rsplit_once('/')?.0));
        // No system opens longer paths. A limit is needed because a thousand entries may share one long name.
        let sane = listed.chain(wanted).filter(|it| it.len() < LONGEST_PATH);
        sane.map(str::to_owned).collect()
    }

    /// A position-independent executable has the same type as a library, but has an entry for a debugger.
    pub(super) fn is_executable(&self) -> bool {
        let flags = self.get(elf::DT_FLAGS_1).unwrap_or(0);
        flags & elf::DF_1_PIE.0 != 0 || self.get(elf::DT_DEBUG).is_some()
    }

    fn check_tags(&self) -> Checked {
        for (number, entry) in self.entries.iter().enumerate() {
            let tag = entry.d_tag.get(LE);
            ensure_of(
                number,
                is_known(tag),
                "an entry of the dynamic table has an unknown tag",
            )?;
            let repeated = REPEATED.contains(&tag) || tag.is_proc();
            let again = &self.entries[..number];
            ensure_of(
                number,
                repeated || again.iter().all(|before| before.d_tag.get(LE) != tag),
                "an entry of the dynamic table appears twice",
            )?;
        }
        Ok(())
    }

    fn check_place(
        &self,
        sections: &Sections<'_>,
        (start, size, kind): (DynamicTag, Option<DynamicTag>, elf::SectionType),
    ) -> Checked {
        let section = sections.of_type(kind).next();
        let found = section.map(|section| section.sh_addr.get(LE));
        let len = section.map(|section| section.sh_size.get(LE));
        let is_empty = size.is_some_and(|size| self.get(size) == Some(0));
        let agree = match section {
            None => self.get(start).is_none() || is_empty,
            Some(_) => self.get(start) == found && size.is_none_or(|size| self.get(size) == len),
        };
        ensure(agree, "the dynamic table disagrees with the section table")
    }

    fn read_strings(&self, image: &Image<'a>, sections: &Sections<'_>) -> Checked<&'a [u8]> {
        let damage = Damage::new("its string table is misplaced");
        let range = self.range(elf::DT_STRTAB, elf::DT_STRSZ).ok_or(damage)?;
        let section = sections
            .of_type(elf::SHT_DYNSYM)
            .next()
            .and_then(|symbols| sections.get(symbols.sh_link.get(LE) as usize))
            .and_then(addresses);
        ensure(section == Some(range), "its string table is misplaced")?;
        let strings = image.bytes(range.start, range.len()).ok_or(damage)?;
        let framed = strings.first() == Some(&0) && strings.last() == Some(&0);
        ensure(framed, "its string table is not terminated")?;
        Ok(strings)
    }

    /// Loaders open the libraries that are named here.
    fn check_names(&self) -> Checked {
        for tag in NAMES {
            for offset in self.all(tag) {
                let name = name_at(self.strings, offset);
                ensure(
                    name.is_some_and(is_file_name),
                    "the name of a needed library is invalid",
                )?;
            }
        }
        Ok(())
    }
}

fn entries<'a>(image: &Image<'a>, sections: &Sections<'a>) -> Checked<&'a [Entry]> {
    let damage = Damage::new("its dynamic table is misplaced");
    let header = image.header(elf::PT_DYNAMIC)?.ok_or(damage)?;
    let range = Range::new(header.p_vaddr.get(LE), header.p_filesz.get(LE)).ok_or(damage)?;
    let section: Option<&SectionHeader> = sections.of_type(elf::SHT_DYNAMIC).next();
    ensure(
        section.and_then(addresses) == Some(range),
        "its dynamic table is misplaced",
    )?;
    let bytes = image.bytes(range.start, range.len()).ok_or(damage)?;
    let whole = bytes.len() - bytes.len() % size_of::<Entry>();
    let entries = bytes_at(bytes, 0, whole as u64)
        .and_then(as_table::<Entry>)
        .ok_or(damage)?;
    let end = entries
        .iter()
        .position(|entry| entry.d_tag.get(LE) == elf::DT_NULL)
        .ok_or(Damage::new("its dynamic table has no end"))?;
    // Real tables have thirty entries. The limit is needed because each entry is compared with all others below.
    ensure(end < 1000, "its dynamic table has too many entries")?;
    Ok(&entries[..end])
}

/// The ranges of tags that are assigned. An entry outside of them has a flipped bit.
fn is_known(tag: DynamicTag) -> bool {
    (0..=elf::DT_RELRENT.0).contains(&tag.0)
        || tag.is_os()
        || tag.is_value()
        || tag.is_address()
        || tag.is_proc()
        || (elf::DT_VERSYM.0..=elf::DT_VERNEEDNUM.0).contains(&tag.0)
}

fn name_at(strings: &[u8], offset: u64) -> Option<&[u8]> {
    text_at(strings, u32::try_from(offset).ok()?)
}

fn is_file_name(name: &[u8]) -> bool {
    let is_text = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
    name.len() < LONGEST_NAME && std::str::from_utf8(name).is_ok_and(is_text)
}
