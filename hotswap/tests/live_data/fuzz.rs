//! Arbitrary bytes, read as live data in every way: an error or a value, never a panic, never much memory.
//!
//! Starts from the files in `corpus/` and changes them at random, the same way in each run. For a long run, which
//! begins elsewhere each time: `HOTSWAP_FUZZ_SECONDS=600 cargo test -p hotswap-rs --test live_data fuzz`. An input
//! that fails is printed; put it into `corpus/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use hotswap::LiveData;
use serde::Deserialize;
use test_kit::most_allocated;

use crate::support::Tree;

const ROUNDS: usize = 30_000;

/// Numbers that look random (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &'a [Vec<u8>]) -> &'a [u8] {
        &from[self.below(from.len())]
    }

    /// A byte that means something, or any.
    fn byte(&mut self) -> u8 {
        const MEANINGFUL: &[u8] =
            b"\x00\x7f\x80\x81\x8f\x90\x91\x9f\xa0\xa1\xc0\xc1\xc2\xc4\xc6\xc7\
            \xca\xcb\xcc\xcf\xd3\xd9\xdb\xdc\xdd\xde\xdf\xe0\xff\"{}[],:$";
        match self.below(2) {
            0 => MEANINGFUL[self.below(MEANINGFUL.len())],
            _ => self.next() as u8,
        }
    }

    /// Changes `bytes` in one place.
    fn mutate(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(8)).min(bytes.len());
        match self.below(6) {
            0 if at < bytes.len() => bytes[at] = self.byte(),
            1 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            2 if at < end => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let other = self.pick(seeds);
                let from = self.below(other.len());
                let part = other[from..].iter().copied().take(64);
                drop(bytes.splice(at..at, part));
            }
            _ => bytes.insert(at, self.byte()),
        }
    }
}

/// A type with small elements, so that memory shows what was believed of lengths.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and dropped")]
struct Node {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    below: Vec<Node>,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, serde_json::Value>,
}

fn read<T: for<'a> Deserialize<'a>>(data: &LiveData) {
    drop(data.unwrap::<T>());
}

/// Does everything that can be done with data.
fn use_all(data: &LiveData) {
    read::<Tree>(data);
    read::<Vec<Tree>>(data);
    read::<Node>(data);
    read::<serde_json::Value>(data);
    read::<(String, Vec<u8>)>(data);
    read::<serde_bytes::ByteBuf>(data);
    read::<LiveData>(data);
    assert_eq!(&LiveData::from_bytes(data.as_bytes()).unwrap(), data);
    let json = data.to_json();
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&json) {
        assert!(
            error.to_string().contains("recursion limit"),
            "{json}: {error}"
        );
    }
    let _ = (
        format!("{data:?} {data:#?}"),
        data.type_name(),
        data.live_type(),
    );
    // The first time numbers change their size: of 32 bits, or longer than need be.
    if let Some(back) = through_json(data) {
        assert_eq!(through_json(&back), Some(back), "from then on it stays");
    }
}

/// The same data, unless it is deeper than serde_json reads.
fn through_json(data: &LiveData) -> Option<LiveData> {
    let text = serde_json::to_string(data).unwrap();
    let back = serde_json::from_str(&text);
    let is_too_deep = |error: &serde_json::Error| error.to_string().contains("recursion limit");
    assert!(back.as_ref().err().is_none_or(is_too_deep), "{text}");
    back.ok()
}

/// Reads `bytes` in every way.
fn exercise(bytes: &[u8]) {
    let mut data = None;
    let memory = most_allocated(|| data = LiveData::from_bytes(bytes).ok());
    assert!(memory <= 1024 + 2 * bytes.len(), "{memory} to check");
    if let Some(data) = data {
        let memory = most_allocated(|| read::<Node>(&data));
        assert!(
            memory <= (64 << 10) + size_of::<Node>() * 2 * bytes.len(),
            "{memory} to read"
        );
        use_all(&data);
    }
    if let Ok(data) = serde_json::from_slice(bytes) {
        use_all(&data);
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live_data/corpus");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect()
}

/// Where to begin, and whether to go on after so many rounds.
fn plan() -> (Random, Box<dyn Fn(usize) -> bool>) {
    let Some(seconds) = std::env::var_os("HOTSWAP_FUZZ_SECONDS") else {
        return (Random(0), Box::new(|round| round < ROUNDS));
    };
    let seconds = seconds
        .to_str()
        .and_then(|text| text.parse().ok())
        .expect("whole seconds");
    let (start, limit) = (Instant::now(), Duration::from_secs(seconds));
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    (
        Random(now.as_nanos() as u64),
        Box::new(move |_| start.elapsed() < limit),
    )
}

#[test]
fn fuzz() {
    let seeds = corpus();
    assert!(seeds.len() >= 10, "the corpus is there");
    seeds.iter().for_each(|seed| exercise(seed));
    let (mut random, goes_on) = plan();
    for round in 0.. {
        if !goes_on(round) {
            break;
        }
        let mut bytes = random.pick(&seeds).to_vec();
        for _ in 0..=random.below(4) {
            random.mutate(&mut bytes, &seeds);
        }
        if catch_unwind(AssertUnwindSafe(|| exercise(&bytes))).is_err() {
            panic!("failed with b\"{}\"", bytes.escape_ascii());
        }
    }
}
