//! ELF libraries: checks everything that a loader touches, before it does.
//!
//! glibc's loader crashes on damaged libraries, so there is a check here for each of its steps. Each file is about one
//! table of the format:
//!
//! - `table`: reads bytes as tables, never past their end
//! - `header`: whether it is a library for this machine
//! - `extent`: whether the file is complete
//! - `image`, `segments`: which parts are mapped, and where
//! - `sections`: the section table, which repeats most of the other tables
//! - `dynamic`: where the loader finds the other tables
//! - `symbols`, `lookup`, `versions`: the symbols that it offers and wants
//! - `relocations`, `slots`: the writes that the loader does before any code runs
//! - `thread_locals`: the memory that each thread gets
//! - `linkage`: the names that it offers and wants, also for libraries that are not plugins

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

/// A library in which everything that a loader reads was checked.
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
