//! Fingerprints: equal for equal structure, different for every other, and the same for ever.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use hotswap::shape::{Fingerprint, Shape};
use hotswap::{Abi, LiveData};

fn of<T: Shape>() -> Fingerprint {
    T::TYPE.fingerprint()
}

/// The same type declared twice, in two modules.
macro_rules! two_sides {
    ($test:ident: $compare:ident { $($host:tt)* } { $($plugin:tt)* }) => {
        #[test]
        fn $test() {
            #[allow(dead_code)]
            mod host {
                use super::*;
                $($host)*
                pub(super) fn fingerprint() -> Fingerprint { of::<T>() }
            }
            #[allow(dead_code)]
            mod plugin {
                use super::*;
                $($plugin)*
                pub(super) fn fingerprint() -> Fingerprint { of::<T>() }
            }
            $compare!(host::fingerprint(), plugin::fingerprint());
        }
    };
}

two_sides! { the_name_of_a_type_is_no_matter: assert_eq
    { #[derive(Abi)] struct T { x: Inner } #[derive(Abi)] struct Inner { n: u8 } }
    { #[derive(Abi)] struct T { x: Other } #[derive(Abi)] struct Other { n: u8 } }
}

two_sides! { how_rust_lays_a_type_out_is_no_matter: assert_eq
    { #[derive(Abi)] struct T { x: u8, y: u32 } }
    { #[derive(Abi)] #[repr(C, align(64))] struct T { x: u8, y: u32 } }
}

two_sides! { discriminants_are_no_matter: assert_eq
    { #[derive(Abi)] enum T { A, B } }
    { #[derive(Abi)] #[repr(i8)] enum T { A = 5, B = -5 } }
}

two_sides! { a_generic_type_is_what_it_is_made_of: assert_eq
    { #[derive(Abi)] struct G<A, const N: usize> { x: [A; N] } type T = G<u8, 3>; }
    { #[derive(Abi)] struct T { x: [u8; 3] } }
}

two_sides! { a_raw_name_is_the_name: assert_eq
    { #[derive(Abi)] struct T { r#x: u8 } }
    { #[derive(Abi)] struct T { x: u8 } }
}

two_sides! { an_alias_is_the_type: assert_eq
    { type Alias = Vec<u8>; #[derive(Abi)] struct T(Alias); }
    { #[derive(Abi)] struct T(std::vec::Vec<u8>); }
}

two_sides! { a_recursive_type_equals_its_twin: assert_eq
    { #[derive(Abi)] struct T { next: Option<Box<T>>, n: u8 } }
    { #[derive(Abi)] struct T { next: Option<Box<Self>>, n: u8 } }
}

two_sides! { types_that_hold_each_other_equal_their_twins: assert_eq
    {
        #[derive(Abi)] struct T { entries: Vec<Entry> }
        #[derive(Abi)] enum Entry { File, Sub(#[hotswap(recursive)] Box<T>) }
    }
    {
        #[derive(Abi)] struct T { entries: Vec<Item> }
        #[derive(Abi)] enum Item { File, Sub(#[hotswap(recursive)] Box<T>) }
    }
}

two_sides! { a_renamed_field_differs: assert_ne
    { #[derive(Abi)] struct T { x: u8 } }
    { #[derive(Abi)] struct T { y: u8 } }
}

two_sides! { an_added_field_differs: assert_ne
    { #[derive(Abi)] struct T { x: u8 } }
    { #[derive(Abi)] struct T { x: u8, y: () } }
}

two_sides! { a_moved_field_differs: assert_ne
    { #[derive(Abi)] struct T { x: u8, y: u8 } }
    { #[derive(Abi)] struct T { y: u8, x: u8 } }
}

two_sides! { a_retyped_field_differs: assert_ne
    { #[derive(Abi)] struct T { x: u32 } }
    { #[derive(Abi)] struct T { x: i32 } }
}

two_sides! { a_field_retyped_far_inside_differs: assert_ne
    { #[derive(Abi)] struct T { x: Vec<Option<(u8, [Inner; 2])>> } #[derive(Abi)] struct Inner(u8); }
    { #[derive(Abi)] struct T { x: Vec<Option<(u8, [Inner; 2])>> } #[derive(Abi)] struct Inner(i8); }
}

two_sides! { a_field_without_a_name_differs_from_one_that_has_one: assert_ne
    { #[derive(Abi)] struct T(u8); }
    { #[derive(Abi)] struct T { x: u8 } }
}

two_sides! { a_renamed_variant_differs: assert_ne
    { #[derive(Abi)] enum T { A, B } }
    { #[derive(Abi)] enum T { A, C } }
}

two_sides! { a_moved_variant_differs: assert_ne
    { #[derive(Abi)] enum T { A, B } }
    { #[derive(Abi)] enum T { B, A } }
}

two_sides! { an_added_variant_differs: assert_ne
    { #[derive(Abi)] enum T { A, B } }
    { #[derive(Abi)] enum T { A, B, C } }
}

two_sides! { a_variant_with_another_content_differs: assert_ne
    { #[derive(Abi)] enum T { A(u8) } }
    { #[derive(Abi)] enum T { A(u8, u8) } }
}

two_sides! { a_struct_differs_from_an_enum_of_one_variant: assert_ne
    { #[derive(Abi)] struct T { x: u8 } }
    { #[derive(Abi)] enum T { T { x: u8 } } }
}

two_sides! { an_array_of_another_length_differs: assert_ne
    { #[derive(Abi)] struct T([u8; 3]); }
    { #[derive(Abi)] struct T([u8; 4]); }
}

two_sides! { a_field_that_is_said_to_be_recursive_differs: assert_ne
    { #[derive(Abi)] struct T { x: u8 } }
    { #[derive(Abi)] struct T { #[hotswap(recursive)] x: u8 } }
}

// Without guards these two would be described alike, and laid out differently.
two_sides! { a_type_inside_itself_differs_from_one_that_holds_another: assert_ne
    {
        #[derive(Abi)] struct T { inner: Wrapper<T>, n: u32 }
        #[derive(Abi)] struct Wrapper<A> { list: Vec<A> }
    }
    {
        #[derive(Abi)] struct T { inner: Wrapper, n: u32 }
        #[derive(Abi)] struct Wrapper { list: Vec<Wrapper> }
    }
}

#[test]
fn the_types_of_the_boundary_all_differ() {
    let all = [
        of::<u8>(),
        of::<u16>(),
        of::<u32>(),
        of::<u64>(),
        of::<u128>(),
        of::<usize>(),
        of::<i8>(),
        of::<i16>(),
        of::<i32>(),
        of::<i64>(),
        of::<i128>(),
        of::<isize>(),
        of::<f32>(),
        of::<f64>(),
        of::<bool>(),
        of::<char>(),
        of::<()>(),
        of::<String>(),
        of::<&str>(),
        of::<OsString>(),
        of::<PathBuf>(),
        of::<LiveData>(),
        of::<Duration>(),
        of::<SystemTime>(),
        of::<Vec<u8>>(),
        of::<&[u8]>(),
        of::<VecDeque<u8>>(),
        of::<Box<u8>>(),
        of::<Option<u8>>(),
        of::<HashSet<u8>>(),
        of::<BTreeSet<u8>>(),
        of::<[u8; 1]>(),
        of::<(u8,)>(),
        of::<HashMap<u8, u8>>(),
        of::<BTreeMap<u8, u8>>(),
        of::<Result<u8, u8>>(),
        of::<(u8, u8)>(),
        of::<Vec<Vec<u8>>>(),
        of::<((u8,), u8)>(),
        of::<(u8, (u8,))>(),
        of::<Result<u8, i8>>(),
        of::<Result<i8, u8>>(),
        of::<[u8; 2]>(),
        of::<[[u8; 2]; 1]>(),
        of::<[[u8; 1]; 2]>(),
    ];
    let different: BTreeSet<Fingerprint> = all.into_iter().collect();
    assert_eq!(different.len(), all.len());
}

#[test]
fn how_a_map_hashes_is_no_matter() {
    type Fixed = HashMap<u8, u8, BuildHasherDefault<DefaultHasher>>;
    assert_eq!(of::<Fixed>(), of::<HashMap<u8, u8>>());
}

#[test]
fn a_tree_read_back_has_the_fingerprint_of_its_type() {
    type Sample = Result<HashMap<String, [Option<LiveData>; 4]>, (Duration, Vec<char>)>;
    assert_eq!(Sample::TYPE.tree().fingerprint(), of::<Sample>());
    assert_eq!(Frozen::TYPE.tree().fingerprint(), of::<Frozen>());
}

#[derive(Abi)]
enum Frozen {
    Unit,
    Tuple(u8, String),
    Named {
        list: Vec<Frozen>,
        pair: (bool, [u16; 3]),
    },
}

/// Plugins that were built years ago have these values in them: a change here is a new ABI version. They were computed
/// by a program of its own, with the BLAKE2s of Python's `hashlib`.
#[test]
fn fingerprints_are_frozen() {
    let found = [
        ("u32", of::<u32>()),
        ("&str", of::<&str>()),
        ("Vec<String>", of::<Vec<String>>()),
        ("[u8; 4]", of::<[u8; 4]>()),
        ("(u8, char)", of::<(u8, char)>()),
        ("Result<(), PathBuf>", of::<Result<(), PathBuf>>()),
        ("BTreeMap<u64, i128>", of::<BTreeMap<u64, i128>>()),
        ("LiveData", of::<LiveData>()),
        ("SystemTime", of::<SystemTime>()),
        ("Frozen", of::<Frozen>()),
    ];
    let frozen = [
        ("u32", "f52574da291cbe401d11d7a0f9f0a9f1"),
        ("&str", "b7728a7b32e42f6d664e4944a84c274f"),
        ("Vec<String>", "fad5eaace7c96e126719507f6b3dcd57"),
        ("[u8; 4]", "1e705139104555001c4fa9d97f0ec2f4"),
        ("(u8, char)", "d62aa317cc002bf0b04bd59d9054f0ab"),
        ("Result<(), PathBuf>", "71aeff522960c8a71a2c471a687d5de2"),
        ("BTreeMap<u64, i128>", "0bd66894c69118c5e65c30316ae94d29"),
        ("LiveData", "6cca6579a48de6575f5b83cc18377589"),
        ("SystemTime", "07f08d55bd9b32fc5741580e785c7b83"),
        ("Frozen", "73da535f6d88bcea12e2b0ac38c91005"),
    ];
    let found = found.map(|(name, fingerprint)| (name, fingerprint.to_string()));
    let frozen = frozen.map(|(name, digits)| (name, digits.to_owned()));
    assert_eq!(found, frozen);
}
