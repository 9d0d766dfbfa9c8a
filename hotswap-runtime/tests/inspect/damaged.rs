//! One field of one table at a time: each guard, and what it is for.

use std::error::Error;

use object::LittleEndian as LE;
use object::elf::{self, FileHeader64, ProgramType};
use object::read::elf::{FileHeader, ProgramHeader};
use object::read::{Object, ObjectSection};

use super::library::{patched, refusal, world_bytes};

/// The world with `value` written at `at`, and what is said of it.
#[track_caller]
fn damage(at: usize, value: &[u8]) -> String {
    let error = refusal(&patched(world_bytes(), at, value));
    assert!(
        error
            .to_string()
            .ends_with("is damaged: build or copy it again"),
        "{error:?}"
    );
    error.source().expect("it says where").to_string()
}

#[track_caller]
fn assert_damage(at: usize, value: &[u8], expected: &str) {
    let found = damage(at, value);
    assert!(found.starts_with(expected), "{found}");
}

/// Where in the file the section called `name` begins.
fn section(name: &str) -> usize {
    let file = object::File::parse(world_bytes()).unwrap();
    file.section_by_name(name).unwrap().file_range().unwrap().0 as usize
}

/// Where in the file the first program header of this type begins.
fn header(kind: ProgramType) -> usize {
    let file = FileHeader64::<LE>::parse(world_bytes()).unwrap();
    let headers = file.program_headers(LE, world_bytes()).unwrap();
    let number = headers
        .iter()
        .position(|header| header.p_type(LE) == kind)
        .unwrap();
    file.e_phoff.get(LE) as usize + number * 56
}

/// Where in the file the value of the entry with this tag is.
fn dynamic(tag: elf::DynamicTag) -> usize {
    let start = section(".dynamic");
    let entries = world_bytes()[start..].chunks_exact(16);
    let is_it = |entry: &[u8]| entry[..8] == tag.0.to_le_bytes();
    start + entries.into_iter().position(is_it).unwrap() * 16 + 8
}

fn word(at: usize) -> u64 {
    u64::from_le_bytes(world_bytes()[at..at + 8].try_into().unwrap())
}

const HUGE: [u8; 8] = (1_u64 << 60).to_le_bytes();

#[test]
fn a_segment_that_is_not_in_the_file_is_found() {
    let load = header(elf::PT_LOAD);
    assert_damage(load + 8, &HUGE, "a segment is outside of the file");
    assert_damage(load + 32, &HUGE, "a segment is outside of the file");
}

#[test]
fn a_segment_that_overlaps_the_next_is_found() {
    let load = header(elf::PT_LOAD);
    // The first has no variables; so that it may have room, it becomes writable.
    let writable = patched(world_bytes(), load + 4, &[6]);
    let error = refusal(&patched(&writable, load + 40, &0x10_0000_u64.to_le_bytes()));
    let found = error.source().unwrap().to_string();
    assert!(
        found.starts_with("a segment overlaps the one before it"),
        "{found}"
    );
}

#[test]
fn a_segment_that_may_do_less_than_its_sections_is_found() {
    let code = header(elf::PT_LOAD) + 56;
    assert_damage(
        code + 4,
        &[4],
        "a section has more permissions than its segment",
    );
}

#[test]
fn memory_that_becomes_read_only_too_far_is_found() {
    let relro = header(elf::PT_GNU_RELRO);
    assert_damage(
        relro + 40,
        &HUGE,
        "the RELRO region is not in one writable segment",
    );
    let less = (word(relro + 40) / 2).to_le_bytes();
    assert_damage(relro + 40, &less, "the RELRO region cuts a section");
}

#[test]
fn thread_locals_of_another_size_are_found() {
    let locals = header(elf::PT_TLS);
    assert_damage(
        locals + 40,
        &(1_u64 << 40).to_le_bytes(),
        "the program header of its thread-locals contradicts their sections",
    );
    assert_damage(
        locals + 48,
        &(1_u64 << 20).to_le_bytes(),
        "the program header of its thread-locals contradicts their sections",
    );
    assert_damage(locals, &[0], "its thread-locals have no program header");
}

#[test]
fn a_dynamic_table_with_other_places_is_found() {
    for tag in [
        elf::DT_SYMTAB,
        elf::DT_GNU_HASH,
        elf::DT_INIT_ARRAYSZ,
        elf::DT_VERSYM,
    ] {
        let at = dynamic(tag);
        let other = (word(at) + 8).to_le_bytes();
        assert_damage(
            at,
            &other,
            "the dynamic table disagrees with the section table",
        );
    }
    let strings = dynamic(elf::DT_STRSZ);
    assert_damage(strings, &HUGE, "its string table is misplaced");
    let relocations = dynamic(elf::DT_RELASZ);
    let fewer = (word(relocations) - 24).to_le_bytes();
    assert_damage(
        relocations,
        &fewer,
        "the dynamic table does not cover all relocations",
    );
}

