//! Libraries that really differ: in code, in size, in how they are optimised and linked.

use std::fmt::Write;
use std::path::PathBuf;

use test_kit::Plugin;

const SOURCE: &str = include_str!("plugin.rs");

/// How many there are.
pub(super) const COUNT: u64 = 4;

/// The libraries, each built with `flags` besides its own.
pub(super) fn build(flags: &[&str]) -> Vec<PathBuf> {
    (1..=COUNT).map(|number| one(number, flags)).collect()
}

fn one(number: u64, flags: &[&str]) -> PathBuf {
    let level = [
        "-Copt-level=0",
        "-Copt-level=3",
        "-Copt-level=s",
        "-Copt-level=1",
    ];
    let mut plugin = Plugin::new("soak")
        .version(&format!("{number}.0.0"))
        .source(format!("{}\n{SOURCE}", different(number)))
        .dependency("rand = \"0.10\"")
        .dependency("tracing = \"0.1\"")
        .flag(level[number as usize % level.len()])
        .flag("-Cstrip=symbols");
    for flag in flags {
        plugin = plugin.flag(flag);
    }
    plugin.build()
}

/// What is another one in each version: more functions, and more data, in the later ones.
fn different(number: u64) -> String {
    let mut module = format!("mod different {{ pub const VERSION: u64 = {number};\n");
    let mut mix = String::new();
    for step in 0..number * 20 {
        // Writing to a string does not fail.
        let _ = writeln!(
            module,
            "static DATA_{step}: [u32; {length}] = [{step}; {length}];
             #[inline(never)] fn step_{step}(n: u32) -> u32 {{
                 DATA_{step}[n as usize % {length}].wrapping_mul(n ^ {number}).rotate_left({step} % 32)
             }}",
            length = step * number + 7,
        );
        let _ = write!(mix, "n ^= step_{step}(n); ");
    }
    let _ = writeln!(module, "pub fn mix(mut n: u32) -> u32 {{ {mix} n }} }}");
    module
}
