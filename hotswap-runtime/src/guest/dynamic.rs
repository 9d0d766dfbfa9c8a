//! The dynamic table of a library, in the bytes of its file.

use object::LittleEndian;
use object::elf::{self, Dyn64, DynamicTag, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader};

const ENTRY: usize = size_of::<Dyn64<LittleEndian>>();

/// One entry of the table: eight bytes of tag, eight bytes of value.
pub(super) struct Entry<'a>(&'a mut [u8; ENTRY]);

/// The entry of that tag; `None` if there is none, or no such table.
pub(super) fn entry(bytes: &mut [u8], tag: DynamicTag) -> Option<Entry<'_>> {
    let offset = offset_of(bytes, tag)?;
    let entry = bytes.get_mut(offset..)?.first_chunk_mut()?;
    Some(Entry(entry))
}

fn offset_of(bytes: &[u8], tag: DynamicTag) -> Option<usize> {
    let header = FileHeader64::<LittleEndian>::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    let parts = header.program_headers(endian, bytes).ok()?;
    let dynamic = parts
        .iter()
        .find(|part| part.p_type(endian) == elf::PT_DYNAMIC)?;
    let table = dynamic.dynamic(endian, bytes).ok()??;
    let number = table
        .iter()
        .position(|entry| entry.d_tag.get(endian) == tag)?;
    let start = usize::try_from(dynamic.p_offset(endian)).ok()?;
    start.checked_add(number.checked_mul(ENTRY)?)
}

impl Entry<'_> {
    pub(super) fn value(&self) -> u64 {
        let mut value = [0; 8];
        value.copy_from_slice(&self.0[8..]);
        u64::from_le_bytes(value)
    }

    pub(super) fn set_value(&mut self, value: u64) {
        self.0[8..].copy_from_slice(&value.to_le_bytes());
    }

    pub(super) fn set_tag(&mut self, tag: i64) {
        self.0[..8].copy_from_slice(&tag.to_le_bytes());
    }
}
