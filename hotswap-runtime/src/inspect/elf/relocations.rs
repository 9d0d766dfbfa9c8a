//! The relocations: each is a write into the image, done before any code of the library runs.

use object::elf::{self, RelocationType};

use super::super::error::{Checked, Damage, ensure, ensure_of};
use super::dynamic::Dynamic;
use super::image::{Image, Range};
use super::sections::{Sections, addresses};
use super::slots::Slots;
use super::symbols::Symbols;
use super::table::{LE, Relocation, Xword};

/// The value that a relocation writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An address within the image.
    Relative,
    /// The value that a function of the library returns when the loader calls it.
    Call,
    /// The address of a symbol.
    Symbol,
    /// The address of a symbol plus an addend.
    SymbolAndMore,
    /// The offset of a thread-local.
    ThreadLocal,
    /// The descriptor of a thread-local: two words.
    ThreadLocalCall,
}

/// The kinds that linkers put into libraries for this machine.
const KINDS: &[(RelocationType, Kind)] = if cfg!(target_arch = "x86_64") {
    &[
        (elf::R_X86_64_RELATIVE, Kind::Relative),
        (elf::R_X86_64_GLOB_DAT, Kind::Symbol),
        (elf::R_X86_64_JUMP_SLOT, Kind::Symbol),
        (elf::R_X86_64_64, Kind::SymbolAndMore),
        (elf::R_X86_64_DTPMOD64, Kind::ThreadLocal),
        (elf::R_X86_64_DTPOFF64, Kind::ThreadLocal),
        (elf::R_X86_64_TPOFF64, Kind::ThreadLocal),
        (elf::R_X86_64_TLSDESC, Kind::ThreadLocalCall),
        (elf::R_X86_64_IRELATIVE, Kind::Call),
    ]
} else if cfg!(target_arch = "aarch64") {
    &[
        (elf::R_AARCH64_RELATIVE, Kind::Relative),
        (elf::R_AARCH64_GLOB_DAT, Kind::SymbolAndMore),
        (elf::R_AARCH64_JUMP_SLOT, Kind::SymbolAndMore),
        (elf::R_AARCH64_ABS64, Kind::SymbolAndMore),
        (elf::R_AARCH64_TLS_DTPMOD, Kind::ThreadLocal),
        (elf::R_AARCH64_TLS_DTPREL, Kind::ThreadLocal),
        (elf::R_AARCH64_TLS_TPREL, Kind::ThreadLocal),
        (elf::R_AARCH64_TLSDESC, Kind::ThreadLocalCall),
        (elf::R_AARCH64_IRELATIVE, Kind::Call),
    ]
} else if cfg!(target_arch = "riscv64") {
    &[
        (elf::R_RISCV_RELATIVE, Kind::Relative),
        (elf::R_RISCV_JUMP_SLOT, Kind::SymbolAndMore),
        (elf::R_RISCV_64, Kind::SymbolAndMore),
        (elf::R_RISCV_TLS_DTPMOD64, Kind::ThreadLocal),
        (elf::R_RISCV_TLS_DTPREL64, Kind::ThreadLocal),
        (elf::R_RISCV_TLS_TPREL64, Kind::ThreadLocal),
        (elf::R_RISCV_TLSDESC, Kind::ThreadLocalCall),
        (elf::R_RISCV_IRELATIVE, Kind::Call),
    ]
} else {
    &[]
};

pub(super) fn check(
    image: &Image<'_>,
    sections: &Sections<'_>,
    dynamic: &Dynamic<'_>,
    symbols: &Symbols<'_>,
) -> Checked {
    let mut writes = Writes {
        image,
        symbols,
        slots: free_slots(image, dynamic)?,
        calls: Calls::read(dynamic),
        has_thread_locals: image.header(elf::PT_TLS)?.is_some(),
    };
    let plain = dynamic.range(elf::DT_RELA, elf::DT_RELASZ);
    let lazy = dynamic.range(elf::DT_JMPREL, elf::DT_PLTRELSZ);
    check_places(sections, plain, lazy)?;
    // Some linkers include the lazy relocations in the size of the plain ones.
    let overlap = plain.zip(lazy).filter(|(plain, lazy)| plain.holds(*lazy));
    let leading = dynamic.get(elf::DT_RELACOUNT).unwrap_or(0);
    writes.table(plain, leading)?;
    if overlap.is_none() {
        writes.table(lazy, 0)?;
    }
    if let Some(packed) = dynamic.range(elf::DT_RELR, elf::DT_RELRSZ) {
        writes.packed(packed)?;
    }
    writes.calls.check(image, dynamic, &writes.slots)
}

