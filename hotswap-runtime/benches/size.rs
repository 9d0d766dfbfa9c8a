//! What a function costs in a library: one function against a hundred.
//!
//! `cargo bench -p hotswap-host --bench size`

use std::fs;

use test_kit::{Plugin, Toolchain, plugin_source};

const MANY: usize = 100;

/// Code with `N` functions in it, and the same as it would be without hotswap.
struct Shape {
    name: &'static str,
    plugin: Source,
    bare: Source,
}

struct Source {
    /// What stands for each function, `N` being its number; one after the other.
    each: &'static [&'static str],
    /// What stands before, between and after them, once.
    around: &'static [&'static str],
}

/// Functions, one after the other.
const fn functions(each: &'static [&'static str]) -> Source {
    Source {
        each,
        around: &[""],
    }
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "plugin_fn: u64, u64 -> u64",
        plugin: functions(&["#[plugin_fn] fn fN(a: u64, b: u64) -> u64 { a * N + b }"]),
        bare: functions(&[
            "#[unsafe(no_mangle)] extern \"C\" fn fN(a: u64, b: u64) -> u64 { a * N + b }",
        ]),
    },
    Shape {
        name: "plugin_fn: &str -> String",
        plugin: functions(&["#[plugin_fn] fn fN(text: &str) -> String { text.repeat(N) }"]),
        bare: functions(&["#[unsafe(no_mangle)] fn fN(text: &str) -> String { text.repeat(N) }"]),
    },
    Shape {
        name: "live_fn: &str -> String",
        plugin: functions(&["#[live_fn] fn fN(text: &str) -> String { text.repeat(N) }"]),
        bare: functions(&["#[unsafe(no_mangle)] fn fN(text: &str) -> String { text.repeat(N) }"]),
    },
    Shape {
        name: "plugin_fn: Job, Vec<Job> -> Result<Job>",
        plugin: functions(&[
            "#[plugin_fn] fn fN(job: Job, jobs: Vec<Job>) -> hotswap::Result<Job> {
                jobs.into_iter().nth(N).or(Some(job)).ok_or_else(|| hotswap::Error::msg(\"none\"))
            }",
        ]),
        bare: functions(&[
            "#[unsafe(no_mangle)] fn fN(job: Job, jobs: Vec<Job>) -> hotswap::Result<Job> {
                jobs.into_iter().nth(N).or(Some(job)).ok_or_else(|| hotswap::Error::msg(\"none\"))
            }",
        ]),
    },
    Shape {
        name: "method of an interface: &str -> String",
        plugin: Source {
            each: METHODS,
            around: &[
                "#[hotswap::interface] pub trait Many {",
                "} struct Mine; impl Many for Mine {",
                "} #[plugin_fn] fn many() -> Obj<dyn Many> { Obj::new(Mine) }",
            ],
        },
        bare: Source {
            each: METHODS,
            around: &[
                "pub trait Many {",
                "} struct Mine; impl Many for Mine {",
                "} #[unsafe(no_mangle)] fn many() -> Box<dyn Many> { Box::new(Mine) }",
            ],
        },
    },
];

/// As the trait has it, and as what implements it does.
const METHODS: &[&str] = &[
    "fn fN(&self, text: &str) -> String;",
    "fn fN(&self, text: &str) -> String { text.repeat(N) }",
];

impl Source {
    /// With so many functions.
    fn with(&self, count: usize) -> String {
        let all = |each: &&str| -> String {
            (0..count)
                .map(|n| each.replace('N', &n.to_string()) + "\n")
                .collect()
        };
        let mut around = self.around.iter();
        let first = around.next().copied().unwrap_or_default().to_owned();
        let rest = self.each.iter().map(all);
        rest.fold(first, |text, functions| {
            text + &functions + around.next().copied().unwrap_or_default()
        })
    }
}

const JOB: &str = "#[derive(hotswap::Abi)] pub struct Job { name: String, number: u64 }\n";

/// The size of a plugin with `count` functions.
fn size(name: &str, source: &Source, count: usize) -> u64 {
    let source = JOB.to_owned() + &source.with(count);
    let optimised = Toolchain::current().flag("-Copt-level=3");
    let plugin = Plugin::new(name)
        .source(plugin_source(&source))
        .toolchain(&optimised);
    // One unit: into how many a crate is cut depends on its size, and what is there of std depends on that.
    let whole = plugin.flag("-Copt-level=3").flag("-Ccodegen-units=1");
    let library = whole.flag("-Cstrip=symbols").build();
    fs::metadata(library).unwrap().len()
}

/// Bytes for each function beyond the first.
fn each(name: &str, source: &Source) -> (u64, u64, u64) {
    let (one, many) = (size(name, source, 1), size(name, source, MANY));
    (one, many, (many - one) / (MANY as u64 - 1))
}

fn main() {
    println!(
        "{:<40} {:>10} {:>10} {:>8} {:>8}",
        "", "one", "hundred", "each", "bare"
    );
    for (index, shape) in SHAPES.iter().enumerate() {
        let (one, many, of_each) = each(&format!("size{index}"), &shape.plugin);
        let (_, _, bare) = each(&format!("bare{index}"), &shape.bare);
        println!(
            "{:<40} {one:>10} {many:>10} {of_each:>8} {bare:>8}",
            shape.name
        );
    }
}
