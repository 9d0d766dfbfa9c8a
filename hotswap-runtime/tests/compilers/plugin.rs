//! The plugin that each compiler builds. `types.rs` is its module `types`.

use std::mem::offset_of;

use hotswap::prelude::*;
use types::Everything;

#[derive(Default)]
struct Compiled;

#[hotswap::plugin]
impl Plugin for Compiled {}

#[plugin_fn]
fn echo(value: Everything) -> Everything {
    value
}

#[plugin_fn]
fn sample(seed: u64) -> Everything {
    Everything::sample(seed)
}

#[plugin_fn]
fn is_sample(value: Everything, seed: u64) -> bool {
    value == Everything::sample(seed)
}

#[plugin_fn]
fn are_samples(values: &[Everything], first: u64) -> bool {
    let is_sample = |(value, seed): (&Everything, u64)| *value == Everything::sample(seed);
    values.iter().zip(first..).all(is_sample)
}

#[plugin_fn]
fn advanced(mut value: Everything, seed: u64) -> Everything {
    value.advance(seed);
    value
}

#[plugin_fn]
fn bits(single: f32, double: f64) -> (u32, u64) {
    (single.to_bits(), double.to_bits())
}

#[plugin_fn]
fn borrowed(text: &str, bytes: &[u8], words: &[String], flags: &[bool], wide: &[u128]) -> String {
    format!("{text} {bytes:?} {words:?} {flags:?} {wide:?}")
}

#[plugin_fn]
fn parse(text: &str) -> hotswap::Result<Everything> {
    Ok(Everything::sample(text.parse()?))
}

#[plugin_fn]
fn panics(value: Everything) -> Everything {
    panic!("cannot stand {}", value.tree.name)
}

#[live_fn]
fn next(data: LiveData) -> hotswap::Result<LiveData> {
    LiveData::wrap(&(data.unwrap::<u64>()? + 1))
}

/// Left to rustc, which may lay it out as it likes.
#[allow(dead_code)]
struct Free {
    a: u32,
    b: u32,
    c: u32,
    d: u32,
    e: u32,
    f: u32,
    g: u32,
    h: u32,
}

#[plugin_fn]
fn layout() -> Vec<usize> {
    vec![
        offset_of!(Free, a),
        offset_of!(Free, b),
        offset_of!(Free, c),
        offset_of!(Free, d),
        offset_of!(Free, e),
        offset_of!(Free, f),
        offset_of!(Free, g),
        offset_of!(Free, h),
    ]
}
