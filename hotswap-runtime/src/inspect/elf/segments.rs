//! The program headers that map nothing themselves.

use object::elf;

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::image::{Image, Range};
use super::sections::{Sections, addresses, is_room_for_thread_locals};
use super::table::{FileHeader, LE, ProgramHeader};

/// The largest page size that linkers assume.
const LARGEST_PAGE: u64 = 1 << 16;

pub(super) fn check(image: &Image<'_>, header: &FileHeader, sections: &Sections<'_>) -> Checked {
    for (number, part) in image.headers().iter().enumerate() {
        if is_part_of_the_image(part.p_type.get(LE)) {
            check_part(image, number, part)?;
        }
    }
    check_own_place(image, header)?;
    check_relro(image, sections)
}

/// These describe bytes that a loader or an unwinder reads in memory.
fn is_part_of_the_image(kind: elf::ProgramType) -> bool {
    matches!(
        kind,
        elf::PT_DYNAMIC
            | elf::PT_NOTE
            | elf::PT_PHDR
            | elf::PT_TLS
            | elf::PT_GNU_EH_FRAME
            | elf::PT_GNU_PROPERTY
    )
}

/// Such a header must agree with the mapped segments.
fn check_part(image: &Image<'_>, number: usize, part: &ProgramHeader) -> Checked {
    let len = part.p_filesz.get(LE);
    let offset = Range::new(part.p_vaddr.get(LE), len).and_then(|range| image.offset(range));
    ensure_of(
        number,
        offset == Some(part.p_offset.get(LE)),
        "a program header contradicts the segment that it is in",
    )?;
    ensure_of(
        number,
        len == part.p_memsz.get(LE) || part.p_type.get(LE) == elf::PT_TLS,
        "a program header has different sizes in file and memory",
    )
}

/// The loader finds the other program headers through this one.
fn check_own_place(image: &Image<'_>, header: &FileHeader) -> Checked {
    let Some(own) = image.header(elf::PT_PHDR)? else {
        return Ok(());
    };
    let len = u64::from(header.e_phnum.get(LE)) * size_of::<ProgramHeader>() as u64;
    ensure(
        own.p_offset.get(LE) == header.e_phoff.get(LE) && own.p_filesz.get(LE) == len,
        "its program headers are not at the address that they state",
    )
}

/// The memory that becomes read-only after relocation must begin at the start of a writable segment and end within it.
/// The rest of the segment is written to later.
fn check_relro(image: &Image<'_>, sections: &Sections<'_>) -> Checked {
    let Some(relro) = image.header(elf::PT_GNU_RELRO)? else {
        return Ok(());
    };
    let outside = Damage::new("the RELRO region is not in one writable segment");
    let relro = Range::new(relro.p_vaddr.get(LE), relro.p_memsz.get(LE)).ok_or(outside)?;
    let load = image
        .loads()
        .iter()
        .find(|load| load.memory.start == relro.start)
        .ok_or(outside)?;
    // Some linkers include the rest of the last page.
    let rest = Range {
        start: load.memory.end,
        end: relro.end,
    };
    let fits = rest.end <= rest.start || (rest.len() < LARGEST_PAGE && !image.overlaps(rest));
    ensure(
        load.allows(elf::PF_W) && fits,
        "the RELRO region is not in one writable segment",
    )?;
    let cut = sections
        .mapped()
        .filter(|section| !is_room_for_thread_locals(section))
        .filter_map(addresses)
        .any(|section| is_cut(section, relro.end));
    ensure(!cut, "the RELRO region cuts a section")
}

/// The read-only memory must end between two sections. The one exception is the table of lazily bound functions: there
/// it ends after the three words that belong to the loader.
fn is_cut(section: Range, end: u64) -> bool {
    section.start < end && end < section.end && end - section.start != 3 * 8
}
