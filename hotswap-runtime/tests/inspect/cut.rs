//! Every length of a file but the right one.

use std::path::Path;

use hotswap_runtime::inspect::{Fault, inspect, seal};

use super::library::{PATH, fault, sealed, world_bytes};

/// The lengths at which the beginning of `bytes` is accepted.
fn accepted_lengths(bytes: &[u8]) -> Vec<usize> {
    let path = Path::new(PATH);
    (0..=bytes.len())
        .filter(|&len| inspect(path, &bytes[..len]).is_ok())
        .collect()
}

#[test]
fn no_part_of_a_library_is_taken_for_the_whole() {
    assert_eq!(accepted_lengths(world_bytes()), [world_bytes().len()]);
}

/// Without its seal it is whole, and a library of its own right.
#[test]
fn no_part_of_a_sealed_library_is_taken_for_the_whole_but_the_library_itself() {
    let whole = sealed(world_bytes());
    let expected = [world_bytes().len(), whole.len()];
    assert_eq!(accepted_lengths(&whole), expected);
}

#[test]
fn a_cut_library_says_how_long_it_should_be() {
    let whole = world_bytes().len();
    match fault(&world_bytes()[..whole / 2]) {
        Fault::Truncated {
            expected, found, ..
        } => {
            assert_eq!(expected, whole as u64);
            assert_eq!(found, whole as u64 / 2);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_library_with_something_behind_it_is_refused() {
    for extra in [1, seal::LEN - 1, seal::LEN, seal::LEN + 1, 4096] {
        let longer = [world_bytes(), &vec![b'x'; extra]].concat();
        let found = fault(&longer);
        assert!(
            matches!(found, Fault::Trailing { extra: found, .. } if found == extra as u64),
            "{extra}: {found:?}"
        );
    }
}

#[test]
fn a_seal_on_a_cut_library_does_not_make_it_whole() {
    let cut = &world_bytes()[..world_bytes().len() - 1];
    assert!(matches!(fault(&sealed(cut)), Fault::Truncated { .. }));
}

#[test]
fn a_second_seal_is_refused() {
    let twice = sealed(&sealed(world_bytes()));
    assert!(matches!(fault(&twice), Fault::Trailing { .. }));
}

#[test]
fn an_empty_file_is_refused_as_empty() {
    assert!(matches!(fault(b""), Fault::Empty));
}
