//! What live data costs, against plain rmp-serde and serde_json.
//!
//! `cargo bench -p hotswap-host --bench live_data`

mod kit;

use std::collections::BTreeMap;
use std::hint::black_box;

use hotswap::LiveData;
use kit::Comparison;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const ROUNDS: usize = 501;
/// So few that most rounds are over before the system turns to something else.
const CALLS: u32 = 50;

#[derive(Serialize, Deserialize)]
struct Fire {
    n: u32,
    loud: bool,
    who: String,
}

/// About 10 KB: what a player of a game is worth.
#[derive(Serialize, Deserialize)]
struct Player {
    id: u64,
    name: String,
    items: Vec<Item>,
    skills: BTreeMap<String, f64>,
    seen: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Item {
    kind: Kind,
    count: u32,
    note: Option<String>,
    at: (i32, i32),
}

#[derive(Serialize, Deserialize)]
enum Kind {
    Food,
    Weapon { damage: u16 },
    Other(String),
}

#[derive(Serialize, Deserialize)]
struct Blob {
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

fn fire() -> Fire {
    Fire {
        n: 3,
        loud: true,
        who: "Bob".to_owned(),
    }
}

fn player() -> Player {
    let item = |n: u32| Item {
        kind: match n % 3 {
            0 => Kind::Food,
            1 => Kind::Weapon { damage: 300 },
            _ => Kind::Other(format!("kind {n}")),
        },
        count: n * 1000,
        note: n.is_multiple_of(2).then(|| format!("found on day {n}")),
        at: (-1, n as i32),
    };
    Player {
        id: 1 << 40,
        name: "Bob".to_owned(),
        items: (0..120).map(item).collect(),
        skills: (0..60)
            .map(|n| (format!("skill {n}"), f64::from(n) / 3.0))
            .collect(),
        seen: (0..500).map(|n| n * 4001).collect(),
    }
}

/// Writing and reading one value in each way.
fn compare<T: Serialize + DeserializeOwned>(title: &str, value: &T) {
    let data = LiveData::wrap(value).unwrap();
    let packed = rmp_serde::to_vec_named(value).unwrap();
    let json = serde_json::to_vec(value).unwrap();
    let size = packed.len();
    Comparison::new(&format!("Wrap {title} ({size} bytes)"))
        .calls(CALLS, "rmp-serde", || {
            rmp_serde::to_vec_named(black_box(value)).unwrap()
        })
        .calls(CALLS, "`LiveData::wrap`", || {
            LiveData::wrap(black_box(value)).unwrap()
        })
        .calls(CALLS, "serde_json", || {
            serde_json::to_vec(black_box(value)).unwrap()
        })
        .run(ROUNDS);
    Comparison::new(&format!("Unwrap {title} ({size} bytes)"))
        .calls(CALLS, "rmp-serde", || {
            rmp_serde::from_slice::<T>(black_box(&packed)).unwrap()
        })
        .calls(CALLS, "`LiveData::unwrap`", || {
            black_box(&data).unwrap::<T>().unwrap()
        })
        .calls(CALLS, "serde_json", || {
            serde_json::from_slice::<T>(black_box(&json)).unwrap()
        })
        .run(ROUNDS);
}

fn main() {
    compare("a small struct", &fire());
    compare("a large one", &player());
    let blob = Blob {
        bytes: (0..10_240u32).map(|n| n as u8).collect(),
    };
    compare("one with bytes", &blob);

    let data = LiveData::wrap(&player()).unwrap();
    let bytes = LiveData::from(blob.bytes.as_slice());
    Comparison::new("The rest, on the large one")
        .calls(CALLS, "copy the stored form", || {
            black_box(&data).as_bytes().to_vec()
        })
        .calls(CALLS, "and `from_bytes`, which checks it", || {
            LiveData::from_bytes(black_box(&data).as_bytes()).unwrap()
        })
        .calls(CALLS, "`to_json`", || black_box(&data).to_json())
        .calls(CALLS, "`LiveData::from` 10 KB of bytes", || {
            LiveData::from(black_box(blob.bytes.as_slice()))
        })
        .calls(CALLS, "`unwrap::<&[u8]>` of them", || {
            black_box(&bytes).unwrap::<&[u8]>().unwrap().len()
        })
        .calls(CALLS, "`unwrap::<Vec<u8>>` of them", || {
            black_box(&bytes).unwrap::<Vec<u8>>().unwrap()
        })
        .run(ROUNDS);
}
