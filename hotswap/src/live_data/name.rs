//! Names of fields, which are shown without quotes.

/// Whether it is a valid name of a field in Rust.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(in_name) && !text.starts_with(char::is_numeric)
}

/// Whether a name may have this character in it.
pub(super) fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
