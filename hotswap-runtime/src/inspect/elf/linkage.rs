//! The symbols and versions that a library offers to others and wants from them, by name.
//!
//! This is also read from the libraries that a plugin needs. The loader has its own checks for them, so only bounds are
//! checked here, by `object`.

use std::collections::{HashMap, HashSet};

use object::elf::{self, DynamicTag, FileHeader64};
use object::read::elf::{FileHeader as _, SectionTable, Sym as _, VersionTable};
use object::{LittleEndian, SymbolIndex};

use super::super::error::{Damage, Fault};
use super::header;
use super::table::LE;

type Header = FileHeader64<LittleEndian>;

/// What a library offers to others and wants from them.
#[derive(Debug, Default)]
pub(crate) struct Linkage {
    /// The name by which others need it.
    pub(crate) soname: Option<String>,
    /// The libraries that it needs, by the names for which the loader searches.
    pub(crate) needed: Vec<String>,
    pub(crate) search_path: SearchPath,
    /// The versions that it wants of libraries.
    pub(crate) wanted_versions: Vec<WantedVersion>,
    /// The versions that it defines; empty if it has none.
    pub(crate) versions: HashSet<String>,
    /// The symbols without which it cannot be loaded.
    pub(crate) wanted: Vec<Wanted>,
    /// The symbols that it offers, each in these versions.
    offered: HashMap<String, Vec<Option<String>>>,
}

/// Where the loader should search for the libraries that a library needs.
#[derive(Debug, Default)]
pub(crate) struct SearchPath {
    /// Directories for the libraries that it and its own dependencies need; ignored if there is a `run_path`.
    pub(crate) rpath: Vec<String>,
    /// Directories for the libraries that it needs itself.
    pub(crate) run_path: Option<Vec<String>>,
    /// The loader should not search the system's directories.
    pub(crate) no_default_directories: bool,
}

/// A version that a library wants of another.
#[derive(Debug)]
pub(crate) struct WantedVersion {
    pub(crate) library: String,
    pub(crate) version: String,
}

/// A symbol that a library wants from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
}

impl Linkage {
    /// Reads it from a whole file without its seal.
    ///
    /// # Errors
    ///
    /// [`Fault`] if it is no library for this machine, or its tables are not within the file.
    pub(crate) fn read(content: &[u8]) -> Result<Self, Fault> {
        header::read(content)?;
        Self::parse(content).map_err(|_| {
            Damage::new("the tables of the dynamic linker point outside of the file").into()
        })
    }

    fn parse(content: &[u8]) -> object::Result<Self> {
        let sections = Header::parse(content)?.sections(LE, content)?;
        let mut linkage = Self::default();
        linkage.read_dynamic(content, &sections)?;
        linkage.read_wanted_versions(content, &sections)?;
        linkage.read_versions(content, &sections)?;
        linkage.read_symbols(content, &sections)?;
        Ok(linkage)
    }

    /// Whether it defines a symbol that another library wants.
    pub(crate) fn offers(&self, wanted: &Wanted) -> bool {
        let Some(versions) = self.offered.get(&wanted.name) else {
            return false;
        };
        // For the loader, a library without versions satisfies every version.
        wanted.version.is_none() || self.versions.is_empty() || versions.contains(&wanted.version)
    }

    fn read_dynamic(
        &mut self,
        content: &[u8],
        sections: &SectionTable<'_, Header>,
    ) -> object::Result<()> {
        let dynamic = sections.dynamic_table(LE, content)?;
        for entry in dynamic.iter() {
            let text = || Ok::<_, object::Error>(text(dynamic.string(entry)?));
            match entry.tag {
                elf::DT_SONAME => self.soname = Some(text()?),
                elf::DT_NEEDED => self.needed.push(text()?),
                elf::DT_RPATH => self.search_path.rpath = directories(&text()?),
                elf::DT_RUNPATH => self.search_path.run_path = Some(directories(&text()?)),
                elf::DT_FLAGS_1 => {
                    self.search_path.no_default_directories = entry.val & elf::DF_1_NODEFLIB.0 != 0;
                }
                DynamicTag(_) => {}
            }
        }
        Ok(())
    }

    fn read_wanted_versions(
        &mut self,
        content: &[u8],
        sections: &SectionTable<'_, Header>,
    ) -> object::Result<()> {
        let Some((mut needs, link)) = sections.gnu_verneed(LE, content)? else {
            return Ok(());
        };
        let strings = sections.strings(LE, content, link)?;
        while let Some((need, mut versions)) = needs.next()? {
            let library = text(need.file(LE, strings)?);
            while let Some(version) = versions.next()? {
                // The loader accepts that a weak symbol is missing.
                if version.vna_flags.get(LE).contains(elf::VER_FLG_WEAK) {
                    continue;
                }
                self.wanted_versions.push(WantedVersion {
                    library: library.clone(),
                    version: text(version.name(LE, strings)?),
                });
            }
        }
        Ok(())
    }

    fn read_versions(
        &mut self,
        content: &[u8],
        sections: &SectionTable<'_, Header>,
    ) -> object::Result<()> {
        let Some((mut definitions, link)) = sections.gnu_verdef(LE, content)? else {
            return Ok(());
        };
        let strings = sections.strings(LE, content, link)?;
        while let Some((_, mut names)) = definitions.next()? {
            if let Some(name) = names.next()? {
                self.versions.insert(text(name.name(LE, strings)?));
            }
        }
        Ok(())
    }

    fn read_symbols(
        &mut self,
        content: &[u8],
        sections: &SectionTable<'_, Header>,
    ) -> object::Result<()> {
        let symbols = sections.symbols(LE, content, elf::SHT_DYNSYM)?;
        let versions = sections.versions(LE, content)?.unwrap_or_default();
        for (index, symbol) in symbols.enumerate() {
            let bind = symbol.st_bind();
            if index.0 == 0 || bind == elf::STB_LOCAL {
                continue;
            }
            let name = text(symbols.symbol_name(LE, symbol)?);
            let version = version_of(&versions, index)?;
            if symbol.st_shndx(LE) != elf::SHN_UNDEF {
                self.offered.entry(name).or_default().push(version);
            } else if bind != elf::STB_WEAK && !name.is_empty() {
                self.wanted.push(Wanted { name, version });
            }
        }
        Ok(())
    }
}

fn version_of(
    versions: &VersionTable<'_, Header>,
    index: SymbolIndex,
) -> object::Result<Option<String>> {
    let index = versions.version_index(LE, index).index();
    let version = versions.version(index)?;
    Ok(version.map(|it| text(it.name())))
}

fn directories(list: &str) -> Vec<String> {
    list.split(':').map(str::to_owned).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
