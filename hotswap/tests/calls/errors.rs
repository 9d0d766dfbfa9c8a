//! Calls that give no value.

use std::fmt;

use hotswap::call::Args;
use hotswap::prelude::*;
use hotswap::{Error, Result};

use crate::support::call;

#[derive(Debug)]
struct Outer(std::num::ParseIntError);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the port is wrong")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("the payload went off");
    }
}

#[plugin_fn]
fn port(text: &str) -> Result<u16> {
    Ok(text.parse().map_err(Outer)?)
}

#[plugin_fn]
fn look_up() -> Result<()> {
    Err(Error::not_found("colour", "gren", "the palette", ["green"]))
}

#[plugin_fn]
fn read_wrong() -> Result<u8> {
    LiveData::wrap("text")?.unwrap()
}

#[plugin_fn]
fn panics(how: u8, given: Vec<String>) -> usize {
    match how {
        0 => panic!("plain text"),
        1 => panic!("formatted {}", given.len()),
        2 => std::panic::panic_any(7u32),
        3 => std::panic::panic_any(Bomb),
        _ => given[usize::from(how)].len(),
    }
}

fn failure(name: &'static str, args: impl Args<'static>) -> Error {
    call::<()>(name, args).expect_err("the call fails")
}

fn panic_of(how: u8) -> Error {
    call::<usize>("panics", (how, vec!["x".to_owned()])).expect_err("the call fails")
}

fn message_of(error: &Error) -> &str {
    match error {
        Error::Panicked { message, .. } => message,
        other => panic!("not a panic: {other:?}"),
    }
}

#[test]
fn an_error_arrives_with_the_errors_behind_it() {
    let error = call::<u16>("port", ("x",)).unwrap_err();
    assert_eq!(error.to_string(), "the port is wrong");
    assert_eq!(error.plugin(), Some("itself"));
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "invalid digit found in string");
    assert!(source.source().is_none());
    assert_eq!(call::<u16>("port", ("80",)).unwrap(), 80);
}

#[test]
fn an_error_keeps_its_kind() {
    let error = failure("look_up", ());
    assert!(matches!(&error, Error::NotFound { suggestion: Some(name), .. } if name == "green"));
    let error = call::<u8>("read_wrong", ()).unwrap_err();
    assert!(matches!(error, Error::WrongData { .. }), "{error:?}");
}

#[test]
fn a_panic_is_an_error_that_names_plugin_and_message() {
    let error = panic_of(0);
    assert_eq!(message_of(&error), "plain text");
    assert_eq!(error.plugin(), Some("itself"));
    assert_eq!(error.to_string(), "plugin itself panicked: plain text");
    assert_eq!(message_of(&panic_of(1)), "formatted 1");
}

#[test]
fn a_panic_of_std_inside_a_function_is_contained() {
    let error = panic_of(9);
    assert!(message_of(&error).contains("index is 9"), "{error}");
}

#[test]
fn a_panic_with_a_payload_that_is_no_text_is_contained() {
    assert!(message_of(&panic_of(2)).contains("not text"));
}

#[test]
fn a_payload_that_panics_when_dropped_is_contained() {
    assert!(message_of(&panic_of(3)).contains("not text"));
}

#[test]
fn after_a_panic_the_function_works_on() {
    panic_of(0);
    let words = vec![String::new(), "x".repeat(4)];
    assert!(call::<usize>("panics", (9u8, words)).is_err());
    let words = vec!["y".repeat(3); 10];
    assert_eq!(call::<usize>("panics", (9u8, words)).unwrap(), 3);
}
