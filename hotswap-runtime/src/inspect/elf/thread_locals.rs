//! The thread-locals: the loader allocates and fills each thread's memory for them as this header says.

use object::elf;

use super::super::error::{Checked, Damage, ensure};
use super::image::{Image, Range};
use super::sections::{Sections, addresses, has, is_room_for_thread_locals};
use super::table::{LE, SectionHeader};

/// The header must cover exactly the sections of thread-locals.
pub(super) fn check(image: &Image<'_>, sections: &Sections<'_>) -> Checked {
    let parts = || {
        sections
            .mapped()
            .filter(|section| has(section, elf::SHF_TLS))
    };
    let Some(header) = image.header(elf::PT_TLS)? else {
        return ensure(
            parts().next().is_none(),
            "its thread-locals have no program header",
        );
    };
    let wrong = Damage::new("the program header of its thread-locals contradicts their sections");
    let align = header.p_align.get(LE);
    let start = header.p_vaddr.get(LE);
    let filled = end(
        parts().filter(|part| !is_room_for_thread_locals(part)),
        start,
    );
    let all = end(parts(), start).and_then(|end| end.checked_next_multiple_of(align.max(1)));
    let memory = Range::new(start, header.p_memsz.get(LE)).ok_or(wrong)?;
    let first = parts().map(|part| part.sh_addr.get(LE)).min();
    let widest = parts().map(|part| part.sh_addralign.get(LE)).max();
    let right = first.is_none_or(|first| first == start)
        && widest.is_none_or(|widest| widest == align)
        && filled.is_some_and(|end| end == start + header.p_filesz.get(LE).min(memory.len()))
        && all.is_some_and(|all| memory.end <= all && memory.end + align >= all);
    ensure(
        right,
        "the program header of its thread-locals contradicts their sections",
    )
}

/// The end of the last of `parts`.
fn end<'a>(mut parts: impl Iterator<Item = &'a SectionHeader>, start: u64) -> Option<u64> {
    parts.try_fold(start, |end, part| Some(addresses(part)?.end.max(end)))
}
