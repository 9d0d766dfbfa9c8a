//! `Duration`, `SystemTime`, `OsString`, `PathBuf`, and `LiveData`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use hotswap::LiveData;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::support::{crosses, there_and_back};

/// Times from thousands of years before 1970 to thousands of years after.
fn times() -> impl Strategy<Value = SystemTime> {
    (any::<bool>(), 0..1u64 << 38, 0..1_000_000_000u32).prop_map(|(after, secs, nanos)| {
        let distance = Duration::new(secs, nanos);
        if after {
            SystemTime::UNIX_EPOCH + distance
        } else {
            SystemTime::UNIX_EPOCH - distance
        }
    })
}

crossing! {
    duration_crosses: any::<Duration>();
    system_time_crosses: times();
    path_crosses: any::<PathBuf>();
    live_data_crosses: btree_map(any::<String>(), vec(any::<i32>(), 0..5), 0..5)
        .prop_map(|map| LiveData::wrap(&map).unwrap());
}

#[test]
fn the_ends_of_time_cross() {
    crosses(&[Duration::ZERO, Duration::from_nanos(1), Duration::MAX]);
    crosses(&[
        SystemTime::UNIX_EPOCH,
        SystemTime::UNIX_EPOCH - Duration::from_nanos(1),
        SystemTime::now(),
    ]);
}

#[cfg(unix)]
proptest! {
    #[test]
    fn text_of_the_system_that_is_not_unicode_crosses(bytes: Vec<u8>) {
        let text: OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
        crosses(&text);
        crosses(&PathBuf::from(text));
    }
}

#[test]
fn live_data_keeps_the_name_of_its_type() {
    let data = there_and_back(LiveData::wrap(&Some(7u8)).unwrap());
    assert_eq!(data.type_name(), "core::option::Option<u8>");
    assert_eq!(data.unwrap::<Option<u8>>().unwrap(), Some(7));
    crosses(&LiveData::none());
}
