//! Live data as JSON, for people and tools.

use std::fmt::{Display, Write};

use super::token::Token;
use super::value::{Content, Pairs, Value, Values};

/// Writes `value` as serde_json would write it.
pub(super) fn write(value: Value<'_>, out: &mut String) {
    match value.content() {
        Content::Scalar(token) => scalar(token, out),
        Content::List(values) => list(values, out),
        Content::Map(pairs) => map(pairs, out),
    }
}

fn list(values: Values<'_>, out: &mut String) {
    out.push('[');
    separated(values, out, write);
    out.push(']');
}

fn map(pairs: Pairs<'_>, out: &mut String) {
    out.push('{');
    separated(pairs, out, |(key, value), out| {
        name(key, out);
        out.push(':');
        write(value, out);
    });
    out.push('}');
}

fn separated<T>(
    items: impl Iterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(item, out);
    }
}

/// The key of a map, which must be text in JSON.
fn name(key: Value<'_>, out: &mut String) {
    if key.text().is_some() {
        return write(key, out);
    }
    let mut json = String::new();
    write(key, &mut json);
    text(&json, out);
}

fn scalar(token: Token<'_>, out: &mut String) {
    match token {
        Token::Bool(value) => display(value, out),
        Token::Unsigned(value) => display(value, out),
        Token::Signed(value) => display(value, out),
        Token::F32(value) => float(value, value.is_finite(), out),
        Token::F64(value) => float(value, value.is_finite(), out),
        Token::Text(bytes) => text(&String::from_utf8_lossy(bytes), out),
        Token::Bytes(bytes) => {
            out.push('[');
            separated(bytes.iter(), out, display);
            out.push(']');
        }
        Token::Nil | Token::List(_) | Token::Map(_) => out.push_str("null"),
    }
}

fn display(value: impl Display, out: &mut String) {
    let _ = write!(out, "{value}");
}

/// `{:?}` keeps the point of a whole number, and writes large ones with an exponent.
fn float(value: impl std::fmt::Debug, is_finite: bool, out: &mut String) {
    if is_finite {
        let _ = write!(out, "{value:?}");
    } else {
        out.push_str("null");
    }
}

fn text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
