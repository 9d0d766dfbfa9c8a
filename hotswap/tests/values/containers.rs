//! `String`, `Vec`, `VecDeque`, `Option`, `Result`, `Box`, tuples, arrays, maps and sets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use proptest::collection::{btree_map, btree_set, hash_map, hash_set, vec, vec_deque};
use proptest::option::of;
use proptest::prelude::*;
use proptest::result::maybe_ok;

use crate::support::{crosses, there_and_back};

crossing! {
    string_crosses: any::<String>();
    vec_of_plain_crosses: vec(any::<u16>(), 0..50);
    vec_of_strings_crosses: vec(any::<String>(), 0..20);
    vec_of_nothing_crosses: vec(Just(()), 0..50);
    vec_deque_crosses: vec_deque(any::<u64>(), 0..50);
    option_crosses: of(any::<u32>());
    option_of_option_crosses: of(of(any::<String>()));
    option_of_unit_crosses: of(Just(()));
    result_crosses: maybe_ok(any::<u8>(), any::<String>());
    boxed_crosses: any::<String>().prop_map(Box::new);
    boxed_unit_crosses: Just(Box::new(()));
    array_crosses: any::<[u32; 7]>();
    array_of_strings_crosses: any::<[String; 3]>();
    hash_map_crosses: hash_map(any::<u32>(), any::<String>(), 0..20);
    btree_map_crosses: btree_map(any::<String>(), any::<i8>(), 0..20);
    hash_set_crosses: hash_set(any::<char>(), 0..20);
    btree_set_crosses: btree_set(any::<(u8, bool)>(), 0..20);
    nested_crosses: hash_map(
        any::<String>(),
        vec((of(any::<u8>()), maybe_ok(btree_set(any::<i64>(), 0..3), any::<char>())), 0..5),
        0..5,
    );
    tuple_crosses: any::<(u8, String, i64, bool)>();
}

#[test]
fn tuples_of_every_length_cross() {
    crosses(&(1u8,));
    crosses(&(1u8, 2u64));
    crosses(&(1u8, 2u64, 3u16));
    crosses(&(1u8, 2u64, 3u16, 4u32));
    crosses(&(1u8, 2u64, 3u16, 4u32, true));
    crosses(&(1u8, 2u64, 3u16, 4u32, true, 'f'));
    crosses(&(1u8, 2u64, 3u16, 4u32, true, 'f', 7i128));
    crosses(&(1u8, 2u64, 3u16, 4u32, true, 'f', 7i128, ()));
    crosses(&(1u8, 2u64, 3u16, 4u32, true, 'f', 7i128, (), "9".to_owned()));
    crosses(&(
        1u8,
        2u64,
        3u16,
        4u32,
        true,
        'f',
        7i128,
        (),
        "9".to_owned(),
        10i8,
    ));
    crosses(&(
        1u8,
        2u64,
        3u16,
        4u32,
        true,
        'f',
        7i128,
        (),
        "9".to_owned(),
        10i8,
        Some(11),
    ));
    crosses(&(
        1u8,
        2u64,
        3u16,
        4u32,
        true,
        'f',
        7i128,
        (),
        "9".to_owned(),
        10i8,
        Some(11),
        [12],
    ));
}

#[test]
fn what_is_empty_crosses() {
    crosses(&String::new());
    crosses(&Vec::<String>::new());
    crosses(&Vec::<u8>::with_capacity(100));
    crosses(&[0u32; 0]);
    crosses(&VecDeque::<char>::new());
    crosses(&HashMap::<String, String>::new());
    crosses(&BTreeMap::<u8, u8>::new());
    crosses(&HashSet::<u8>::new());
    crosses(&BTreeSet::<u8>::new());
}

#[test]
fn a_ring_that_wraps_keeps_its_order() {
    let mut ring: VecDeque<u32> = (0..8).collect();
    ring.rotate_left(5);
    ring.push_front(99);
    crosses(&ring);
}

#[test]
fn large_values_cross() {
    crosses(&"x".repeat(5_000_000));
    crosses(&(0..200_000u64).collect::<Vec<_>>());
    crosses(&Box::new([7u8; 10_000]));
}

#[test]
fn a_vector_of_plain_elements_is_not_copied() {
    let bytes = vec![1u8, 2, 3];
    let address = bytes.as_ptr();
    let bytes = there_and_back(bytes);
    assert_eq!(
        (bytes.as_ptr(), bytes.as_slice()),
        (address, &[1, 2, 3][..])
    );
    let text = "hello".to_owned();
    let address = text.as_ptr();
    let text = there_and_back(text);
    assert_eq!((text.as_ptr(), text.as_str()), (address, "hello"));
}
