//! The same bytes and values as rmp-serde, and the same JSON as serde_json.

use hotswap::LiveData;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::support::{Tree, trees};

/// The value inside the stored form.
fn value(data: &LiveData) -> &[u8] {
    let name = data.type_name().len();
    assert!((32..256).contains(&name), "a name with two bytes before it");
    &data.as_bytes()[2 + 2 + name + 1..]
}

/// As serde_json reads a tree's JSON, so that keys and numbers may be written in more than one way.
fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

proptest! {
    #[test]
    fn rmp_serde_writes_the_same_and_reads_the_same(tree in trees()) {
        let tree = [[tree]];
        let data = LiveData::wrap(&tree).unwrap();
        prop_assert_eq!(value(&data), rmp_serde::to_vec_named(&tree).unwrap());
        prop_assert_eq!(&data.unwrap::<[[Tree; 1]; 1]>().unwrap(), &tree);
        let theirs: [[Tree; 1]; 1] = rmp_serde::from_slice(value(&data)).unwrap();
        prop_assert_eq!(theirs, tree);
    }

    #[test]
    fn serde_json_reads_from_json_what_was_wrapped(values: Vec<(String, Option<i64>, f64, f32)>) {
        let json = LiveData::wrap(&values).unwrap().to_json();
        let back: Vec<(String, Option<i64>, f64, f32)> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back, values);
    }

    #[test]
    fn json_of_any_value_can_be_read(tree in trees()) {
        json(&LiveData::wrap(&tree).unwrap().to_json());
    }
}

#[test]
fn json_of_bytes_keys_and_infinities_is_what_serde_json_writes() {
    #[derive(serde::Serialize)]
    struct Odd {
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        keys: std::collections::BTreeMap<i8, bool>,
        far: [f32; 3],
        control: &'static str,
    }
    let odd = Odd {
        bytes: vec![0, 255],
        keys: [(-1, true), (1, false)].into(),
        far: [f32::NAN, f32::INFINITY, 1.1],
        control: "\0\x08\x0c\n\r\t\x1f\"\\/é😀",
    };
    let data = LiveData::wrap(&odd).unwrap();
    assert_eq!(data.to_json(), serde_json::to_string(&odd).unwrap());
}
