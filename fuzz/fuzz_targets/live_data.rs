//! Arbitrary bytes, read as live data: an error or a value, never a crash.
//!
//! `cargo +nightly fuzz run live_data fuzz/corpus/live_data hotswap/tests/live_data/corpus` (`mkdir` the first; what is
//! new goes there), with cargo-fuzz installed. What it finds wrong belongs into the second, which
//! `cargo test` reads too.

#![no_main]

use std::collections::BTreeMap;

use hotswap::LiveData;
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and dropped")]
enum Tree {
    Nothing,
    Leaf(u64),
    Pair(Box<Tree>, Option<Box<Tree>>),
    Named(BTreeMap<String, Tree>),
    Branch { name: String, below: Vec<Tree> },
}

fn use_all(data: &LiveData) {
    assert_eq!(&LiveData::from_bytes(data.as_bytes()).unwrap(), data);
    let _ = data.unwrap::<Tree>();
    let _ = data.unwrap::<serde_json::Value>();
    let _ = data.unwrap::<(String, Vec<u8>)>();
    let _ = (
        format!("{data:?}"),
        data.to_json(),
        data.type_name(),
        data.live_type(),
    );
    let json = serde_json::to_string(data).unwrap();
    let _ = serde_json::from_str::<LiveData>(&json);
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(data) = LiveData::from_bytes(bytes) {
        use_all(&data);
    }
    if let Ok(data) = serde_json::from_slice(bytes) {
        use_all(&data);
    }
});
