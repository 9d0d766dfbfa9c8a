//! What in a value does not fit the type that it is read as, and where.

use std::fmt::{self, Display, Write};

use serde::de::{Expected, Unexpected};

use crate::live_data::name::is_name;
use crate::live_data::token::Invalid;

/// What does not fit. The steps to it are added on the way out, so a value that fits pays for none of it.
#[derive(Debug)]
pub(in crate::live_data) struct DecodeError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// From the innermost step to the outermost.
    steps: Vec<Step>,
    expected: Option<String>,
    found: Option<String>,
    reason: String,
}

/// One step from a value to one inside it.
#[derive(Debug)]
pub(super) enum Step {
    Field(String),
    Index(u32),
}

impl Step {
    fn shortened(self) -> Self {
        match self {
            Self::Field(name) => Self::Field(shortened(name)),
            Self::Index(_) => self,
        }
    }
}

/// A [`DecodeError`] as an error tells it.
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

    /// The same, seen from the value that `step` leads out of.
    #[cold]
    pub(super) fn inside(mut self, step: Step) -> Self {
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
        let reason = format!(
            "field `{field}` is missing; if older data has it not, give it `#[serde(default)]`"
        );
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

/// As a person would write it: `jobs[3].n`.
fn path(steps: Vec<Step>) -> String {
    let mut path = String::new();
    for step in steps.into_iter().rev() {
        let _ = match step.shortened() {
            Step::Index(index) => write!(path, "[{index}]"),
            Step::Field(name) if !is_name(&name) => write!(path, "[{name}]"),
            Step::Field(name) if path.is_empty() => write!(path, "{name}"),
            Step::Field(name) => write!(path, ".{name}"),
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

/// An error shows what was found, not all of a long text.
fn shortened(text: String) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
