//! The dynamic symbols: those that a library offers, and those that it wants from others.

use object::elf;

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::dynamic::Dynamic;
use super::image::Image;
use super::sections::{Sections, addresses};
use super::table::{LE, Symbol, text_at};

/// The table of dynamic symbols.
pub(super) struct Symbols<'a> {
    entries: &'a [Symbol],
    strings: &'a [u8],
}

impl<'a> Symbols<'a> {
    pub(super) fn read(
        image: &Image<'a>,
        sections: &Sections<'_>,
        dynamic: &Dynamic<'a>,
    ) -> Checked<Self> {
        let entries = sections
            .of_type(elf::SHT_DYNSYM)
            .next()
            .and_then(addresses)
            .and_then(|range| image.table(range.start, range.len()))
            .ok_or(Damage::new("its symbol table is misplaced"))?;
        let symbols = Self {
            entries,
            strings: dynamic.strings(),
        };
        symbols.check(image)?;
        Ok(symbols)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&'a Symbol> {
        self.entries.get(index)
    }

    pub(super) fn name(&self, index: usize) -> Option<&'a [u8]> {
        text_at(self.strings, self.get(index)?.st_name.get(LE))
    }

    /// The symbol of this name that it offers.
    pub(super) fn offered(&self, name: &str) -> Option<&'a Symbol> {
        let index = (0..self.len()).find(|&index| {
            self.entries[index].st_shndx.get(LE) != elf::SHN_UNDEF
                && self.name(index) == Some(name.as_bytes())
        })?;
        self.get(index)
    }

    fn check(&self, image: &Image<'_>) -> Checked {
        for (number, symbol) in self.entries.iter().enumerate() {
            ensure_of(number, self.name(number).is_some(), "a symbol has no name")?;
            check_kind(number, symbol)?;
            if number == 0 {
                let is_null = symbol.st_name.get(LE) == 0
                    && symbol.st_info.0 == 0
                    && symbol.st_value.get(LE) == 0;
                ensure(is_null, "the first symbol is not the empty one")?;
            } else if symbol.st_shndx.get(LE) == elf::SHN_UNDEF {
                check_wanted(number, symbol)?;
            } else {
                check_offered(number, symbol, image)?;
            }
        }
        Ok(())
    }
}

fn check_kind(number: usize, symbol: &Symbol) -> Checked {
    let bind = matches!(
        symbol.st_bind(),
        elf::STB_LOCAL | elf::STB_GLOBAL | elf::STB_WEAK | elf::STB_GNU_UNIQUE
    );
    let kind = symbol.st_type();
    let known = kind <= elf::STT_TLS || kind == elf::STT_GNU_IFUNC;
    ensure_of(
        number,
        bind && known,
        "a symbol has an unknown type or binding",
    )
}

/// A symbol that is not visible to others is looked up in the library itself, so it cannot be undefined.
fn check_wanted(number: usize, symbol: &Symbol) -> Checked {
    let asks = matches!(symbol.st_bind(), elf::STB_GLOBAL | elf::STB_WEAK);
    ensure_of(
        number,
        asks && symbol.st_visibility() == elf::STV_DEFAULT,
        "an undefined symbol is not global",
    )
}

fn check_offered(number: usize, symbol: &Symbol, image: &Image<'_>) -> Checked {
    let value = symbol.st_value.get(LE);
    // The section that a symbol names is not checked: tools that move code do not update it.
    if symbol.st_shndx.get(LE) == elf::SHN_ABS {
        return Ok(());
    }
    if symbol.st_type() == elf::STT_TLS {
        let all = image
            .header(elf::PT_TLS)?
            .map_or(0, |all| all.p_memsz.get(LE));
        return ensure_of(
            number,
            value <= all,
            "a thread-local symbol is not among the thread-locals",
        );
    }
    ensure_of(
        number,
        image.reaches(value),
        "a symbol is outside of the image",
    )?;
    // The loader calls these functions to select an implementation.
    let called = symbol.st_type() == elf::STT_GNU_IFUNC;
    ensure_of(
        number,
        !called || image.runs(value),
        "a symbol that would be called is not code",
    )
}
