//! Live data as bytes, and inside other formats.

use std::collections::BTreeMap;

use hotswap::{Error, LiveData};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::support::trees;

/// What lies in a queue: data beside other things.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Job {
    due: u64,
    data: LiveData,
}

proptest! {
    #[test]
    fn data_comes_back_from_bytes(tree in trees()) {
        let data = LiveData::tagged("Tree", 3, &tree).unwrap();
        prop_assert_eq!(&LiveData::from_bytes(data.as_bytes()).unwrap(), &data);
        prop_assert_eq!(LiveData::from_bytes(data.clone().into_bytes()).unwrap(), data);
    }

    #[test]
    fn data_comes_back_from_a_binary_format(tree in trees()) {
        let job = Job { due: 1, data: LiveData::wrap(&tree).unwrap() };
        let bytes = rmp_serde::to_vec(&job).unwrap();
        prop_assert_eq!(rmp_serde::from_slice::<Job>(&bytes).unwrap(), job);
    }

    #[test]
    fn data_comes_back_from_json(tree in trees()) {
        let data = LiveData::tagged("Tree", 3, &tree).unwrap();
        let text = serde_json::to_string(&data).unwrap();
        let back: LiveData = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back.live_type(), Some(("Tree", 3)));
        prop_assert_eq!(back.type_name(), data.type_name());
        prop_assert_eq!(back.unwrap::<crate::support::Tree>().unwrap(), tree);
    }
}

#[test]
fn no_data_is_stored_too_and_differs_from_no_live_data() {
    let none = LiveData::none();
    assert_eq!(LiveData::from_bytes(none.as_bytes()).unwrap(), none);
    assert_eq!(
        LiveData::from_bytes(none.clone().into_bytes()).unwrap(),
        none
    );
    let text = serde_json::to_string(&[Some(none.clone()), None]).unwrap();
    assert_eq!(text, r#"[{"hotswap":1},null]"#);
    let back: [Option<LiveData>; 2] = serde_json::from_str(&text).unwrap();
    assert_eq!(back, [Some(none), None]);
    assert!(
        LiveData::from_bytes([]).is_err(),
        "an empty file is a damaged one"
    );
}

/// What lies in a database for years: another form has another number.
#[test]
fn the_form_for_people_is_frozen() {
    let data = LiveData::tagged("Fire", 2, &BTreeMap::from([("n", 3)])).unwrap();
    let expected = json!({
        "hotswap": 1,
        "type": "alloc::collections::btree::map::BTreeMap<&str, i32>",
        "live_type": ["Fire", 2],
        "value": {"n": 3},
    });
    assert_eq!(serde_json::to_value(&data).unwrap(), expected);
}

/// What the value of `value` looks like in JSON; and it comes back the same.
#[track_caller]
fn in_json(value: impl Serialize) -> serde_json::Value {
    let data = LiveData::wrap(&value).unwrap();
    let mut json = serde_json::to_value(&data).unwrap();
    assert_eq!(
        serde_json::from_value::<LiveData>(json.clone()).unwrap(),
        data
    );
    json["value"].take()
}

#[test]
fn what_json_has_not_is_escaped() {
    assert_eq!(
        in_json(serde_bytes::Bytes::new(&[0, 255])),
        json!({"$hex": "00ff"})
    );
    assert_eq!(in_json([f64::INFINITY]), json!([{"$float": "inf"}]));
    assert_eq!(in_json(f64::NEG_INFINITY), json!({"$float": "-inf"}));
    assert_eq!(in_json(f64::NAN), json!({"$float": "NaN"}));
    assert_eq!(
        in_json(BTreeMap::from([(1, "x"), (2, "y")])),
        json!({"$map": [[1, "x"], [2, "y"]]})
    );
    assert_eq!(
        in_json(BTreeMap::from([("$hex", "x")])),
        json!({"$map": [["$hex", "x"]]})
    );
}

#[test]
fn fields_of_the_form_for_people_come_in_any_order() {
    let text = r#"{"value": [1], "hotswap": 1, "live_type": ["Fire", 2], "type": "T"}"#;
    let data: LiveData = serde_json::from_str(text).unwrap();
    assert_eq!(
        (data.type_name(), data.live_type()),
        ("T", Some(("Fire", 2)))
    );
    assert_eq!(data.unwrap::<[u8; 1]>().unwrap(), [1]);
}

#[test]
fn data_lies_in_live_data_and_in_types_that_serde_buffers() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Envelope {
        to: String,
        #[serde(flatten)]
        job: Job,
    }
    let envelope = Envelope {
        to: "x".into(),
        job: Job {
            due: 1,
            data: LiveData::from(vec![1, 2]),
        },
    };
    let data = LiveData::wrap(&envelope).unwrap();
    assert_eq!(data.unwrap::<Envelope>().unwrap(), envelope);
    let text = serde_json::to_string(&envelope).unwrap();
    assert_eq!(serde_json::from_str::<Envelope>(&text).unwrap(), envelope);
}

#[track_caller]
fn refused(json: &serde_json::Value) -> String {
    serde_json::from_value::<LiveData>(json.clone())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_form_for_people_that_is_none_is_refused_with_the_reason() {
    let cases = [
        (json!({"type": "T", "value": 1}), "missing field `hotswap`"),
        (
            json!({"hotswap": 2, "type": "T", "value": 1}),
            "does not know",
        ),
        (json!({"hotswap": 1, "value": 1}), "missing field `type`"),
        (json!({"hotswap": 1, "type": "T"}), "missing field `value`"),
        (
            json!({"hotswap": 1, "type": "T", "valu": 1}),
            "unknown field `valu`",
        ),
        (
            json!({"hotswap": 1, "type": "T", "value": {"$hex": "0"}}),
            "not hex",
        ),
        (
            json!({"hotswap": 1, "type": "T", "value": {"$hex": "0g"}}),
            "not hex",
        ),
        (
            json!({"hotswap": 1, "type": "T", "value": {"$oct": "0"}}),
            "$oct",
        ),
        (
            json!({"hotswap": 1, "type": "T", "value": {"$map": [[1]]}}),
            "a key and a value",
        ),
        (
            json!({"hotswap": 1, "type": "T", "value": {"$float": "x"}}),
            "invalid float",
        ),
        (json!("T"), "live data"),
    ];
    for (json, reason) in cases {
        let error = refused(&json);
        assert!(error.contains(reason), "{json}: {error}");
    }
}

#[test]
fn tools_may_write_lengths_and_numbers_longer_than_need_be() {
    let data = LiveData::from_bytes(*b"\xdc\0\x04\xcc\x01\xd9\x01T\xdc\0\x02\xa1F\xcc\x02\xcc\x07");
    let data = data.unwrap();
    assert_eq!((data.type_name(), data.live_type()), ("T", Some(("F", 2))));
    assert_eq!(data.unwrap::<u8>().unwrap(), 7);
    assert_eq!(data.to_json(), "7");
}

#[test]
fn bytes_that_are_none_are_refused_with_the_place() {
    let error = LiveData::from_bytes(*b"\x94\x01\xa1T\xc0\xa5hell").unwrap_err();
    assert!(
        matches!(error, Error::NotLiveData { offset: 6, .. }),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "invalid live data: it ends in the middle of a value (at byte 6)"
    );
    let error = LiveData::from_bytes(*b"#!/bin/sh\n").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not begin with a list of four"),
        "{error}"
    );
}
