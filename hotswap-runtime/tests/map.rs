//! The table in README.md names every suite and every topic, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A suite, and a topic of it; a suite that is one topic has none.
type Row = (String, Option<String>);

/// What the table has. A row without a suite belongs to the suite above it.
fn listed() -> BTreeSet<Row> {
    let readme = fs::read_to_string(tests().join("README.md")).expect("it can be read");
    let rows = readme.lines().filter(|line| line.starts_with("| "));
    let mut suite = String::new();
    let mut listed = BTreeSet::new();
    for row in rows.skip(1) {
        let cells: Vec<_> = row.split('|').map(|cell| cell.trim()).collect();
        let name = |cell: &str| cell.trim_matches('`').to_owned();
        if !cells[1].is_empty() {
            suite = name(cells[1]);
        }
        let topic = (!cells[2].is_empty()).then(|| name(cells[2]));
        assert!(listed.insert((suite.clone(), topic)), "twice: {row}");
    }
    listed
}

/// What cargo finds: `suite.rs` with a module for each topic, or `suite/main.rs`.
fn found() -> BTreeSet<Row> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(tests()).expect("it can be read").flatten() {
        let path = entry.path();
        let stem = path.file_stem().expect("it has a name").to_string_lossy();
        if path.join("main.rs").exists() {
            found.insert((stem.into_owned(), None));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let topics = topics(&path);
            match topics.is_empty() {
                true => drop(found.insert((stem.into_owned(), None))),
                false => found.extend(topics.into_iter().map(|it| (stem.to_string(), Some(it)))),
            }
        }
    }
    found
}

/// The modules that a file declares, but for what suites share.
fn topics(suite: &Path) -> Vec<String> {
    let text = fs::read_to_string(suite).expect("it can be read");
    let modules = text.lines().filter_map(|line| line.strip_prefix("mod "));
    let modules = modules.filter_map(|rest| rest.strip_suffix(';'));
    let modules = modules.filter(|&module| module != "common");
    modules.map(str::to_owned).collect()
}

#[test]
fn the_table_in_the_readme_has_every_suite_and_every_topic() {
    let (listed, found) = (listed(), found());
    let missing: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(missing.is_empty(), "README.md does not list {missing:?}");
    assert!(
        gone.is_empty(),
        "README.md lists what is not there: {gone:?}"
    );
}

/// Each directory belongs to a suite: cargo runs nothing of one that none declares.
#[test]
fn no_directory_of_tests_is_left_out() {
    let topics: BTreeSet<_> = found()
        .into_iter()
        .map(|(suite, topic)| topic.unwrap_or(suite))
        .collect();
    for entry in fs::read_dir(tests()).expect("it can be read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name != "common" {
            assert!(topics.contains(&name), "no suite declares `{name}`");
        }
    }
}
