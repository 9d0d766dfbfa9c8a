//! What no message may contain, whatever it is about.

use std::fs;
use std::path::{Path, PathBuf};

/// Names that a user has never written, and places that are not his.
const NEVER: &[&str] = &[
    "$WORKSPACE",
    "hotswap/src",
    "hotswap-macros/src",
    "__private",
    "__hotswap",
    "__Closure",
    "__Function",
    "__Fields",
    "__RECORD",
    "__ITEM",
    "__arg",
    "Repr",
    "Guarded",
    "HasRoot",
    "linkme",
    "implement trait `hotswap::Abi`:",
];

/// Where rustc itself points to a bound of a method or trait that the user named, or to an item that needs a feature.
const BOUNDS: &[&str] = &[
    "abi/contain_each_other",
    "async/task_without_send",
    "async/tokio_without_the_feature",
    "call/",
    "interface/closure",
    "interface/not_implemented",
    "interface/stand_in_each_other",
    "plugin/without_send",
];

#[test]
fn no_message_shows_what_is_generated_or_where_the_library_lies() {
    let messages = messages();
    let found: Vec<_> = messages
        .iter()
        .filter(|(name, _)| !BOUNDS.iter().any(|bound| name.starts_with(bound)))
        .flat_map(|(name, text)| internals(name, text))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_message_of_ours_says_what_to_write() {
    for (name, text) in messages() {
        for message in text.split("\n\n") {
            let ours = message.starts_with("error: ") && !from_rustc(message);
            assert!(!ours || message.contains("= help: "), "{name}:\n{message}");
        }
    }
}

#[test]
fn every_case_has_its_message_and_every_message_its_case() {
    for file in files() {
        let other = match file.extension().and_then(|it| it.to_str()) {
            Some("rs") => file.with_extension("stderr"),
            _ => file.with_extension("rs"),
        };
        assert!(other.exists(), "{} is missing", other.display());
    }
}

#[test]
fn the_page_names_each_case_and_none_that_is_not_there() {
    let page = include_str!("../README.md");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let named: Vec<_> = rows.flat_map(named_cases).collect();
    let unknown = named.iter().filter(|name| !is_there(name));
    let messages = messages();
    let forgotten = messages
        .iter()
        .map(|(name, _)| name.trim_end_matches(".stderr"));
    let forgotten = forgotten.filter(|case| !named.iter().any(|name| covers(name, case)));
    let wrong: Vec<_> = unknown.map(String::as_str).chain(forgotten).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_errors_in_the_documentation_are_those_that_people_get() {
    let page = include_str!("../../hotswap-macros/src/lib.rs");
    let told: Vec<_> = told_in(page).map(without_names).collect();
    assert!(told.len() > 10, "{told:?}");
    let messages: Vec<_> = messages()
        .iter()
        .map(|(_, text)| without_names(text))
        .collect();
    let wrong: Vec<_> = told
        .iter()
        .filter(|told| !messages.iter().any(|text| text.contains(*told)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What stands beside code that does not compile, as a comment behind it; without what is left out (`…`).
fn told_in(page: &str) -> impl Iterator<Item = &str> {
    let blocks = page.split("/// ```compile_fail").skip(1);
    let lines = blocks.flat_map(|block| {
        block
            .split("/// ```")
            .next()
            .into_iter()
            .flat_map(str::lines)
    });
    let told = lines.filter_map(|line| Some(line.rsplit_once(" // ")?.1));
    told.map(|text| text.split(" …").next().unwrap_or(text))
}

/// A text with `_` for all names in it.
fn without_names(text: impl AsRef<str>) -> String {
    let parts = text.as_ref().split('`').enumerate();
    let parts = parts.map(|(number, part)| if number % 2 == 1 { "_" } else { part });
    parts.collect::<Vec<_>>().join("`")
}

/// Whether a name on the page, which may end in `…` or be a topic, is that of the case.
fn covers(name: &str, case: &str) -> bool {
    let prefix = name.trim_end_matches('…');
    let is_prefix = prefix != name || name.ends_with('/');
    name == case || is_prefix && case.starts_with(prefix)
}

/// The cases that a row of a table names: `topic/case`, and others of that topic after it.
fn named_cases(row: &str) -> Vec<String> {
    let mut topic = "";
    let quoted = row.split('`').skip(1).step_by(2);
    let mut cases = Vec::new();
    for name in quoted {
        match name.rsplit_once('/') {
            Some((before, case)) => {
                topic = before;
                cases.push(format!("{topic}/{case}"));
            }
            None if topic.is_empty() => {}
            None => cases.push(format!("{topic}/{name}")),
        }
    }
    cases
}

/// Whether there is such a case, or some where it ends in `…` or is a topic.
fn is_there(name: &str) -> bool {
    if let Some(prefix) = name.strip_suffix('…') {
        let prefix = directory().join(prefix).display().to_string();
        return files()
            .iter()
            .any(|file| file.display().to_string().starts_with(&prefix));
    }
    let places = ["", "..", "../.."].map(|place| directory().join(place).join(name));
    places
        .iter()
        .any(|place| place.is_dir() || place.with_extension("rs").exists())
}

/// Errors of rustc without a number: of the parser, of attributes.
fn from_rustc(message: &str) -> bool {
    let known = [
        "expected `;`",
        "expected `,`, or `}`",
        "expected one of `",
        "expected type, found `",
        "parameter defaults are not supported",
        "expected `{}`, found `;`",
        "missing `for` in a trait impl",
        "expected expression",
        "`const` items in this context",
        "attribute value must be a literal",
        "relaxed bounds are not permitted",
        "cannot construct `Root` with struct literal syntax",
        "future cannot be sent between threads safely",
        "method cannot be invoked on a trait object",
    ];
    known.iter().any(|text| message.contains(text))
}

fn internals(name: &str, text: &str) -> Vec<String> {
    let found = NEVER.iter().filter(|internal| text.contains(*internal));
    found.map(|it| format!("{name} says `{it}`")).collect()
}

/// All messages, by topic and name.
fn messages() -> Vec<(String, String)> {
    let files = files();
    let messages = files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "stderr"));
    messages
        .map(|file| {
            let name = file.strip_prefix(directory()).unwrap_or(file);
            (
                name.display().to_string(),
                fs::read_to_string(file).unwrap(),
            )
        })
        .collect()
}

fn files() -> Vec<PathBuf> {
    let topics = fs::read_dir(directory()).unwrap();
    let topics = topics.map(|topic| topic.unwrap().path());
    topics
        .flat_map(|topic| fs::read_dir(topic).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}
