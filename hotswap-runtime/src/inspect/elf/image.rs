//! The segments: which parts of the file are mapped to which addresses.
//!
//! A loader maps them, and then trusts every address that it finds. So an [`Image`] consists only of segments that lie
//! within the file, in order and without overlaps, and all addresses are looked up in it.

use object::elf;
use object::pod::Pod;

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::table::{FileHeader, LE, ProgramHeader, as_table, bytes_at, table_at};

/// The smallest page size of a host: loaders map whole pages.
const PAGE: u64 = 4096;

/// The file as a loader maps it.
pub(super) struct Image<'a> {
    content: &'a [u8],
    headers: &'a [ProgramHeader],
    loads: Vec<Load>,
}

/// A range of addresses, or of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Range {
    pub(super) fn new(start: u64, len: u64) -> Option<Self> {
        let end = start.checked_add(len)?;
        Some(Self { start, end })
    }

    pub(super) fn len(self) -> u64 {
        self.end - self.start
    }

    pub(super) fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// One mapped segment.
pub(super) struct Load {
    /// Its addresses.
    pub(super) memory: Range,
    /// The addresses whose content comes from the file.
    pub(super) filled: Range,
    offset: u64,
    flags: elf::ProgramFlags,
}

impl Load {
    /// The offset in the file of the content of `range`.
    pub(super) fn offset(&self, range: Range) -> Option<u64> {
        let is_filled = self.filled.holds(range);
        is_filled.then(|| self.offset + (range.start - self.filled.start))
    }

    pub(super) fn allows(&self, flags: elf::ProgramFlags) -> bool {
        self.flags.0 & flags.0 == flags.0
    }
}

impl<'a> Image<'a> {
    pub(super) fn read(content: &'a [u8], header: &FileHeader) -> Checked<Self> {
        let headers = table_at(
            content,
            header.e_phoff.get(LE),
            header.e_phnum.get(LE).into(),
        )
        .ok_or(Damage::new("its program headers are outside of the file"))?;
        let mut image = Self {
            content,
            headers,
            loads: Vec::new(),
        };
        for (number, header) in headers.iter().enumerate() {
            if header.p_type.get(LE) == elf::PT_LOAD {
                let load = read_load(content, number, header)?;
                check_order(number, image.loads.last(), &load)?;
                image.loads.push(load);
            }
        }
        ensure(!image.loads.is_empty(), "it has no segment to map")?;
        Ok(image)
    }

    pub(super) fn headers(&self) -> &'a [ProgramHeader] {
        self.headers
    }

    pub(super) fn loads(&self) -> &[Load] {
        &self.loads
    }

    /// The one header of this type.
    pub(super) fn header(&self, kind: elf::ProgramType) -> Checked<Option<&'a ProgramHeader>> {
        let mut found = self
            .headers
            .iter()
            .filter(|header| header.p_type.get(LE) == kind);
        let first = found.next();
        ensure(
            found.next().is_none(),
            "two program headers have a type that may appear only once",
        )?;
        Ok(first)
    }

    /// The segment that holds all of `range`.
    pub(super) fn load(&self, range: Range) -> Option<&Load> {
        let after = self
            .loads
            .partition_point(|load| load.memory.start <= range.start);
        let load = self.loads.get(after.checked_sub(1)?)?;
        load.memory.holds(range).then_some(load)
    }

    /// The offset in the file of the content of `range`.
    pub(super) fn offset(&self, range: Range) -> Option<u64> {
        self.load(range)?.offset(range)
    }

    /// The content of `len` bytes at `address`.
    pub(super) fn bytes(&self, address: u64, len: u64) -> Option<&'a [u8]> {
        let offset = self.offset(Range::new(address, len)?)?;
        bytes_at(self.content, offset, len)
    }

    /// The table of `len` bytes at `address`.
    pub(super) fn table<T: Pod>(&self, address: u64, len: u64) -> Option<&'a [T]> {
        as_table(self.bytes(address, len)?)
    }

    /// Whether a pointer to `address` points into a part of the image, or to its end.
    pub(super) fn reaches(&self, address: u64) -> bool {
        self.load(Range {
            start: address,
            end: address,
        })
        .is_some()
    }

    /// Whether anything is mapped to a part of `range`.
    pub(super) fn overlaps(&self, range: Range) -> bool {
        let meets = |load: &Load| load.memory.start < range.end && range.start < load.memory.end;
        self.loads.iter().any(meets)
    }

    /// Whether code may be at `address`.
    pub(super) fn runs(&self, address: u64) -> bool {
        let byte = Range::new(address, 1);
        byte.and_then(|byte| self.load(byte))
            .is_some_and(|load| load.allows(elf::PF_X))
    }
}

fn read_load(content: &[u8], number: usize, header: &ProgramHeader) -> Checked<Load> {
    let (address, offset) = (header.p_vaddr.get(LE), header.p_offset.get(LE));
    let (filled, memory) = (header.p_filesz.get(LE), header.p_memsz.get(LE));
    let flags = header.p_flags.get(LE);
    let beyond = Damage::of(number, "the end address of a segment overflows");
    let load = Load {
        memory: Range::new(address, memory).ok_or(beyond)?,
        filled: Range::new(address, filled).ok_or(beyond)?,
        offset,
        flags,
    };
    ensure_of(
        number,
        bytes_at(content, offset, filled).is_some(),
        "a segment is outside of the file",
    )?;
    ensure_of(
        number,
        filled <= memory,
        "a segment is larger in the file than in memory",
    )?;
    check_alignment(number, header)?;
    // The loader clears the rest of the last page.
    ensure_of(
        number,
        filled == memory || load.allows(elf::PF_W),
        "a segment with room for variables is not writable",
    )?;
    // Code need not be readable, but other segments are useless if they are not.
    ensure_of(
        number,
        load.allows(elf::PF_R) || load.allows(elf::PF_X),
        "a segment is not readable",
    )?;
    Ok(load)
}

/// Only whole pages can be mapped, so address and offset are the same within a page.
fn check_alignment(number: usize, header: &ProgramHeader) -> Checked {
    let (address, offset) = (header.p_vaddr.get(LE), header.p_offset.get(LE));
    let align = header.p_align.get(LE);
    ensure_of(
        number,
        align.is_power_of_two() && align >= PAGE && address % align == offset % align,
        "a segment has an invalid alignment",
    )
}

/// A segment that starts in the last page of the one before it would replace that page.
fn check_order(number: usize, before: Option<&Load>, load: &Load) -> Checked {
    let Some(before) = before else { return Ok(()) };
    let end = before.memory.end.checked_next_multiple_of(PAGE);
    ensure_of(
        number,
        end.is_some_and(|end| end <= load.memory.start - load.memory.start % PAGE),
        "a segment overlaps the one before it",
    )
}
