//! An error as it crosses: a kind, named texts, the chain behind it, and the addresses of a backtrace.
//!
//! The kinds below are those of ABI version 2, which all libraries know: their texts say it all. One that is added later
//! must bring its message as a chain of one, for libraries that do not know it.

use std::str::FromStr;

use super::chain::Crossed;
use super::{Error, text_of};

/// Kind, named texts, the messages of the error and its sources (of [`Error::Failed`]), addresses on the stack of a panic.
pub(crate) type EncodedError = (u32, Vec<(String, String)>, Vec<String>, Vec<u64>);

const FAILED: u32 = 0;
const PANICKED: u32 = 1;
const SIGNATURE_MISMATCH: u32 = 2;
const NOT_FOUND: u32 = 3;
const WRONG_DATA: u32 = 4;
const NOT_LIVE_DATA: u32 = 5;
const ALREADY_SET: u32 = 6;
const WRONG_VERSION: u32 = 7;
const TOO_DEEP: u32 = 8;

/// A panic that was just caught.
pub(crate) fn panicked(
    message: String,
    location: Option<String>,
    addresses: Vec<u64>,
) -> EncodedError {
    let mut texts = vec![("message".to_owned(), message)];
    texts.extend(location.map(|location| ("location".to_owned(), location)));
    (PANICKED, texts, Vec::new(), addresses)
}

/// Those texts that are there.
fn named(texts: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let there = texts.iter().filter_map(|&(name, text)| Some((name, text?)));
    there
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

impl Error {
    pub(crate) fn encode(self) -> EncodedError {
        let (kind, texts) = self.named_texts();
        let chain = match &self {
            Self::Failed { error, .. } => Crossed::texts(&**error),
            _ => Vec::new(),
        };
        (kind, texts, chain, Vec::new())
    }

    /// Its kind, and its fields by name.
    fn named_texts(&self) -> (u32, Vec<(String, String)>) {
        match self {
            Self::Failed { plugin, .. } => (FAILED, named(&[("plugin", plugin.as_deref())])),
            Self::Panicked {
                plugin,
                message,
                location,
                backtrace,
            } => {
                let texts = named(&[
                    ("plugin", Some(plugin)),
                    ("message", Some(message)),
                    ("location", location.as_deref()),
                    ("backtrace", backtrace.as_deref()),
                ]);
                (PANICKED, texts)
            }
            Self::SignatureMismatch {
                plugin,
                name,
                expected,
                found,
                difference,
            } => {
                let texts = named(&[
                    ("plugin", Some(plugin)),
                    ("name", Some(name)),
                    ("expected", Some(expected)),
                    ("found", Some(found)),
                    ("difference", Some(difference)),
                ]);
                (SIGNATURE_MISMATCH, texts)
            }
            Self::NotFound {
                kind,
                name,
                place,
                suggestion,
            } => {
                let texts = named(&[
                    ("kind", Some(kind)),
                    ("name", Some(name)),
                    ("place", Some(place)),
                    ("suggestion", suggestion.as_deref()),
                ]);
                (NOT_FOUND, texts)
            }
            Self::AlreadySet {
                name,
                first,
                second,
            } => {
                let texts = named(&[
                    ("name", Some(name)),
                    ("first", Some(first)),
                    ("second", Some(second)),
                ]);
                (ALREADY_SET, texts)
            }
            Self::WrongData {
                asked,
                wrapped,
                path,
                expected,
                found,
                reason,
            } => {
                let texts = named(&[
                    ("asked", Some(asked)),
                    ("wrapped", Some(wrapped)),
                    ("path", Some(path)),
                    ("expected", expected.as_deref()),
                    ("found", found.as_deref()),
                    ("reason", Some(reason)),
                ]);
                (WRONG_DATA, texts)
            }
            Self::WrongVersion {
                plugin,
                name,
                found,
                version,
                reason,
            } => {
                let texts = named(&[
                    ("plugin", plugin.as_deref()),
                    ("name", Some(name)),
                    ("found", Some(&text_of(found))),
                    ("version", Some(&text_of(version))),
                    ("reason", Some(reason)),
                ]);
                (WRONG_VERSION, texts)
            }
            Self::TooDeep { plugin, ty, levels } => {
                let texts = named(&[
                    ("plugin", plugin.as_deref()),
                    ("type", Some(ty)),
                    ("levels", Some(&text_of(levels))),
                ]);
                (TOO_DEEP, texts)
            }
            Self::NotLiveData { offset, reason } => {
                let texts = named(&[("offset", Some(&text_of(offset))), ("reason", Some(reason))]);
                (NOT_LIVE_DATA, texts)
            }
        }
    }

    /// The error that was encoded. `symbolize` makes the text of a backtrace from addresses.
    pub(crate) fn decode(
        (kind, texts, chain, addresses): EncodedError,
        symbolize: fn(&[u64]) -> Option<String>,
    ) -> Self {
        let mut texts = Texts(texts);
        match kind {
            PANICKED => Self::Panicked {
                plugin: texts.required("plugin"),
                message: texts.required("message"),
                location: texts.optional("location"),
                backtrace: texts
                    .optional("backtrace")
                    .or_else(|| symbolize(&addresses)),
            },
            SIGNATURE_MISMATCH => Self::SignatureMismatch {
                plugin: texts.required("plugin").into(),
                name: texts.required("name").into(),
                expected: texts.required("expected").into(),
                found: texts.required("found").into(),
                difference: texts.required("difference").into(),
            },
            NOT_FOUND => Self::NotFound {
                kind: texts.required("kind"),
                name: texts.required("name"),
                place: texts.required("place"),
                suggestion: texts.optional("suggestion"),
            },
            ALREADY_SET => Self::AlreadySet {
                name: texts.required("name"),
                first: texts.required("first"),
                second: texts.required("second"),
            },
            WRONG_DATA => Self::WrongData {
                asked: texts.required("asked").into(),
                wrapped: texts.required("wrapped").into(),
                path: texts.required("path").into(),
                expected: texts.optional("expected").map(Into::into),
                found: texts.optional("found").map(Into::into),
                reason: texts.required("reason").into(),
            },
            WRONG_VERSION => Self::WrongVersion {
                plugin: texts.optional("plugin").map(Into::into),
                name: texts.required("name").into(),
                found: texts.number("found"),
                version: texts.number("version"),
                reason: texts.required("reason").into(),
            },
            TOO_DEEP => Self::TooDeep {
                plugin: texts.optional("plugin").map(Into::into),
                ty: texts.required("type").into(),
                levels: texts.number("levels"),
            },
            NOT_LIVE_DATA => Self::NotLiveData {
                offset: texts.number("offset"),
                reason: texts.required("reason").into(),
            },
            _ => Self::Failed {
                plugin: texts.optional("plugin").map(Into::into),
                error: Box::new(Crossed::new(chain)),
            },
        }
    }
}

/// The named texts of an error.
struct Texts(Vec<(String, String)>);

// Not inlined: each is asked for a dozen times, and plugins that call others have it all.
impl Texts {
    #[inline(never)]
    fn optional(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    #[inline(never)]
    fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_default()
    }

    fn number<N: FromStr + Default>(&mut self, name: &str) -> N {
        self.required(name).parse().unwrap_or_default()
    }
}

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
