//! Is the file complete? The section table and the sections say where it must end.
//!
//! Every linker that was tried ends a file with its section table. Tools that edit libraries may add a section and a
//! few zeros after it. A file that ends anywhere else was cut off, or something was appended to it.

use object::elf;

use super::super::error::{Damage, Fault, ensure};
use super::table::{FileHeader, LE, SectionHeader, table_at};

/// The section table of a file that ends where it should.
pub(super) fn read<'a>(
    content: &'a [u8],
    header: &FileHeader,
) -> Result<&'a [SectionHeader], Fault> {
    let found = content.len() as u64;
    let (start, count) = (header.e_shoff.get(LE), header.e_shnum.get(LE));
    ensure(start != 0 && count != 0, "it has no section table")?;
    let mut end = u64::from(count) * size_of::<SectionHeader>() as u64;
    end = add(end, start)?;
    // This needs the header alone, and finds nearly all files that were cut off.
    let sections: &[SectionHeader] =
        table_at(content, start, count.into()).ok_or(Fault::Truncated {
            expected: end,
            found,
        })?;
    for section in sections {
        if section.sh_type.get(LE) != elf::SHT_NOBITS {
            end = end.max(add(section.sh_offset.get(LE), section.sh_size.get(LE))?);
        }
    }
    match end {
        _ if end > found => Err(Fault::Truncated {
            expected: end,
            found,
        }),
        _ if is_padding(content, end) => Ok(sections),
        _ => Err(Fault::Trailing { extra: found - end }),
    }
}

/// `patchelf` rounds up. A seal does not begin with a zero, so no part of one passes.
fn is_padding(content: &[u8], end: u64) -> bool {
    let rest = usize::try_from(end).ok().and_then(|end| content.get(end..));
    rest.is_some_and(|rest| rest.len() <= 8 && rest.iter().all(|&byte| byte == 0))
}

fn add(start: u64, len: u64) -> Result<u64, Damage> {
    start
        .checked_add(len)
        .ok_or(Damage::new("the end of a section overflows"))
}
