//! The error of decoding: what does not fit, and where.

use std::fmt::{self, Display, Write};

use serde::de::{Expected, Unexpected};

use crate::live_data::name::is_name;
use crate::live_data::token::Invalid;

/// A decode error. Its path is added on the way out, so that decoding without errors pays nothing for it.
#[derive(Debug)]
pub(in crate::live_data) struct DecodeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// From the innermost step to the outermost.
    steps: Vec<PathSegment>,
    expected: Option<String>,
    found: Option<String>,
    reason: String,
}

/// One step of a path into a value.
#[derive(Debug)]
pub(super) enum PathSegment {
    Field(String),
    Index(u32),
}

impl PathSegment {
    fn shortened(self) -> Self {
        match self {
            Self::Field(name) => Self::Field(shortened(name)),
            Self::Index(_) => self,
        }
    }
}

/// The parts of a [`DecodeError`].
pub(in crate::live_data) struct Details {
    pub(in crate::live_data) path: String,
    pub(in crate::live_data) expected: Option<String>,
    pub(in crate::live_data) found: Option<String>,
    pub(in crate::live_data) reason: String,
}

impl DecodeError {
    fn new(expected: Option<String>, found: Option<String>, reason: String) -> Self {
        Self(Box::new(Inner {
            steps: Vec::new(),
            expected,
            found,
            reason,
        }))
    }

    #[cold]
    fn other(expected: String, found: String) -> Self {
        let found = shortened(found);
        let reason = format!("expected {expected}, found {found}");
        Self::new(Some(expected), Some(found), reason)
    }

    /// Adds an outer step to the path.
    #[cold]
    pub(super) fn inside(mut self, step: PathSegment) -> Self {
        self.0.steps.push(step);
        self
    }

    pub(in crate::live_data) fn details(self) -> Details {
        let Inner {
            steps,
            expected,
            found,
            reason,
        } = *self.0;
        Details {
            path: path(steps),
            expected,
            found,
            reason,
        }
    }
}

impl serde::de::Error for DecodeError {
    #[cold]
    fn custom<T: Display>(reason: T) -> Self {
        Self::new(None, None, shortened(reason.to_string()))
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::other(expected.to_string(), found.to_string())
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::other(expected.to_string(), found.to_string())
    }

    #[cold]
    fn invalid_length(len: usize, expected: &dyn Expected) -> Self {
        Self::other(expected.to_string(), format!("{len} of them"))
    }

    #[cold]
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::other(one_of("variant", expected), format!("variant `{variant}`"))
    }

    #[cold]
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::other(one_of("field", expected), format!("field `{field}`"))
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        let reason =
            format!("field `{field}` is missing; if older data lacks it, add `#[serde(default)]`");
        Self::new(Some(format!("field `{field}`")), None, reason)
    }
}

impl From<Invalid> for DecodeError {
    #[cold]
    fn from(invalid: Invalid) -> Self {
        Self::new(None, None, invalid.0.to_owned())
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for DecodeError {}

/// The path, as Rust would write it: `jobs[3].n`.
fn path(steps: Vec<PathSegment>) -> String {
    let mut path = String::new();
    for step in steps.into_iter().rev() {
        let _ = match step.shortened() {
            PathSegment::Index(index) => write!(path, "[{index}]"),
            PathSegment::Field(name) if !is_name(&name) => write!(path, "[{name}]"),
            PathSegment::Field(name) if path.is_empty() => write!(path, "{name}"),
            PathSegment::Field(name) => write!(path, ".{name}"),
        };
    }
    path
}

fn one_of(kind: &str, names: &[&str]) -> String {
    match names {
        [] => format!("no {kind}"),
        [name] => format!("{kind} `{name}`"),
        names => format!("{kind} `{}`", names.join("`, `")),
    }
}

/// Shortens a long text for a message.
fn shortened(text: String) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
