//! The shared libraries that the loader has, and which of them a library needs.
//!
//! # Invariant
//!
//! Tables of other libraries are read while the loader walks its own list. It holds a lock meanwhile, so they stay
//! mapped. Only memory within the parts that the loader has mapped is read.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString, OsStr, OsString, c_int, c_void};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::slice;

use libc::Elf64_Phdr as ProgramHeader;

use super::image::{DynamicEntry, Image};

const DT_NEEDED: i64 = 1;
const DT_STRTAB: i64 = 5;
const DT_STRSZ: i64 = 10;
const DT_SONAME: i64 = 14;

/// A library that the loader has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// The name by which it was looked for.
    pub(crate) name: String,
    /// The file that the loader has opened; empty if it is unknown.
    pub(crate) path: PathBuf,
    /// The address at which it is mapped.
    base: usize,
}

/// All libraries that the loader has at one moment.
#[derive(Debug, Default)]
pub(crate) struct Snapshot(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    base: usize,
    soname: Option<Vec<u8>>,
    needed: Vec<Vec<u8>>,
}

impl Snapshot {
    /// Asks the loader which libraries it has now.
    pub(crate) fn take() -> Self {
        let mut entries = Vec::new();
        // SAFETY: LENT and LOADER-LOCK: `look` gets a list of entries, which lives for the call.
        unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut entries).cast()) };
        Self(entries)
    }

    /// Whether the snapshot has the library.
    pub(crate) fn has(&self, library: &Loaded) -> bool {
        let is_it = |entry: &Entry| entry.base == library.base && entry.path == library.path;
        self.0.iter().any(is_it)
    }

    /// The libraries that the one behind `handle` needs, the libraries that these need, and so on. Libraries for whose
    /// names `is_wanted` is false are left out, and so are the libraries that only they need.
    ///
    /// # Safety
    ///
    /// `handle` came from `dlopen` before the snapshot was taken, and was not closed.
    pub(crate) unsafe fn needed_by(
        &self,
        handle: *mut c_void,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Vec<Loaded> {
        // SAFETY: OPEN-HANDLE: by the contract of this function.
        let Some(image) = (unsafe { Image::of(handle) }) else {
            return Vec::new();
        };
        let start = self.0.iter().find(|it| it.base == image.base());
        let mut to_go: Vec<&Entry> = start.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut needed = Vec::new();
        while let Some(entry) = to_go.pop() {
            for name in &entry.needed {
                let text = String::from_utf8_lossy(name).into_owned();
                if !is_wanted(&text) || !seen.insert(name) {
                    continue;
                }
                let found = self.0.iter().find(|it| it.is_called(name));
                needed.push(Loaded {
                    name: text,
                    path: found.map(|it| it.path.clone()).unwrap_or_default(),
                    base: found.map_or(0, |it| it.base),
                });
                to_go.extend(found);
            }
        }
        needed
    }
}

impl Entry {
    /// Whether the loader finds this library under the name.
    fn is_called(&self, name: &[u8]) -> bool {
        let name = OsStr::from_bytes(name);
        let soname = self.soname.as_deref().map(OsStr::from_bytes);
        [soname, Some(self.path.as_os_str()), self.path.file_name()].contains(&Some(name))
    }
}

impl Loaded {
    /// Keeps the library mapped for as long as the process lives. Returns false if the loader does not have it.
    pub(crate) fn pin(&self) -> bool {
        let path = CString::new(self.path.as_os_str().as_bytes()).unwrap_or_default();
        if path.is_empty() {
            return false;
        }
        let flags = libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
        // SAFETY: C-CALL: `path` is a text. With `RTLD_NOLOAD` nothing is loaded, so no code runs.
        let handle = unsafe { libc::dlopen(path.as_ptr(), flags) };
        if handle.is_null() {
            return false;
        }
        // SAFETY: OPEN-HANDLE: it was opened just now. `RTLD_NODELETE` marks the library, not the handle, so the
        // library stays.
        unsafe { libc::dlclose(handle) };
        true
    }
}

/// # Safety
///
/// `info` is a record of the loader, `entries` a list that is used only here.
unsafe extern "C" fn look(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    entries: *mut c_void,
) -> c_int {
    // SAFETY: LENT: a list that is used only here, by the contract of this function.
    let entries = unsafe { &mut *entries.cast::<Vec<Entry>>() };
    // SAFETY: LOADER-LOCK: a record of the loader, by the contract of this function.
    let info = unsafe { &*info };
    if info.dlpi_name.is_null() {
        return 0;
    }
    // SAFETY: LOADER-LOCK: the loader keeps the text while it holds its lock.
    let path = unsafe { CStr::from_ptr(info.dlpi_name) }.to_bytes().to_vec();
    // SAFETY: LOADER-LOCK: they are in the library's image, which stays mapped while the loader holds its lock.
    let headers = unsafe { slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    let mut entry = Entry {
        path: OsString::from_vec(path).into(),
        base: info.dlpi_addr as usize,
        soname: None,
        needed: Vec::new(),
    };
    // SAFETY: LOADER-LOCK: the headers are those of the library, which stays mapped for the call.
    unsafe { entry.read(headers) };
    entries.push(entry);
    0
}

impl Entry {
    /// Reads the names in its dynamic table.
    ///
    /// # Safety
    ///
    /// `headers` are those of the library, which stays mapped for the call.
    unsafe fn read(&mut self, headers: &[ProgramHeader]) {
        let of_kind = |kind| headers.iter().filter(move |it| it.p_type == kind);
        let Some(table) = of_kind(libc::PT_DYNAMIC).next() else {
            return;
        };
        let start = self.base.wrapping_add(table.p_vaddr as usize);
        let count = table.p_memsz as usize / size_of::<DynamicEntry>();
        // SAFETY: ELF-IMAGE: the loader has mapped the table that this header is for, and it stays mapped, by the
        // contract of this function.
        let table = unsafe { slice::from_raw_parts(start as *const DynamicEntry, count) };
        let end = table.iter().position(|it| it.tag == 0).unwrap_or(count);
        let table = &table[..end];
        let value = |tag| table.iter().find(|it| it.tag == tag).map(|it| it.value);
        let (Some(place), Some(size)) = (value(DT_STRTAB), value(DT_STRSZ)) else {
            return;
        };
        // glibc has added the base to this value, except in tables that it cannot write to (the kernel's vDSO).
        let place = if place < self.base {
            self.base.wrapping_add(place)
        } else {
            place
        };
        let is_mapped = of_kind(libc::PT_LOAD).any(|part| {
            let start = self.base.wrapping_add(part.p_vaddr as usize);
            let end = start.wrapping_add(part.p_memsz as usize);
            start <= place && place.checked_add(size).is_some_and(|it| it <= end)
        });
        if !is_mapped {
            return;
        }
        // SAFETY: ELF-IMAGE: it lies in a part that is mapped, and that the loader itself reads.
        let names = unsafe { slice::from_raw_parts(place as *const u8, size) };
        let name = |offset: usize| {
            let rest = names.get(offset..)?;
            Some(CStr::from_bytes_until_nul(rest).ok()?.to_bytes().to_vec())
        };
        self.soname = value(DT_SONAME).and_then(name);
        let needed = table.iter().filter(|it| it.tag == DT_NEEDED);
        self.needed = needed.filter_map(|it| name(it.value)).collect();
    }
}