/// No relocation may write to the dynamic table, which the loader keeps reading, nor to the first words of the table of
/// lazily bound functions, which belong to the loader.
fn free_slots(image: &Image<'_>, dynamic: &Dynamic<'_>) -> Checked<Slots> {
    const OWN: u64 = if cfg!(target_arch = "riscv64") { 2 } else { 3 };
    let mut slots = Slots::new(image);
    if let Some(table) = image.header(elf::PT_DYNAMIC)? {
        let table = Range::new(table.p_vaddr.get(LE), table.p_filesz.get(LE));
        table
            .into_iter()
            .for_each(|table| slots.reserve(image, table));
    }
    let own = dynamic
        .get(elf::DT_PLTGOT)
        .filter(|_| dynamic.get(elf::DT_JMPREL).is_some());
    let own = own.and_then(|start| Range::new(start, OWN * 8));
    own.into_iter().for_each(|own| slots.reserve(image, own));
    Ok(slots)
}

/// The two tables consist of exactly the sections of their type.
fn check_places(sections: &Sections<'_>, plain: Option<Range>, lazy: Option<Range>) -> Checked {
    let tables = [plain, lazy].map(|range| range.filter(|range| range.len() != 0));
    let mut covered = 0;
    for section in sections.of_type(elf::SHT_RELA).filter_map(addresses) {
        let holds = |table: &&Range| table.holds(section);
        ensure(
            tables.iter().flatten().any(|table| holds(&table)),
            "the dynamic table does not cover all relocations",
        )?;
        covered += section.len();
    }
    let all = match tables {
        [Some(plain), Some(lazy)] if plain.holds(lazy) => plain.len(),
        _ => tables.iter().flatten().map(|table| table.len()).sum(),
    };
    ensure(
        covered == all,
        "the dynamic table points to something other than relocations",
    )
}

struct Writes<'a, 'i> {
    image: &'i Image<'a>,
    symbols: &'i Symbols<'a>,
    slots: Slots,
    calls: Calls,
    has_thread_locals: bool,
}

impl Writes<'_, '_> {
    /// The first `leading` relocations must be relative: the loader does not check their kinds.
    fn table(&mut self, place: Option<Range>, leading: u64) -> Checked {
        let Some(place) = place.filter(|place| place.len() != 0) else {
            return ensure(
                leading == 0,
                "the dynamic table points to something other than relocations",
            );
        };
        let table: &[Relocation] = self
            .image
            .table(place.start, place.len())
            .ok_or(Damage::new("its relocations are outside of the image"))?;
        ensure(
            leading <= table.len() as u64,
            "the dynamic table points to something other than relocations",
        )?;
        for (number, relocation) in table.iter().enumerate() {
            let kind = kind_of(relocation.r_type(LE, false))
                .ok_or(Damage::of(number, "a relocation has an unknown type"))?;
            ensure_of(
                number,
                kind == Kind::Relative || number as u64 >= leading,
                "a relocation is in the wrong table for its type",
            )?;
            self.one(number, kind, relocation)?;
        }
        Ok(())
    }

    fn one(&mut self, number: usize, kind: Kind, relocation: &Relocation) -> Checked {
        let address = relocation.r_offset.get(LE);
        let len = if kind == Kind::ThreadLocalCall { 16 } else { 8 };
        ensure_of(
            number,
            self.slots.take(self.image, address, len),
            "a relocation writes to a forbidden address, or to that of another one",
        )?;
        let symbol = relocation.r_sym(LE, false) as usize;
        let addend = relocation.r_addend.get(LE).cast_unsigned();
        let right = match kind {
            Kind::Relative => symbol == 0 && self.points_right(address, addend),
            Kind::Call => symbol == 0 && self.image.runs(addend),
            Kind::Symbol => self.is_named(symbol) && addend == 0,
            Kind::SymbolAndMore => self.is_named(symbol),
            Kind::ThreadLocal | Kind::ThreadLocalCall => self.is_thread_local(symbol),
        };
        ensure_of(number, right, "a relocation has a wrong target")
    }

