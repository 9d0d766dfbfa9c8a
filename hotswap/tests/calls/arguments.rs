//! What functions take and return.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hotswap::manifest::ItemKind;
use hotswap::prelude::*;
use hotswap::{Abi, Result};

use crate::support::{MANIFEST, call, info, item};

#[derive(Abi, Clone, Debug, PartialEq)]
struct Job {
    name: String,
    steps: Vec<u8>,
}

#[plugin_fn]
fn nothing() {}

#[plugin_fn]
fn add(a: u64, b: u64) -> u64 {
    a + b
}

#[plugin_fn]
fn shout(text: &str) -> String {
    text.to_uppercase()
}

#[plugin_fn]
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().copied().map(u64::from).sum()
}

#[plugin_fn]
fn join(words: &[String], between: &str) -> String {
    words.join(between)
}

#[plugin_fn]
fn names(jobs: &[Job]) -> Vec<String> {
    jobs.iter().map(|job| job.name.clone()).collect()
}

#[plugin_fn]
fn address(numbers: &[u32]) -> u64 {
    numbers.as_ptr() as u64
}

#[plugin_fn]
fn longer(mut job: Job, (more, times): (u8, usize)) -> Job {
    job.steps.extend(std::iter::repeat_n(more, times));
    job
}

#[plugin_fn]
fn with_lifetimes<'a, 'b>(a: &'a str, b: &'b str) -> usize
where
    'a: 'b,
{
    a.len() + b.len()
}

#[plugin_fn]
#[expect(clippy::too_many_arguments, reason = "the most there can be")]
fn twelve(
    a: u8,
    b: i16,
    c: u32,
    d: f64,
    e: &str,
    f: &[u8],
    g: bool,
    h: char,
    i: (),
    j: [u8; 3],
    k: i128,
    l: Option<u8>,
) -> String {
    format!("{a} {b} {c} {d} {e} {f:?} {g} {h} {i:?} {j:?} {k} {l:?}")
}

#[plugin_fn]
fn checked(n: u8) -> Result<u8> {
    n.checked_add(1)
        .ok_or_else(|| hotswap::Error::msg("too much"))
}

#[plugin_fn]
fn own_result(n: u8) -> std::result::Result<u8, String> {
    n.checked_add(1).ok_or_else(|| "too much".to_owned())
}

#[plugin_fn]
fn parents(paths: BTreeMap<String, PathBuf>) -> BTreeMap<String, Option<PathBuf>> {
    let parent = |path: PathBuf| path.parent().map(PathBuf::from);
    paths
        .into_iter()
        .map(|(name, path)| (name, parent(path)))
        .collect()
}

#[plugin_fn(name = "another name")]
fn renamed() -> u8 {
    1
}

#[plugin_fn]
fn r#match(r#type: u8) -> u8 {
    r#type
}

#[live_fn(name = "add")]
fn live_add(a: u8, b: u8) -> u8 {
    a + b
}

#[test]
fn numbers_go_in_and_a_number_comes_out() {
    assert_eq!(call::<u64>("add", (40u64, 2u64)).unwrap(), 42);
    call::<()>("nothing", ()).unwrap();
}

#[test]
fn text_and_slices_are_lent() {
    assert_eq!(call::<String>("shout", ("straße",)).unwrap(), "STRASSE");
    assert_eq!(call::<String>("shout", ("",)).unwrap(), "");
    let bytes: &[u8] = &[1, 2, 3];
    assert_eq!(call::<u64>("sum", (bytes,)).unwrap(), 6);
    assert_eq!(call::<u64>("sum", (&bytes[..0],)).unwrap(), 0);
    let words = ["a", "b"].map(str::to_owned);
    assert_eq!(call::<String>("join", (&words[..], "+")).unwrap(), "a+b");
    assert_eq!(call::<String>("join", (&words[..0], "+")).unwrap(), "");
}

#[test]
fn a_slice_of_plain_numbers_is_not_copied() {
    let numbers: &[u32] = &[1, 2, 3];
    let address = numbers.as_ptr() as u64;
    assert_eq!(call::<u64>("address", (numbers,)).unwrap(), address);
}

