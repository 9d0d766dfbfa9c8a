//! An error as it crosses: a kind, named texts, the chain behind it, and the addresses of a backtrace.
//!
//! All libraries of ABI version 2 know the kinds below. A kind that is added later must also put its message into the chain, for
//! libraries that do not know it.

use super::chain::Crossed;
use super::{Error, text_of};

/// Kind, named texts, the messages of the error and its sources (of [`Error::Failed`]), addresses on the stack of a panic.
pub(crate) type EncodedError = (u32, Vec<(String, String)>, Vec<String>, Vec<u64>);

const FAILED: u32 = 0;
const PANICKED: u32 = 1;

/// All other kinds, with their numbers and their fields. A field crosses as a text of its own name, or of the one after it.
macro_rules! kinds {
    ($($kind:literal $variant:ident { $($field:ident $($name:literal)?),+ })+) => {
        impl Error {
            /// The number of its kind, and its fields by name.
            fn fields(&self) -> (u32, Vec<(String, String)>) {
                match self {
                    Self::Failed { plugin, .. } => (FAILED, named(&[("plugin", plugin.text())])),
                    $(Self::$variant { $($field),+ } => {
                        ($kind, named(&[$((kinds!(@name $field $($name)?), $field.text())),+]))
                    })+
                }
            }

            /// The error of a kind that has these fields; `None` for [`FAILED`] and for a kind that is not known.
            fn from_fields(kind: u32, texts: &mut Texts) -> Option<Self> {
                match kind {
                    $($kind => Some(Self::$variant {
                        $($field: texts.take(kinds!(@name $field $($name)?))),+
                    }),)+
                    _ => None,
                }
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}

kinds! {
    1 Panicked { plugin, message, location, backtrace }
    2 SignatureMismatch { plugin, name, expected, found, difference }
    3 NotFound { kind, name, place, suggestion }
    4 WrongData { asked, wrapped, path, expected, found, reason }
    5 NotLiveData { offset, reason }
    6 AlreadySet { name, first, second }
    7 WrongVersion { plugin, name, found, version, reason }
    8 TooDeep { plugin, ty "type", levels }
}

/// A panic that was just caught.
pub(crate) fn panicked(
    message: String,
    location: Option<String>,
    addresses: Vec<u64>,
) -> EncodedError {
    let texts = named(&[("message", message.text()), ("location", location.text())]);
    (PANICKED, texts, Vec::new(), addresses)
}

impl Error {
    /// The error as it crosses.
    pub(crate) fn encode(self) -> EncodedError {
        let (kind, texts) = self.fields();
        let chain = match &self {
            Self::Failed { error, .. } => Crossed::texts(&**error),
            _ => Vec::new(),
        };
        (kind, texts, chain, Vec::new())
    }

    /// The error that was encoded. `symbolize` makes the text of a backtrace from addresses.
    pub(crate) fn decode(
        (kind, texts, chain, addresses): EncodedError,
        symbolize: fn(&[u64]) -> Option<String>,
    ) -> Self {
        let mut texts = Texts(texts);
        let mut error = Self::from_fields(kind, &mut texts).unwrap_or_else(|| Self::Failed {
            plugin: texts.take("plugin"),
            error: Box::new(Crossed::new(chain)),
        });
        if let Self::Panicked { backtrace, .. } = &mut error
            && backtrace.is_none()
        {
            *backtrace = symbolize(&addresses);
        }
        error
    }
}

/// The text of a field, which is not made before it is needed.
enum Text<'a> {
    Missing,
    Str(&'a str),
    Number(usize),
}

/// Fields as texts, without those that are missing.
// Not inlined: every plugin has this code, and it is called for each kind of error.
#[inline(never)]
fn named(fields: &[(&str, Text<'_>)]) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (name, text) in fields {
        let text = match text {
            Text::Missing => continue,
            Text::Str(text) => (*text).to_owned(),
            Text::Number(number) => text_of(number),
        };
        texts.push(((*name).to_owned(), text));
    }
    texts
}

/// The named texts of an error.
struct Texts(Vec<(String, String)>);

impl Texts {
    fn take<F: Field>(&mut self, name: &str) -> F {
        F::from_text(self.take_text(name))
    }

    // Not inlined: it is called for a dozen fields, and plugins that call others have it all.
    #[inline(never)]
    fn take_text(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// A field of an error, which crosses as a text. One that is missing is empty: another version may not have it.
trait Field {
    fn text(&self) -> Text<'_>;
    fn from_text(text: Option<String>) -> Self;
}

impl Field for String {
    fn text(&self) -> Text<'_> {
        Text::Str(self)
    }

    fn from_text(text: Option<String>) -> Self {
        text.unwrap_or_default()
    }
}

impl Field for Box<str> {
    fn text(&self) -> Text<'_> {
        Text::Str(self)
    }

    fn from_text(text: Option<String>) -> Self {
        text.unwrap_or_default().into()
    }
}

impl<F: Field> Field for Option<F> {
    fn text(&self) -> Text<'_> {
        self.as_ref().map_or(Text::Missing, Field::text)
    }

    fn from_text(text: Option<String>) -> Self {
        text.map(|text| F::from_text(Some(text)))
    }
}

macro_rules! numbers {
    ($($ty:ty)+) => {$(
        impl Field for $ty {
            fn text(&self) -> Text<'_> {
                Text::Number(*self as usize)
            }

            fn from_text(text: Option<String>) -> Self {
                text.and_then(|text| text.parse().ok()).unwrap_or_default()
            }
        }
    )+};
}

numbers! { u32 usize }

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as StdError;

    fn there_and_back(error: Error) -> Error {
        Error::decode(error.encode(), |_| None)
    }

    fn sources(error: &Error) -> Vec<String> {
        error.source().map(Crossed::texts).unwrap_or_default()
    }

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);

    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the port is wrong")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn the_source_chain_survives() {
        let error = Outer("x".parse::<u16>().unwrap_err());
        let error = there_and_back(error.into());
        assert_eq!(error.to_string(), "the port is wrong");
        assert_eq!(sources(&error), ["invalid digit found in string"]);
    }

    #[test]
    fn every_variant_crosses_with_all_its_texts() {
        let errors = [
            Error::msg("plain").from_plugin("world"),
            Error::Panicked {
                plugin: "world".into(),
                message: "boom".into(),
                location: Some("src/lib.rs:7:5".into()),
                backtrace: Some("main\n".into()),
            },
            Error::SignatureMismatch {
                plugin: "world".into(),
                name: "hum".into(),
                expected: "fn(u32)".into(),
                found: "fn(i32)".into(),
                difference: "argument 1: host u32, plugin i32".into(),
            },
            Error::not_found("live function", "gret", "the vault", ["greet"]),
            Error::AlreadySet {
                name: "dyn Greeter".into(),
                first: "plugin a".into(),
                second: "the host".into(),
            },
            Error::WrongData {
                asked: "New".into(),
                wrapped: "Old".into(),
                path: "jobs[3].n".into(),
                expected: Some("u32".into()),
                found: None,
                reason: "it is missing".into(),
            },
            Error::WrongVersion {
                plugin: Some("jobs".into()),
                name: "Fire".into(),
                found: 1,
                version: 3,
                reason: "no upgrade from 1".into(),
            },
            Error::TooDeep {
                plugin: Some("lists".into()),
                ty: "List".into(),
                levels: 128,
            },
            Error::NotLiveData {
                offset: 7,
                reason: "it ends".into(),
            },
        ];
        for error in errors {
            let before = format!("{error:?}");
            assert_eq!(format!("{:?}", there_and_back(error)), before);
        }
    }

    #[test]
    fn an_unknown_kind_keeps_its_message() {
        let error = Error::decode(
            (99, vec![], vec!["from the future".to_owned()], vec![]),
            |_| None,
        );
        assert_eq!(error.to_string(), "from the future");
    }

    #[test]
    fn the_first_plugin_to_fail_is_the_one_named() {
        let error = there_and_back(Error::msg("x").from_plugin("inner")).from_plugin("outer");
        assert_eq!(error.plugin(), Some("inner"));
    }
}
