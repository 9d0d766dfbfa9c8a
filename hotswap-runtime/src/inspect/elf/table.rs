//! Reads bytes as tables, never past their end.

use object::LittleEndian;
use object::elf;
use object::pod::{Pod, slice_from_bytes};

/// The libraries that this module reads are little-endian. Others are refused.
pub(super) const LE: LittleEndian = LittleEndian;

pub(super) type FileHeader = elf::FileHeader64<LittleEndian>;
pub(super) type ProgramHeader = elf::ProgramHeader64<LittleEndian>;
pub(super) type SectionHeader = elf::SectionHeader64<LittleEndian>;
pub(super) type Entry = elf::Dyn64<LittleEndian>;
pub(super) type Symbol = elf::Sym64<LittleEndian>;
pub(super) type Relocation = elf::Rela64<LittleEndian>;
pub(super) type Word = object::U32<LittleEndian>;
pub(super) type Xword = object::U64<LittleEndian>;

/// `len` bytes at `offset`.
pub(super) fn bytes_at(bytes: &[u8], offset: u64, len: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(len).ok()?)?;
    bytes.get(start..end)
}

/// `count` entries at `offset`.
pub(super) fn table_at<T: Pod>(bytes: &[u8], offset: u64, count: u64) -> Option<&[T]> {
    let len = count.checked_mul(size_of::<T>() as u64)?;
    as_table(bytes_at(bytes, offset, len)?)
}

/// One entry at `offset`.
pub(super) fn entry_at<T: Pod>(bytes: &[u8], offset: u64) -> Option<&T> {
    table_at(bytes, offset, 1)?.first()
}

/// All of `bytes` as entries; `None` if something is left over.
pub(super) fn as_table<T: Pod>(bytes: &[u8]) -> Option<&[T]> {
    let (table, rest) = slice_from_bytes(bytes, bytes.len() / size_of::<T>()).ok()?;
    rest.is_empty().then_some(table)
}

/// The text at `offset` of a string table, without the zero that ends it.
pub(super) fn text_at(strings: &[u8], offset: u32) -> Option<&[u8]> {
    let rest = strings.get(offset as usize..)?;
    let end = rest.iter().position(|&byte| byte == 0)?;
    Some(&rest[..end])
}
