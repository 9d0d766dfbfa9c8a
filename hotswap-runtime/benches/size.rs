//! What a function costs in a library: one function against a hundred.
//!
//! `cargo bench -p hotswap-runtime --bench size`

use std::fs;

use test_kit::{Plugin, Toolchain, plugin_source};

const MANY: usize = 100;

/// A function, `N` being its number, and the same as it would be exported without hotswap.
struct Shape {
    name: &'static str,
    plugin: &'static str,
    bare: &'static str,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "u64, u64 -> u64",
        plugin: "#[plugin_fn] fn fN(a: u64, b: u64) -> u64 { a * N + b }",
        bare: "#[unsafe(no_mangle)] extern \"C\" fn fN(a: u64, b: u64) -> u64 { a * N + b }",
    },
    Shape {
        name: "&str -> String",
        plugin: "#[plugin_fn] fn fN(text: &str) -> String { text.repeat(N) }",
        bare: "#[unsafe(no_mangle)] fn fN(text: &str) -> String { text.repeat(N) }",
    },
    Shape {
        name: "Job, Vec<Job> -> Result<Job>",
        plugin: "#[plugin_fn] fn fN(job: Job, jobs: Vec<Job>) -> hotswap::Result<Job> {
            jobs.into_iter().nth(N).or(Some(job)).ok_or_else(|| hotswap::Error::msg(\"none\"))
        }",
        bare: "#[unsafe(no_mangle)] fn fN(job: Job, jobs: Vec<Job>) -> hotswap::Result<Job> {
            jobs.into_iter().nth(N).or(Some(job)).ok_or_else(|| hotswap::Error::msg(\"none\"))
        }",
    },
];

const JOB: &str = "#[derive(hotswap::Abi)] pub struct Job { name: String, number: u64 }\n";

/// The size of a plugin with `count` functions.
fn size(name: &str, function: &str, count: usize) -> u64 {
    let functions = (0..count).map(|n| function.replace("N", &n.to_string()) + "\n");
    let source = JOB.to_owned() + &functions.collect::<String>();
    let optimised = Toolchain::current().flag("-Copt-level=3");
    let plugin = Plugin::new(name)
        .source(plugin_source(&source))
        .toolchain(&optimised);
    let library = plugin.flag("-Copt-level=3").flag("-Cstrip=symbols").build();
    fs::metadata(library).unwrap().len()
}

/// Bytes for each function beyond the first.
fn each(name: &str, function: &str) -> (u64, u64, u64) {
    let (one, many) = (size(name, function, 1), size(name, function, MANY));
    (one, many, (many - one) / (MANY as u64 - 1))
}

fn main() {
    println!(
        "{:<32} {:>10} {:>10} {:>8} {:>8}",
        "", "one", "hundred", "each", "bare"
    );
    for (index, shape) in SHAPES.iter().enumerate() {
        let (one, many, of_each) = each(&format!("size{index}"), shape.plugin);
        let (_, _, bare) = each(&format!("bare{index}"), shape.bare);
        println!(
            "{:<32} {one:>10} {many:>10} {of_each:>8} {bare:>8}",
            shape.name
        );
    }
}
