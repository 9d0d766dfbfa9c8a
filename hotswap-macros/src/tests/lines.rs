//! How much is generated: a host instantiates what is behind the table; the plugin's own code only names it.
//!
//! `cargo test --package hotswap-macros --lib lines -- --nocapture` prints the figures of `BENCHMARKS.md`.

use super::expand;

const MANY: usize = 100;

/// Lines beyond those that were written, for one of them and for each one more.
const AT_MOST: &[(&str, usize, usize)] = &[
    ("#[plugin_fn] fn fN() {}", 44, 44),
    (
        "#[plugin_fn] fn fN(a: u64, b: u64) -> u64 { a * b }",
        56,
        56,
    ),
    (
        "#[live_fn] fn fN(text: &str) -> String { text.repeat(N) }",
        50,
        50,
    ),
    ("#[live_type(dyn Job)] struct FN(u8);", 52, 52),
    (
        "#[interface] trait I { fn fN(&self, text: &str) -> String; }",
        116,
        64,
    ),
    ("#[derive(Abi)] struct S { fN: u64, }", 52, 18),
    ("#[derive(Abi)] enum E { FN(u64), }", 68, 36),
    ("#[derive(Imports)] struct S { fN: Obj<dyn I>, }", 25, 10),
];

#[test]
fn an_item_costs_few_lines_and_the_hundredth_no_more_than_the_first() {
    for (source, first, next) in AT_MOST {
        let (one, many) = (more(source, 1), more(source, MANY));
        let each = (many - one) / (MANY - 1);
        println!("{source}: one {one}, a hundred {many}, each one more {each}");
        assert!(
            one <= *first && each <= *next,
            "{source}: {one}, and {each} for each one more"
        );
    }
}

/// Lines that the macros add to `count` of what has an `N` in it, inside whatever is around.
fn more(source: &str, count: usize) -> usize {
    let written = repeated(source, count);
    let lines = |source: &str| {
        prettyplease::unparse(&syn::parse_file(source).unwrap())
            .lines()
            .count()
    };
    expand(&written).lines().count() - lines(&written)
}

fn repeated(source: &str, count: usize) -> String {
    let (before, each, after) = match source.split_once("{ ") {
        Some((head, rest)) if !head.contains("fn f") => {
            let (each, after) = rest.rsplit_once('}').unwrap();
            (format!("{head}{{"), each, format!("}}{after}"))
        }
        _ => (String::new(), source, String::new()),
    };
    let each = (0..count).map(|n| each.replace('N', &n.to_string()));
    format!("{before}{}{after}", each.collect::<String>())
}
