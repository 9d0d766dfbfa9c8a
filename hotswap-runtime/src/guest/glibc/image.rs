//! Where a library is in memory, according to the loader's own list.
//!
//! # Invariant
//!
//! While the library is mapped, `base`, `dynamic`, `span` and `parts` are those that the loader has for it.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ops::Range;
use std::ptr;

use libc::Elf64_Phdr as ProgramHeader;

/// One opened library.
#[derive(Debug)]
pub(super) struct Image {
    path: CString,
    base: usize,
    dynamic: *const DynamicEntry,
    span: Range<usize>,
    parts: Vec<Part>,
    /// The pages that the loader made read-only after relocation.
    relro: Range<usize>,
}

/// A mapped part of a library.
#[derive(Debug)]
struct Part {
    range: Range<usize>,
    flags: u32,
}

/// An entry of the dynamic table.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct DynamicEntry {
    pub(super) tag: i64,
    pub(super) value: usize,
}

/// The part of the loader's record of a library that is public.
#[repr(C)]
struct LinkMap {
    base: usize,
    path: *const c_char,
    dynamic: *const DynamicEntry,
    next: *const Self,
    previous: *const Self,
}

impl Image {
    /// The image behind a handle; `None` if the loader does not list it.
    ///
    /// # Safety
    ///
    /// `handle` came from `dlopen` and was not closed.
    pub(super) unsafe fn of(handle: *mut c_void) -> Option<Self> {
        let mut record: *const LinkMap = ptr::null();
        let out = (&raw mut record).cast();
        // SAFETY: OPEN-HANDLE and C-CALL: the handle is open, by the contract of this function; the answer to this
        // request is the pointer that is written to `out`.
        let answer = unsafe { libc::dlinfo(handle, libc::RTLD_DI_LINKMAP, out) };
        if answer != 0 || record.is_null() {
            return None;
        }
        // SAFETY: OPEN-HANDLE: the loader keeps its record while the library is open.
        let record = unsafe { &*record };
        // SAFETY: OPEN-HANDLE: the loader keeps the text as long as the record.
        let path = unsafe { CStr::from_ptr(record.path) };
        let headers = headers_of(path, record.base)?;
        Self::new(path, record.base, record.dynamic, &headers)
    }

    fn new(
        path: &CStr,
        base: usize,
        dynamic: *const DynamicEntry,
        headers: &[ProgramHeader],
    ) -> Option<Self> {
        let range = |header: &ProgramHeader| {
            let start = base + header.p_vaddr as usize;
            start..start + header.p_memsz as usize
        };
        let of_kind = |kind| headers.iter().filter(move |header| header.p_type == kind);
        let parts: Vec<Part> = of_kind(libc::PT_LOAD)
            .map(|header| Part {
                range: range(header),
                flags: header.p_flags,
            })
            .collect();
        let start = parts.iter().map(|part| part.range.start).min()?;
        let end = parts.iter().map(|part| part.range.end).max()?;
        let relro = of_kind(libc::PT_GNU_RELRO).map(range).next();
        Some(Self {
            path: path.to_owned(),
            base,
            dynamic,
            span: start..end,
            parts,
            relro: relro.map_or(0..0, |relro| page(relro.start)..page(relro.end)),
        })
    }

    /// From its first byte to its last.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The address at which the library's own address 0 is mapped.
    pub(super) fn base(&self) -> usize {
        self.base
    }

    /// Its dynamic table, up to the end mark.
    ///
    /// # Safety
    ///
    /// The image is mapped.
    pub(super) unsafe fn dynamic(&self) -> impl Iterator<Item = DynamicEntry> {
        let mut next = self.dynamic;
        std::iter::from_fn(move || {
            // SAFETY: ELF-IMAGE: the table is mapped, by the contract of this function; `next` is not past the end
            // mark.
            let entry = unsafe { *next };
            if entry.tag == 0 {
                return None;
            }
            // SAFETY: ELF-IMAGE: this entry is not the end mark, so another one follows.
            next = unsafe { next.add(1) };
            Some(entry)
        })
    }

    /// The address of an entry of its dynamic table.
    pub(super) fn dynamic_entry(&self, number: usize) -> *mut DynamicEntry {
        self.dynamic.wrapping_add(number).cast_mut()
    }

    /// How the page at `address` is protected, now that the loader is done.
    pub(super) fn protection(&self, address: usize) -> Option<c_int> {
        let part = self
            .parts
            .iter()
            .find(|part| part.range.contains(&address))?;
        if self.relro.contains(&address) {
            return Some(libc::PROT_READ);
        }
        let flags = [
            (libc::PF_R, libc::PROT_READ),
            (libc::PF_W, libc::PROT_WRITE),
            (libc::PF_X, libc::PROT_EXEC),
        ];
        let given = flags.iter().filter(|(flag, _)| part.flags & flag != 0);
        Some(given.fold(0, |all, (_, protection)| all | protection))
    }

    /// Whether the loader still lists it.
    pub(super) fn is_mapped(&self) -> bool {
        headers_of(&self.path, self.base).is_some()
    }
}

/// The start of the page that `address` is in.
pub(super) fn page(address: usize) -> usize {
    address & !(page_size() - 1)
}

pub(super) fn page_size() -> usize {
    // SAFETY: C-CALL: it has no preconditions.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).unwrap_or(4096)
}

struct Search<'a> {
    path: &'a CStr,
    base: usize,
    found: Option<Vec<ProgramHeader>>,
}

/// The program headers that the loader lists for a library; `None` if it does not list it.
fn headers_of(path: &CStr, base: usize) -> Option<Vec<ProgramHeader>> {
    let mut search = Search {
        path,
        base,
        found: None,
    };
    // SAFETY: LENT and LOADER-LOCK: `look` gets a `Search`, which lives for the call.
    unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut search).cast()) };
    search.found
}

/// # Safety
///
/// `info` is a record of the loader, `search` a [`Search`] that is used only here.
unsafe extern "C" fn look(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    search: *mut c_void,
) -> c_int {
    // SAFETY: LENT: a `Search` that is used only here, by the contract of this function.
    let search = unsafe { &mut *search.cast::<Search<'_>>() };
    // SAFETY: LOADER-LOCK: a record of the loader, by the contract of this function.
    let info = unsafe { &*info };
    if info.dlpi_addr as usize != search.base || info.dlpi_name.is_null() {
        return 0;
    }
    // SAFETY: LOADER-LOCK: the loader keeps the text while it holds its lock.
    if unsafe { CStr::from_ptr(info.dlpi_name) } != search.path {
        return 0;
    }
    // SAFETY: LOADER-LOCK: they are in the library's image, which stays mapped while the loader holds its lock.
    let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    search.found = Some(headers.to_vec());
    1
}
