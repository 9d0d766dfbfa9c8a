//! ELF libraries: checks everything that a loader touches, before it does.
//!
//! glibc's loader crashes on damaged libraries, so each of its steps has its guard here. One file is one
//! table of the format:
//!
//! - `table`: bytes as tables, never past their end
//! - `header`: for this machine?
//! - `extent`: whole?
//! - `image`, `segments`: what is mapped, and to where
//! - `sections`: what says most things a second time
//! - `dynamic`: where the loader finds the rest
//! - `symbols`, `lookup`, `versions`: what is offered and wanted
//! - `relocations`, `slots`: what is written before any code runs
//! - `thread_locals`: what each thread gets
//! - `linkage`: what it offers and wants by name, also of libraries that are no plugins

mod dynamic;
mod extent;
mod header;
mod image;
pub(crate) mod linkage;
mod lookup;
mod relocations;
mod sections;
mod segments;
mod slots;
mod symbols;
mod table;
mod thread_locals;
mod versions;

use object::elf;

use super::error::{Damage, Fault};
use super::library_file::{LibraryFile, Place};
use dynamic::Dynamic;
use image::{Image, Range};
use sections::Sections;
use symbols::Symbols;
use table::LE;

/// A library of which everything was checked that a loader touches.
pub(super) struct Elf<'a> {
    image: Image<'a>,
    sections: Sections<'a>,
    symbols: Symbols<'a>,
    dynamic: Dynamic<'a>,
}

impl<'a> Elf<'a> {
    /// Checks `content`, which is a whole file without its seal.
    pub(super) fn read(content: &'a [u8]) -> Result<Self, Fault> {
        let header = header::read(content)?;
        let sections = extent::read(content, header)?;
        let image = Image::read(content, header)?;
        let sections = Sections::read(content, header, sections)?;
        sections.check(&image)?;
        segments::check(&image, header, &sections)?;
        let dynamic = Dynamic::read(&image, &sections)?;
        if dynamic.is_executable() {
            return Err(Fault::NotShared {
                found: "an executable",
            });
        }
        thread_locals::check(&image, &sections)?;
        let symbols = Symbols::read(&image, &sections, &dynamic)?;
        lookup::check(&image, &sections, &dynamic, &symbols)?;
        versions::check(&image, &sections, &dynamic, &symbols)?;
        relocations::check(&image, &sections, &dynamic, &symbols)?;
        Ok(Self {
            image,
            sections,
            symbols,
            dynamic,
        })
    }
}

impl<'a> LibraryFile<'a> for Elf<'a> {
    fn section(&self, name: &str) -> Option<&'a [u8]> {
        self.sections.named(name)
    }

    fn search_path(&self) -> Vec<String> {
        self.dynamic.search_path()
    }

    fn needed(&self) -> Vec<String> {
        let names = self.dynamic.needed();
        names
            .map(|it| String::from_utf8_lossy(it).into_owned())
            .collect()
    }

    fn static_thread_locals(&self) -> Option<u64> {
        let flags = self.dynamic.get(elf::DT_FLAGS).unwrap_or(0);
        if flags & elf::DF_STATIC_TLS.0 == 0 {
            return None;
        }
        let header = self.image.header(elf::PT_TLS).ok().flatten();
        Some(header.map_or(0, |header| header.p_memsz.get(LE)))
    }

    fn symbol(&self, name: &str) -> Result<Option<Place<'a>>, Damage> {
        let Some(symbol) = self.symbols.offered(name) else {
            return Ok(None);
        };
        let outside = Damage::new("it is outside of the library's data");
        let (address, len) = (symbol.st_value.get(LE), symbol.st_size.get(LE));
        let range = Range::new(address, len).ok_or(outside)?;
        let is_data = self
            .image
            .load(range)
            .is_some_and(|load| load.allows(elf::PF_W));
        match (self.image.offset(range), self.image.bytes(address, len)) {
            (Some(offset), Some(bytes)) if is_data => Ok(Some(Place { offset, bytes })),
            _ => Err(outside),
        }
    }
}
