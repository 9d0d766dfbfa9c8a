//! Scalars, text, bytes and the rest, back again and as people see them.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use hotswap::{LiveData, Result};
use serde::{Deserialize, Serialize};

#[test]
fn nothing_reads_as_unit_and_as_an_absent_value() {
    let none = LiveData::none();
    assert!(none.is_none());
    none.unwrap::<()>().unwrap();
    assert_eq!(none.unwrap::<Option<u32>>().unwrap(), None);
    assert!(none.unwrap::<u32>().is_err());
    assert_eq!(none.type_name(), "none");
    assert_eq!(LiveData::default(), none);
}

#[test]
fn scalars_are_wrapped_by_from_and_read_as_any_type_that_holds_them() -> Result<()> {
    assert_eq!(LiveData::from(3).unwrap::<u64>()?, 3);
    assert_eq!(LiveData::from(-3i8).unwrap::<i128>()?, -3);
    assert_eq!(LiveData::from(u64::MAX).unwrap::<u64>()?, u64::MAX);
    assert_eq!(LiveData::from(i128::MIN).unwrap::<i128>()?, i128::MIN);
    assert_eq!(LiveData::from(u128::MAX).unwrap::<u128>()?, u128::MAX);
    assert_eq!(LiveData::from(3u128).unwrap::<i128>()?, 3);
    assert_eq!(LiveData::from(1.5f32).unwrap::<f64>()?, 1.5);
    assert_eq!(LiveData::from(3).unwrap::<f64>()?, 3.0);
    assert!(LiveData::from(true).unwrap::<bool>()?);
    assert_eq!(LiveData::from('ß').unwrap::<char>()?, 'ß');
    assert!(LiveData::from(300).unwrap::<u8>().is_err());
    assert!(LiveData::from(1.5).unwrap::<u8>().is_err());
    Ok(())
}

#[test]
fn text_is_lent_and_owned() -> Result<()> {
    let data = LiveData::from("hello");
    assert_eq!(data, LiveData::from("hello".to_owned()));
    assert_eq!(data.unwrap::<&str>()?, "hello");
    assert_eq!(data.unwrap::<String>()?, "hello");
    assert_eq!(data.type_name(), "str");
    Ok(())
}

#[test]
fn bytes_stay_bytes_and_are_lent() -> Result<()> {
    let bytes: Vec<u8> = (0..=255).collect();
    let data = LiveData::from(bytes.clone());
    assert!(data.as_bytes().ends_with(&bytes), "one byte for each");
    assert_eq!(data.unwrap::<&[u8]>()?, bytes);
    assert_eq!(data.unwrap::<Vec<u8>>()?, bytes);
    assert_eq!(data.unwrap::<serde_bytes::ByteBuf>()?, bytes);
    assert_eq!(LiveData::from(b"abc").unwrap::<[u8; 3]>()?, *b"abc");
    Ok(())
}

#[test]
fn a_list_of_numbers_reads_as_bytes_too() -> Result<()> {
    let list = LiveData::wrap(&[1u8, 2, 200])?;
    assert_eq!(list.unwrap::<serde_bytes::ByteBuf>()?, [1, 2, 200]);
    assert!(list.unwrap::<&[u8]>().is_err(), "there is nothing to lend");
    Ok(())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Move { x: i32 },
    Stop,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Text(String),
    Pair { a: i8, b: Option<Box<Untagged>> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

#[track_caller]
fn comes_back<T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug>(value: T) {
    let data = LiveData::wrap(&value).unwrap();
    assert_eq!(data.unwrap::<T>().unwrap(), value, "{data:?}");
}

#[test]
fn what_serde_can_describe_comes_back() {
    comes_back(Unit);
    comes_back(HashMap::from([((1u8, 'x'), [None, Some(2.5)])]));
    comes_back("::1".parse::<IpAddr>().unwrap());
    comes_back(std::time::Duration::from_millis(1500));
    comes_back([Tagged::Move { x: -1 }, Tagged::Stop]);
    comes_back(vec![Ok::<u8, String>(1), Err("no".into())]);
    let pair = Untagged::Pair {
        a: -1,
        b: Some(Box::new(Untagged::Text("x".into()))),
    };
    comes_back(Flat {
        id: 1,
        rest: BTreeMap::from([("p".into(), pair), ("n".into(), Untagged::Number(7))]),
    });
}

#[derive(Serialize)]
struct Fire {
    n: u32,
    loud: bool,
}

#[test]
fn it_is_shown_with_its_type_and_its_content() -> Result<()> {
    let show = |data: LiveData| format!("{data:?}");
    let fire = Fire { n: 3, loud: true };
    assert_eq!(
        show(LiveData::wrap(&fire)?),
        "LiveData(Fire {n: 3, loud: true})"
    );
    assert_eq!(
        show(LiveData::tagged("Fire", 2, &fire)?),
        "LiveData(Fire v2 {n: 3, loud: true})"
    );
    assert_eq!(show(LiveData::none()), "LiveData(none)");
    assert_eq!(show(LiveData::from("hi")), "LiveData(str \"hi\")");
    assert_eq!(
        show(LiveData::wrap(&Some(BTreeMap::from([("a b", [1.0])])))?),
        "LiveData(Option<BTreeMap<&str, [f64; 1]>> {\"a b\": [1.0]})"
    );
    assert_eq!(
        show(LiveData::from(vec![b'a'; 1000])),
        "LiveData([u8] b\"aaaaaaaaaaaaaaaa\"… (1000 bytes))"
    );
    Ok(())
}

#[test]
fn shown_at_length_it_has_a_line_for_each_field() -> Result<()> {
    let data = LiveData::wrap(&Fire { n: 3, loud: true })?;
    let expected = "LiveData(\n    Fire {\n        n: 3,\n        loud: true,\n    },\n)";
    assert_eq!(format!("{data:#?}"), expected);
    Ok(())
}

#[test]
fn data_of_a_live_type_says_so_without_being_read() -> Result<()> {
    let data = LiveData::tagged("Fire", 2, &3u8)?;
    assert_eq!(data.live_type(), Some(("Fire", 2)));
    assert_eq!(data.unwrap::<u8>()?, 3);
    assert_eq!(LiveData::wrap(&3u8)?.live_type(), None);
    assert_ne!(data, LiveData::wrap(&3u8)?);
    Ok(())
}
