//! Three versions of one plugin's type, each written by each and read by each.

use hotswap::LiveData;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// As it was at first.
mod v1 {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Order {
        pub(super) id: u32,
        pub(super) item: String,
        pub(super) state: State,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) enum State {
        Open,
        Shipped { day: u16 },
    }
}

/// Wider, with a new field and a new variant.
mod v2 {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Order {
        pub(super) id: u64,
        pub(super) item: String,
        #[serde(default = "one")]
        pub(super) count: u32,
        pub(super) state: State,
    }

    fn one() -> u32 {
        1
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) enum State {
        Open,
        Shipped { day: u16 },
        Lost(String),
    }
}

/// With a field renamed, one gone, and one that must be there.
mod v3 {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Order {
        pub(super) id: u64,
        #[serde(rename = "goods", alias = "item")]
        pub(super) goods: String,
        pub(super) count: u32,
    }
}

fn write<T: Serialize>(value: T) -> LiveData {
    LiveData::wrap(&value).unwrap()
}

fn order_1(state: v1::State) -> v1::Order {
    v1::Order {
        id: 7,
        item: "tea".into(),
        state,
    }
}

fn order_2(id: u64, state: v2::State) -> v2::Order {
    v2::Order {
        id,
        item: "tea".into(),
        count: 3,
        state,
    }
}

fn order_3() -> v3::Order {
    v3::Order {
        id: 7,
        goods: "tea".into(),
        count: 3,
    }
}

#[track_caller]
fn reads<T: DeserializeOwned + PartialEq + std::fmt::Debug>(data: &LiveData, expected: T) {
    assert_eq!(data.unwrap::<T>().unwrap(), expected);
}

#[track_caller]
fn refuses<T: DeserializeOwned + std::fmt::Debug>(data: &LiveData, expected: &str) {
    let error = data.unwrap::<T>().expect_err("it is refused").to_string();
    assert_eq!(
        error.replace("live_data::matrix::", ""),
        format!("live data of type {expected}")
    );
}

#[test]
fn every_version_reads_what_it_wrote() {
    let first = order_1(v1::State::Shipped { day: 9 });
    reads(&write(first.clone()), first);
    let second = order_2(1 << 40, v2::State::Lost("at sea".into()));
    reads(&write(second.clone()), second);
    reads(&write(order_3()), order_3());
}

#[test]
fn the_second_reads_the_first_with_the_default_of_the_new_field() {
    let state = v2::State::Shipped { day: 9 };
    let expected = v2::Order {
        count: 1,
        ..order_2(7, state)
    };
    reads(&write(order_1(v1::State::Shipped { day: 9 })), expected);
}

#[test]
fn the_first_reads_the_second_and_leaves_out_what_it_does_not_know() {
    let state = v1::State::Open;
    reads(&write(order_2(7, v2::State::Open)), order_1(state));
}

#[test]
fn the_first_refuses_of_the_second_what_it_has_no_room_for() {
    refuses::<v1::Order>(
        &write(order_2(1 << 40, v2::State::Open)),
        "v2::Order cannot be read as v1::Order: at `id`: \
         expected u32, found integer `1099511627776`",
    );
    refuses::<v1::Order>(
        &write(order_2(7, v2::State::Lost("at sea".into()))),
        "v2::Order cannot be read as v1::Order: at `state`: \
         expected variant `Open`, `Shipped`, found variant `Lost`",
    );
}

#[test]
fn the_third_reads_the_second_under_the_former_name_of_a_field() {
    reads(&write(order_2(7, v2::State::Open)), order_3());
}

#[test]
fn the_third_refuses_the_first_whose_data_lacks_a_field_without_default() {
    refuses::<v3::Order>(
        &write(order_1(v1::State::Open)),
        "v1::Order cannot be read as v3::Order: \
         field `count` is missing; if older data lacks it, add `#[serde(default)]`",
    );
}

#[test]
fn the_older_two_refuse_the_third_which_renamed_what_they_need() {
    refuses::<v1::Order>(
        &write(order_3()),
        "v3::Order cannot be read as v1::Order: \
         field `item` is missing; if older data lacks it, add `#[serde(default)]`",
    );
    refuses::<v2::Order>(
        &write(order_3()),
        "v3::Order cannot be read as v2::Order: \
         field `item` is missing; if older data lacks it, add `#[serde(default)]`",
    );
}