#[test]
fn a_dynamic_table_with_other_entries_is_found() {
    let tag = |tag: elf::DynamicTag| dynamic(tag) - 8;
    assert_damage(
        tag(elf::DT_RELASZ),
        &[33],
        "the dynamic table has a size without an address",
    );
    assert_damage(
        tag(elf::DT_SYMTAB),
        &[5],
        "an entry of the dynamic table appears twice",
    );
    assert_damage(
        tag(elf::DT_SYMTAB) + 5,
        &[1],
        "an entry of the dynamic table has an unknown tag",
    );
    assert_damage(
        dynamic(elf::DT_SYMENT),
        &[16],
        "the entries of a table have an unexpected size",
    );
    assert_damage(
        dynamic(elf::DT_NEEDED),
        &[0; 8],
        "the name of a needed library is invalid",
    );
}

#[test]
fn a_lookup_table_that_leads_nowhere_is_found() {
    let table = section(".gnu.hash");
    assert_damage(table, &[0; 4], "the hash table of symbols is malformed");
    assert_damage(
        table + 4,
        &[1],
        "the hash table of symbols has a wrong length",
    );
    assert_damage(table + 8, &[3], "the hash table of symbols is malformed");
    let filter = 8 * world_bytes()[table + 8] as usize;
    assert_damage(
        table + 16,
        &vec![0; filter],
        "a symbol cannot be found in the hash table",
    );
    let value = table + 16 + filter + 4 * world_bytes()[table] as usize;
    let other = [world_bytes()[value] ^ 1];
    assert_damage(value, &other, "a symbol cannot be found in the hash table");
}

#[test]
fn versions_that_lead_nowhere_are_found() {
    let versions = section(".gnu.version");
    assert_damage(
        versions + 2,
        &[0, 0x40],
        "a symbol references an undefined version",
    );
    let needs = section(".gnu.version_r");
    assert_damage(
        needs + 4,
        &[0; 4],
        "it requires versions of a library that it does not list as needed",
    );
    assert_damage(
        needs + 8,
        &[0xff; 4],
        "the table of symbol versions points outside of itself",
    );
    assert_damage(
        needs + 12,
        &[0; 4],
        "the table of symbol versions is malformed",
    );
    let first = needs + world_bytes()[needs + 8] as usize;
    assert_damage(
        first,
        &[0; 4],
        "the name of a version does not match its hash",
    );
}

#[test]
fn symbols_that_make_no_sense_are_found() {
    let first = section(".dynsym") + 24;
    assert_damage(first, &[0xff; 4], "a symbol has no name");
    assert_damage(
        first + 4,
        &[0x3f],
        "a symbol has an unknown type or binding",
    );
    assert_damage(first + 5, &[2], "an undefined symbol is not global");
    // Said to be its own, at an address that is not.
    let own = [&[1, 0][..], &HUGE].concat();
    assert_damage(first + 6, &own, "a symbol is outside of the image");
}

#[test]
fn relocations_that_make_no_sense_are_found() {
    let first = section(".rela.dyn");
    let elsewhere = "a relocation writes to a forbidden address";
    assert_damage(first, &HUGE, elsewhere);
    assert_damage(first, &(section(".text") as u64).to_le_bytes(), elsewhere);
    assert_damage(first, &word(first + 24).to_le_bytes(), elsewhere);
    assert_damage(first + 8, &[0xee], "a relocation has an unknown type");
    assert_damage(first + 12, &[0xff; 4], "a relocation has a wrong target");
    assert_damage(first + 16, &HUGE, "a relocation has a wrong target");
}

#[test]
fn a_function_to_be_called_that_is_no_code_is_found() {
    let array = word(dynamic(elf::DT_INIT_ARRAY));
    let table = section(".rela.dyn");
    let slot = (0..)
        .map(|number| table + number * 24)
        .find(|&at| word(at) == array)
        .unwrap();
    let data = word(header(elf::PT_DYNAMIC) + 16).to_le_bytes();
    assert_damage(slot + 16, &data, "a relocation has a wrong target");
    let target = dynamic(elf::DT_INIT);
    assert_damage(target, &data, "an initializer or finalizer is not code");
}