    /// Addresses must be in the image; addresses that will be called must be in its code.
    fn points_right(&self, address: u64, target: u64) -> bool {
        if self.calls.holds(address) {
            self.image.runs(target)
        } else {
            self.image.reaches(target)
        }
    }

    fn is_named(&self, symbol: usize) -> bool {
        symbol != 0 && symbol < self.symbols.len()
    }

    /// A thread-local of another library, or of this one, which must have some then.
    fn is_thread_local(&self, index: usize) -> bool {
        let Some(symbol) = self.symbols.get(index) else {
            return false;
        };
        let is_wanted = index != 0 && symbol.st_shndx.get(LE) == elf::SHN_UNDEF;
        let is_own = index == 0 || symbol.st_type() == elf::STT_TLS;
        is_wanted || (is_own && self.has_thread_locals)
    }

    /// Packed relative relocations: an address, then bits for the 63 words after it, and so on.
    fn packed(&mut self, place: Range) -> Checked {
        let table: &[Xword] = self
            .image
            .table(place.start, place.len())
            .ok_or(Damage::new("its relocations are outside of the image"))?;
        let mut next: Option<u64> = None;
        for (number, entry) in table.iter().enumerate() {
            let entry = entry.get(LE);
            if entry & 1 == 0 {
                self.packed_one(number, entry)?;
                next = entry.checked_add(8);
                continue;
            }
            let first = next.ok_or(Damage::of(number, "a packed relocation has no address"))?;
            for bit in (1..64).filter(|bit| entry >> bit & 1 == 1) {
                self.packed_one(number, first.saturating_add((bit - 1) * 8))?;
            }
            next = first.checked_add(63 * 8);
        }
        Ok(())
    }

    fn packed_one(&mut self, number: usize, address: u64) -> Checked {
        ensure_of(
            number,
            self.slots.take(self.image, address, 8),
            "a relocation writes to a forbidden address, or to that of another one",
        )?;
        let target = self
            .image
            .table::<Xword>(address, 8)
            .map(|word| word[0].get(LE));
        ensure_of(
            number,
            target.is_some_and(|target| self.points_right(address, target)),
            "a relocation has a wrong target",
        )
    }
}

fn kind_of(found: RelocationType) -> Option<Kind> {
    let known = KINDS.iter().find(|(known, _)| *known == found);
    known.map(|(_, kind)| *kind)
}

/// The arrays of functions that are called when the library is opened and closed.
struct Calls([Option<Range>; 2]);

impl Calls {
    fn read(dynamic: &Dynamic<'_>) -> Self {
        Self([
            dynamic.range(elf::DT_INIT_ARRAY, elf::DT_INIT_ARRAYSZ),
            dynamic.range(elf::DT_FINI_ARRAY, elf::DT_FINI_ARRAYSZ),
        ])
    }

    fn holds(&self, address: u64) -> bool {
        let within = |array: &Range| array.start <= address && address < array.end;
        self.0.iter().flatten().any(within)
    }

    /// A relocation must write each entry. Without one, the entry is no address in this process.
    fn check(&self, image: &Image<'_>, dynamic: &Dynamic<'_>, slots: &Slots) -> Checked {
        for array in self.0.iter().flatten() {
            ensure(
                array.len() % 8 == 0 && array.start % 8 == 0,
                "a list of initializers or finalizers is malformed",
            )?;
            for slot in (array.start..array.end).step_by(8) {
                ensure(
                    slots.has(image, slot),
                    "an initializer or finalizer has no address",
                )?;
            }
        }
        for tag in [elf::DT_INIT, elf::DT_FINI] {
            let target = dynamic.get(tag);
            ensure(
                target.is_none_or(|target| image.runs(target)),
                "an initializer or finalizer is not code",
            )?;
        }
        Ok(())
    }
}
