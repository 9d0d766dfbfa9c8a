//! Single flipped bits: in a sealed library all are found, in an unsealed one those that could crash the
//! loader.

use std::fs;
use std::path::Path;

use hotswap_runtime::inspect::{Fault, inspect};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use object::elf::SHF_EXECINSTR;
use object::read::{Object, ObjectSection};
use object::{SectionFlags, SectionKind};

use super::library::{PATH, fault, flipped, sealed, world_bytes, world_path};

const FLIPS: usize = 2_000;
const SEED: u64 = 0x05ee_d0f1_1195;

/// The same bits in each run: `count` of those in `bytes`.
fn bits(bytes: &[u8], count: usize) -> Vec<usize> {
    println!("seed {SEED:#x}");
    let mut state = SEED;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % (bytes.len() * 8)
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn every_flipped_bit_of_a_sealed_library_is_found() {
    let whole = sealed(world_bytes());
    for bit in bits(&whole, FLIPS) {
        let found = fault(&flipped(&whole, bit));
        let is_seal = bit / 8 >= world_bytes().len();
        let fits = matches!(found, Fault::BrokenSeal)
            || (is_seal && matches!(found, Fault::Trailing { .. }));
        assert!(fits, "bit {bit}: {found:?}");
    }
}

#[test]
fn every_flipped_bit_of_a_seal_is_found() {
    let whole = sealed(world_bytes());
    for bit in world_bytes().len() * 8..whole.len() * 8 {
        fault(&flipped(&whole, bit));
    }
}

#[test]
fn whatever_the_bytes_nothing_panics() {
    let path = Path::new(PATH);
    for bit in bits(world_bytes(), FLIPS) {
        let _ = inspect(path, &flipped(world_bytes(), bit));
    }
    let mut changed = world_bytes().to_vec();
    for at in tables(world_bytes()).into_iter().step_by(29) {
        let end = (at + 8).min(changed.len());
        for value in [0, 0xff] {
            changed[at..end].fill(value);
            let _ = inspect(path, &changed);
        }
        changed[at..end].copy_from_slice(&world_bytes()[at..end]);
    }
}

/// What a flip can still do is in code that runs when a library is opened and closed, which nobody can
/// tell from right code: two in ten thousand.
#[test]
fn what_passes_hardly_ever_crashes_the_loader() {
    let crashes = crashes(
        "inspect::flipped::what_passes_hardly_ever_crashes_the_loader",
        || bits(world_bytes(), FLIPS),
    );
    assert!(crashes.len() <= 3, "{crashes:?}");
}

/// Nearly every one of these bits is read by the loader. What is left are addresses of functions that are
/// called on opening, where the new one is code as well, and names that became other names.
#[test]
fn what_passes_of_damaged_tables_hardly_ever_crashes_the_loader() {
    let test = "inspect::flipped::what_passes_of_damaged_tables_hardly_ever_crashes_the_loader";
    let crashes = crashes(test, || {
        let tables = tables(world_bytes());
        let places = vec![0; tables.len()];
        let bit = |bit: usize| tables[bit / 8] * 8 + bit % 8;
        bits(&places, FLIPS).into_iter().map(bit).collect()
    });
    assert!(crashes.len() <= 5, "{crashes:?}");
}

/// The bytes of all headers and tables.
fn tables(bytes: &[u8]) -> Vec<usize> {
    let file = object::File::parse(bytes).unwrap();
    let sections = file.sections().filter(|section| {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else {
            return false;
        };
        section.kind() == SectionKind::Metadata && sh_flags.0 & SHF_EXECINSTR.0 == 0
    });
    let in_sections = sections.filter_map(|section| section.file_range());
    let in_sections = in_sections.flat_map(|(start, len)| start as usize..(start + len) as usize);
    (0..0x200)
        .chain(in_sections)
        .chain(bytes.len() - 2048..bytes.len())
        .collect()
}

/// Which of the flips that pass crash, or hang, a process that opens and closes the library.
///
/// One process opens one after the other; when it crashes, the next goes on behind the last.
fn crashes(test: &str, flips: impl Fn() -> Vec<usize>) -> Vec<usize> {
    let mut crashes = Vec::new();
    let mut start = 0;
    loop {
        let with = format!("{start} {}", world_path().display());
        let outcome = test_kit::child().of_test(test).with(with).run(|with| {
            let (start, path) = with.split_once(' ').unwrap();
            open_all(&fs::read(path).unwrap(), &flips(), start.parse().unwrap());
        });
        if outcome.success() {
            println!("{} of {FLIPS} flips crash: bits {crashes:?}", crashes.len());
            return crashes;
        }
        let mut tries = outcome
            .output
            .lines()
            .filter_map(|line| line.strip_prefix("try "));
        let last: usize = tries.next_back().expect("it tries").parse().unwrap();
        crashes.push(flips()[last]);
        start = last + 1;
    }
}

fn open_all(bytes: &[u8], flips: &[usize], start: usize) {
    let directory = tempfile::tempdir().unwrap();
    for (number, &bit) in flips.iter().enumerate().skip(start) {
        let changed = flipped(bytes, bit);
        if inspect(Path::new(PATH), &changed).is_ok() {
            println!("\ntry {number}");
            let file = directory.path().join(format!("{number}.so"));
            fs::write(&file, changed).unwrap();
            // SAFETY: it only ends this process: code with a flipped bit may also run for ever.
            unsafe { libc::alarm(2) };
            // SAFETY: none; this is the process that may crash.
            drop(unsafe { Library::open(Some(&file), RTLD_NOW | RTLD_LOCAL) });
            fs::remove_file(&file).unwrap();
        }
    }
}
