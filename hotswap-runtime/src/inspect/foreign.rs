//! Libraries of other formats than 64-bit little-endian ELF: macOS, Windows, 32-bit systems.
//!
//! Here `object` decides what is well-formed. Their loaders report damaged files better than glibc does.

use object::read::{
    ExportTarget, File, NameOrOrdinal, Object, ObjectKind, ObjectSection, ObjectSegment,
};
use object::{Architecture, BinaryFormat};

use super::error::{Damage, Fault};
use super::host;
use super::kind::looks_like;
use super::library_file::{LibraryFile, Place};

/// A library that `object` can read.
pub(super) struct Foreign<'a>(File<'a>);

impl<'a> Foreign<'a> {
    pub(super) fn read(content: &'a [u8]) -> Result<Self, Fault> {
        let file = File::parse(content).map_err(|_| Fault::NotALibrary {
            looks_like: looks_like(content),
        })?;
        if file.format() != BinaryFormat::native_object() {
            return Err(Fault::NotALibrary {
                looks_like: looks_like(content),
            });
        }
        check_kind(&file)?;
        check_architecture(&file)?;
        check_segments(&file, content)?;
        Ok(Self(file))
    }
}

fn check_kind(file: &File<'_>) -> Result<(), Fault> {
    let found = match file.kind() {
        ObjectKind::Dynamic => return Ok(()),
        ObjectKind::Executable => "an executable",
        ObjectKind::Relocatable => "an object file that is not linked",
        ObjectKind::Core => "a core dump",
        _ => return Err(Damage::new("its type is unknown").into()),
    };
    Err(Fault::NotShared { found })
}

fn check_architecture(file: &File<'_>) -> Result<(), Fault> {
    let found = match file.architecture() {
        Architecture::X86_64 => "x86_64",
        Architecture::I386 => "x86",
        Architecture::Aarch64 => "aarch64",
        Architecture::Arm => "arm",
        Architecture::Riscv32 => "riscv32",
        Architecture::Riscv64 => "riscv64",
        Architecture::PowerPc => "powerpc",
        Architecture::PowerPc64 => "powerpc64",
        Architecture::S390x => "s390x",
        _ => "another processor",
    };
    let same_order = file.is_little_endian() == cfg!(target_endian = "little");
    if found == std::env::consts::ARCH && same_order {
        return Ok(());
    }
    Err(host::wrong_architecture(found.to_owned()))
}

/// What is mapped must be in the file: this is where a cut file shows.
fn check_segments(file: &File<'_>, content: &[u8]) -> Result<(), Fault> {
    let found = content.len() as u64;
    for segment in file.segments() {
        let (start, len) = segment.file_range();
        let end = start.checked_add(len);
        let expected = end.ok_or(Damage::new("the end of a segment overflows"))?;
        if expected > found {
            return Err(Fault::Truncated { expected, found });
        }
    }
    Ok(())
}

impl<'a> LibraryFile<'a> for Foreign<'a> {
    fn section(&self, name: &str) -> Option<&'a [u8]> {
        // On macOS the name has its segment before it.
        let name = name.rsplit(',').next()?;
        self.0.section_by_name(name)?.data().ok()
    }

    /// Not asked.
    fn search_path(&self) -> Vec<String> {
        Vec::new()
    }

    /// Not asked.
    fn needed(&self) -> Vec<String> {
        Vec::new()
    }

    /// A matter of ELF.
    fn static_thread_locals(&self) -> Option<u64> {
        None
    }

    fn symbol(&self, name: &str) -> Result<Option<Place<'a>>, Damage> {
        let unreadable = Damage::new("the symbols of the library cannot be read");
        let address = self.address(name).map_err(|_| unreadable)?;
        address.map(|address| self.place(address)).transpose()
    }
}

impl<'a> Foreign<'a> {
    /// Where the symbol `name` is. macOS puts an underscore before each.
    fn address(&self, name: &str) -> object::read::Result<Option<u64>> {
        let is_it = |found: &[u8]| found.strip_prefix(b"_").unwrap_or(found) == name.as_bytes();
        for export in self.0.exports()? {
            let export = export?;
            if let (NameOrOrdinal::Name(found), ExportTarget::Address { address }) =
                (export.name(), export.target())
                && is_it(found)
            {
                return Ok(Some(address));
            }
        }
        Ok(None)
    }

    /// The root at `address`. The formats do not tell how large a symbol is, the root does.
    fn place(&self, address: u64) -> Result<Place<'a>, Damage> {
        let outside = Damage::new("it is outside of the library's data");
        let (offset, bytes) = self
            .0
            .segments()
            .find_map(|segment| {
                let at = address.checked_sub(segment.address())?;
                let bytes = segment.data().ok()?.get(usize::try_from(at).ok()?..)?;
                Some((segment.file_range().0 + at, bytes))
            })
            .ok_or(outside)?;
        let size = bytes.get(12..16).ok_or(outside)?;
        let size = u32::from_ne_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let bytes = bytes.get(..size).ok_or(outside)?;
        Ok(Place { offset, bytes })
    }
}
