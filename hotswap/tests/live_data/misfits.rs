//! What is said of a wrong shape: type, place, expected, found.

use std::collections::BTreeMap;

use hotswap::{Error, LiveData};
use serde::{Deserialize, Serialize};

use crate::support::{Leaf, Tree};

/// Path, expected, found and reason of the error.
#[track_caller]
fn misfit<T: for<'a> Deserialize<'a>>(data: &LiveData) -> [String; 4] {
    match data.unwrap::<T>().err().expect("it does not fit") {
        Error::WrongData {
            path,
            expected,
            found,
            reason,
            ..
        } => {
            let known = |text: Option<Box<str>>| text.map_or_else(String::new, String::from);
            [path.into(), known(expected), known(found), reason.into()]
        }
        other => panic!("another error: {other:?}"),
    }
}

/// The place of the error.
#[track_caller]
fn path<T: for<'a> Deserialize<'a>>(value: impl Serialize) -> String {
    let [path, ..] = misfit::<T>(&LiveData::wrap(&value).unwrap());
    path
}

#[test]
fn type_place_expected_and_found_are_named() {
    let data = LiveData::wrap(&[("a", 1), ("b", -1)]).unwrap();
    let error = data.unwrap::<Vec<(String, u8)>>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "live data of type [(&str, i32); 2] cannot be read as \
         alloc::vec::Vec<(alloc::string::String, u8)>: at `[1][1]`: expected u8, found integer `-1`"
    );
    let [path, expected, found, _] = misfit::<Vec<(String, u8)>>(&data);
    assert_eq!([path, expected, found], ["[1][1]", "u8", "integer `-1`"]);
}

#[test]
fn the_place_goes_through_lists_maps_and_variants() {
    let bad = Tree::Branch {
        name: "root".into(),
        below: vec![
            Tree::Leaf(Leaf(1)),
            Tree::Named(BTreeMap::from([("odd key".into(), Tree::Leaf(Leaf(300)))])),
        ],
    };
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only ever read in vain")]
    enum Small {
        Leaf(u8),
        Named(BTreeMap<String, Small>),
        Branch { below: Vec<Small> },
    }
    assert_eq!(path::<Small>(bad), "Branch.below[1].Named[odd key].Leaf");
}

#[test]
fn a_key_that_is_a_number_is_shown_as_one() {
    let value = BTreeMap::from([(1, "x"), (20, "y")]);
    assert_eq!(path::<BTreeMap<u8, u8>>(value), "[1]");
    assert_eq!(
        path::<BTreeMap<u8, String>>(BTreeMap::from([(300, "x")])),
        ""
    );
}

#[test]
fn a_variant_without_data_is_not_one_with() {
    #[derive(Serialize)]
    enum Old {
        Fire,
        Stop(u8),
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever read in vain")]
    enum New {
        Fire(u8),
        Stop,
    }
    let data = LiveData::wrap(&[Old::Fire]).unwrap();
    let [path, expected, found, _] = misfit::<Vec<New>>(&data);
    let expected_found = ["[0].Fire", "a variant with data", "unit variant"];
    assert_eq!([path, expected, found], expected_found);
    let data = LiveData::wrap(&Old::Stop(1)).unwrap();
    let [path, expected, ..] = misfit::<New>(&data);
    assert_eq!([path, expected], ["Stop", "unit"]);
}

#[test]
fn too_many_elements_are_not_dropped_in_silence() {
    let [_, expected, found, _] = misfit::<(u8, u8)>(&LiveData::wrap(&[1, 2, 3]).unwrap());
    assert_eq!([expected, found], ["2 elements", "3 of them"]);
}

#[test]
fn what_a_type_says_by_itself_keeps_its_place() {
    let [path, _, _, reason] =
        misfit::<Vec<std::num::NonZeroU8>>(&LiveData::wrap(&[1, 0]).unwrap());
    assert_eq!(path, "[1]");
    assert!(reason.contains("nonzero"), "{reason}");
}

#[test]
fn long_texts_and_names_are_cut_in_errors() {
    let long = "x".repeat(100_000);
    let value = BTreeMap::from([(long.clone(), long)]);
    let error = LiveData::wrap(&value)
        .unwrap()
        .unwrap::<BTreeMap<String, u8>>();
    let length = error.unwrap_err().to_string().len();
    assert!(length < 1000, "{length}");
}
