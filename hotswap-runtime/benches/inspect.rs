//! What it costs to look at a library without running it.
//!
//! `cargo bench -p hotswap-host --bench inspect`

mod kit;

use std::path::Path;
use std::time::Instant;

use hotswap_runtime::inspect::{inspect, seal};
use kit::{Comparison, release};
use test_kit::plugin_source;

const ROUNDS: usize = 101;

fn library(name: &str, functions: &str) -> Vec<u8> {
    std::fs::read(release(name, &plugin_source(functions)).build()).unwrap()
}

fn main() {
    let small = library("small", "#[plugin_fn] fn version() -> u32 { 1 }");
    let large = library(
        "large",
        "#[plugin_fn] fn version() -> u32 { 1 }
         #[used] static BALLAST: [u8; 5 << 20] = [7; 5 << 20];",
    );
    let sealed = |library: &[u8]| [library, &seal::seal(library)].concat();
    let (small_sealed, large_sealed) = (sealed(&small), sealed(&large));
    println!(
        "The small library has {} KB, the large one {} KB.",
        small.len() / 1024,
        large.len() / 1024
    );
    let look = |library: Vec<u8>| {
        move || {
            let start = Instant::now();
            inspect(Path::new("library"), &library).unwrap();
            start.elapsed()
        }
    };
    Comparison::new("Inspecting a library that is in memory")
        .work("small", look(small))
        .work("small, with a seal", look(small_sealed))
        .work("large", look(large))
        .work("large, with a seal", look(large_sealed))
        .run(ROUNDS);
}
