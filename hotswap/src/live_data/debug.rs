//! Live data in a readable form: `Fire {n: 3, loud: true}`.

use std::fmt::{self, Debug};

use super::LiveData;
use super::name::{in_name, is_name};
use super::token::Token;
use super::value::{Content, Value};

/// How many bytes are shown at most.
const BYTES_SHOWN: usize = 16;

impl Debug for LiveData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("LiveData(none)");
        }
        f.debug_tuple("LiveData").field(&Typed(self)).finish()
    }
}

/// The value, after the name of its type.
struct Typed<'a>(&'a LiveData);

impl Debug for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.live_type() {
            Some((name, version)) => write!(f, "{name} v{version} ")?,
            None => write!(f, "{} ", short(self.0.type_name()))?,
        }
        self.0.value().fmt(f)
    }
}

impl Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content() {
            Content::List(values) => f.debug_list().entries(values).finish(),
            Content::Map(pairs) => {
                let pairs = pairs.map(|(key, value)| (Key(key), value));
                f.debug_map().entries(pairs).finish()
            }
            Content::Scalar(token) => scalar(token, f),
        }
    }
}

/// A key of a map. The name of a field is shown without quotes.
struct Key<'a>(Value<'a>);

impl Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.text() {
            Some(name) if is_name(name) => f.write_str(name),
            _ => self.0.fmt(f),
        }
    }
}

fn scalar(token: Token<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match token {
        Token::Bool(value) => value.fmt(f),
        Token::Unsigned(value) => value.fmt(f),
        Token::Signed(value) => value.fmt(f),
        Token::F32(value) => value.fmt(f),
        Token::F64(value) => value.fmt(f),
        Token::Text(text) => String::from_utf8_lossy(text).fmt(f),
        Token::Bytes(bytes) => shown(bytes, f),
        Token::Nil | Token::List(_) | Token::Map(_) => f.write_str("nil"),
    }
}

/// The first bytes, and how many there are.
fn shown(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let first = &bytes[..bytes.len().min(BYTES_SHOWN)];
    write!(f, "b\"{}\"", first.escape_ascii())?;
    if first.len() < bytes.len() {
        write!(f, "… ({} bytes)", bytes.len())?;
    }
    Ok(())
}

/// The name of a type without its modules: `Option<Fire>` of `core::option::Option<world::jobs::Fire>`.
fn short(type_name: &str) -> String {
    let mut short = String::with_capacity(type_name.len());
    for word in type_name.split_inclusive(|c| !in_name(c)) {
        short.push_str(word);
        if short.ends_with("::") {
            let module = short.trim_end_matches("::").trim_end_matches(in_name);
            short.truncate(module.len());
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_shown_without_its_modules() {
        assert_eq!(short("i32"), "i32");
        assert_eq!(short("world::jobs::Fire"), "Fire");
        assert_eq!(
            short("std::collections::BTreeMap<alloc::string::String, [a::b_c::D; 2]>"),
            "BTreeMap<String, [D; 2]>"
        );
        assert_eq!(short("(a::B, c::D)"), "(B, D)");
        assert_eq!(short("€::B"), "€B", "not a name that a compiler writes");
    }
}
