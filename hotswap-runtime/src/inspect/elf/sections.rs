//! The section table. Loaders do not read it, but it repeats most of what the other tables say. If they disagree, one
//! of them is damaged.

use object::elf;

use super::super::error::{Checked, Damage, ensure_of};
use super::image::{Image, Load, Range};
use super::table::{FileHeader, LE, SectionHeader, bytes_at, text_at};

/// The sections of a file, all of which lie within it.
pub(super) struct Sections<'a> {
    content: &'a [u8],
    headers: &'a [SectionHeader],
    names: &'a [u8],
}

impl<'a> Sections<'a> {
    pub(super) fn read(
        content: &'a [u8],
        header: &FileHeader,
        headers: &'a [SectionHeader],
    ) -> Checked<Self> {
        let names = headers
            .get(usize::from(header.e_shstrndx.get(LE).0))
            .filter(|names| names.sh_type.get(LE) == elf::SHT_STRTAB)
            .and_then(|names| content_of(content, names))
            .ok_or(Damage::new("its section table has no names"))?;
        Ok(Self {
            content,
            headers,
            names,
        })
    }

    pub(super) fn get(&self, index: usize) -> Option<&'a SectionHeader> {
        self.headers.get(index)
    }

    /// The content of the section called `name`.
    pub(super) fn named(&self, name: &str) -> Option<&'a [u8]> {
        let header = self
            .headers
            .iter()
            .find(|header| text_at(self.names, header.sh_name.get(LE)) == Some(name.as_bytes()))?;
        content_of(self.content, header)
    }

    /// The mapped sections of this type.
    pub(super) fn of_type(
        &self,
        kind: elf::SectionType,
    ) -> impl Iterator<Item = &'a SectionHeader> + use<'a> {
        self.mapped()
            .filter(move |header| header.sh_type.get(LE) == kind)
    }

    /// The content of the first mapped section of this type, read through the image.
    pub(super) fn mapped_bytes(
        &self,
        image: &Image<'a>,
        kind: elf::SectionType,
    ) -> Option<&'a [u8]> {
        let range = self.of_type(kind).next().and_then(addresses)?;
        image.bytes(range.start, range.len())
    }

    /// All mapped sections that are not empty.
    pub(super) fn mapped(&self) -> impl Iterator<Item = &'a SectionHeader> + use<'a> {
        self.headers
            .iter()
            .filter(|header| has(header, elf::SHF_ALLOC) && header.sh_size.get(LE) != 0)
    }

    /// Checks the sections against the segments.
    pub(super) fn check(&self, image: &Image<'_>) -> Checked {
        for (number, header) in self.headers.iter().enumerate() {
            let mapped = has(header, elf::SHF_ALLOC) && header.sh_size.get(LE) != 0;
            if mapped && !is_room_for_thread_locals(header) {
                check_mapped(image, number, header)?;
            }
        }
        Ok(())
    }
}

pub(super) fn has(header: &SectionHeader, flags: elf::SectionFlags) -> bool {
    header.sh_flags.get(LE).0 & flags.0 == flags.0
}

/// The addresses of a section.
pub(super) fn addresses(header: &SectionHeader) -> Option<Range> {
    Range::new(header.sh_addr.get(LE), header.sh_size.get(LE))
}

/// `.tbss` has addresses, but each thread has its own memory for it.
pub(super) fn is_room_for_thread_locals(header: &SectionHeader) -> bool {
    has(header, elf::SHF_TLS) && header.sh_type.get(LE) == elf::SHT_NOBITS
}

fn content_of<'a>(content: &'a [u8], header: &SectionHeader) -> Option<&'a [u8]> {
    bytes_at(content, header.sh_offset.get(LE), header.sh_size.get(LE))
}

/// A section must lie in one segment, at the same place of the file, with no more permissions than the segment.
fn check_mapped(image: &Image<'_>, number: usize, header: &SectionHeader) -> Checked {
    let damage = Damage::of(number, "a section is outside of its segment");
    let range = addresses(header).ok_or(damage)?;
    let load = image.load(range).ok_or(damage)?;
    let is_empty = header.sh_type.get(LE) == elf::SHT_NOBITS;
    ensure_of(
        number,
        is_empty || image.offset(range) == Some(header.sh_offset.get(LE)),
        "a section is outside of its segment",
    )?;
    ensure_of(
        number,
        permits(load, header),
        "a section has more permissions than its segment",
    )
}

fn permits(load: &Load, header: &SectionHeader) -> bool {
    (!has(header, elf::SHF_WRITE) || load.allows(elf::PF_W))
        && (!has(header, elf::SHF_EXECINSTR) || load.allows(elf::PF_X))
}
