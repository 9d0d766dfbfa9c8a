//! The library that the cases change.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hotswap_runtime::inspect::{Fault, InspectError, inspect, seal};
use test_kit::{Plugin, plugin_source};

/// The name that messages begin with.
pub(crate) const PATH: &str = "plugins/libworld.so";

/// A plugin with something of everything: functions, thread-locals, a panic, a dependency on std.
pub(crate) fn world() -> Plugin {
    let body = "
        #[plugin_fn]
        fn hum(repeat: u32) -> String { \"hum \".repeat(repeat as usize) }
        #[live_fn]
        fn greet(name: &str) -> hotswap::Result<String> {
            thread_local!(static COUNT: std::cell::RefCell<Vec<String>> = Default::default());
            COUNT.with_borrow_mut(|names| names.push(name.to_owned()));
            Ok(format!(\"hello {name}\"))
        }";
    Plugin::new("world")
        .source(plugin_source(body))
        .flag("-Copt-level=3")
}

/// Where [`world`] is.
pub(crate) fn world_path() -> PathBuf {
    world().build()
}

/// What is in it.
pub(crate) fn world_bytes() -> &'static [u8] {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| read(&world_path()));
    &BYTES
}

pub(crate) fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("it was built")
}

pub(crate) fn sealed(content: &[u8]) -> Vec<u8> {
    [content, &seal::seal(content)].concat()
}

/// Why these bytes are refused.
#[track_caller]
pub(crate) fn refusal(bytes: &[u8]) -> InspectError {
    match inspect(Path::new(PATH), bytes) {
        Ok(found) => panic!("accepted as {:?}", found.manifest.plugin),
        Err(error) => error,
    }
}

/// What is wrong with these bytes.
#[track_caller]
pub(crate) fn fault(bytes: &[u8]) -> Fault {
    refusal(bytes).fault
}

/// `bytes` with `found`, which is there once, replaced.
#[track_caller]
pub(crate) fn replaced(bytes: &[u8], found: &[u8], by: &[u8]) -> Vec<u8> {
    assert_eq!(found.len(), by.len(), "nothing else may move");
    let mut places = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(found));
    let at = places.next().expect("it is there");
    assert_eq!(places.next(), None, "it is there twice");
    let mut changed = bytes.to_vec();
    changed[at..at + by.len()].copy_from_slice(by);
    changed
}

/// `bytes` with another value at `at`.
pub(crate) fn patched(bytes: &[u8], at: usize, value: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at..at + value.len()].copy_from_slice(value);
    changed
}

/// `bytes` with one bit flipped.
#[cfg(target_os = "linux")]
pub(crate) fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    patched(bytes, bit / 8, &[bytes[bit / 8] ^ 1 << (bit % 8)])
}