#[test]
fn a_slice_of_derived_values_is_lent_and_stays_the_callers() {
    let job = |name: &str| Job {
        name: name.to_owned(),
        steps: vec![1],
    };
    let jobs = vec![job("a"), job("b")];
    assert_eq!(
        call::<Vec<String>>("names", (&jobs[..],)).unwrap(),
        ["a", "b"]
    );
    assert_eq!(jobs, [job("a"), job("b")]);
}

#[test]
fn values_are_given_away_and_patterns_take_them_apart() {
    let job = Job {
        name: "x".to_owned(),
        steps: vec![1],
    };
    let longer: Job = call("longer", (job, (7u8, 2usize))).unwrap();
    assert_eq!(longer.steps, [1, 7, 7]);
}

#[test]
fn lifetimes_of_the_function_are_no_matter() {
    assert_eq!(call::<usize>("with_lifetimes", ("ab", "c")).unwrap(), 3);
}

#[test]
fn twelve_arguments_arrive_in_order() {
    let args = (
        1u8,
        -2i16,
        3u32,
        4.5f64,
        "five",
        &[6u8][..],
        true,
        '8',
        (),
        [9u8; 3],
        i128::MIN,
        Some(12u8),
    );
    assert_eq!(
        call::<String>("twelve", args).unwrap(),
        format!(
            "1 -2 3 4.5 five [6] true 8 () [9, 9, 9] {} Some(12)",
            i128::MIN
        )
    );
}

#[test]
fn maps_of_paths_go_there_and_come_back() {
    let paths = BTreeMap::from([("a".to_owned(), PathBuf::from("/x/y"))]);
    let parents: BTreeMap<String, Option<PathBuf>> = call("parents", (paths,)).unwrap();
    assert_eq!(parents["a"], Some(PathBuf::from("/x")));
}

#[test]
fn a_result_of_hotswap_is_called_as_the_value_is() {
    assert_eq!(call::<u8>("checked", (1u8,)).unwrap(), 2);
    let error = call::<u8>("checked", (255u8,)).unwrap_err();
    assert_eq!(error.to_string(), "too much");
}

#[test]
fn a_result_with_another_error_is_a_value() {
    type Own = std::result::Result<u8, String>;
    assert_eq!(call::<Own>("own_result", (1u8,)).unwrap(), Ok(2));
    assert_eq!(
        call::<Own>("own_result", (255u8,)).unwrap(),
        Err("too much".to_owned())
    );
}

#[test]
fn a_function_goes_by_the_name_that_it_was_given() {
    assert_eq!(call::<u8>("another name", ()).unwrap(), 1);
    assert_eq!(call::<u8>("match", (3u8,)).unwrap(), 3);
    assert!(!MANIFEST.items.iter().any(|item| item.name == "renamed"));
}

#[test]
fn two_kinds_of_function_may_share_a_name() {
    let live = info(ItemKind::LiveFn, "add");
    assert_eq!(live.signature.to_string(), "fn(a: u8, b: u8) -> u8");
    let plain = info(ItemKind::PluginFn, "add");
    assert_eq!(plain.signature.to_string(), "fn(a: u64, b: u64) -> u64");
}

#[test]
fn table_and_manifest_agree() {
    for info in &MANIFEST.items {
        let item = item(info.kind, &info.name);
        assert_eq!(item.fingerprint(), info.fingerprint, "{}", info.name);
        assert_eq!(
            info.signature.fingerprint(),
            info.fingerprint,
            "{}",
            info.name
        );
    }
    assert_eq!(MANIFEST.items.len(), hotswap::root::ITEMS.len());
    assert_eq!(MANIFEST.plugin.name, "hotswap-rs");
    assert_eq!(MANIFEST.plugin.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(MANIFEST.plugin.root, "hotswap2_root_calls");
    assert_eq!(MANIFEST.plugin.panic, "unwind");
}
