//! Errors.
//!
//! - `chain`: an error from the other side, with its sources
//! - `display`: the texts of errors
//! - `context`: an error with the step in which it happened
//! - `suggest`: suggestions for a misspelled name
//! - `encoding`: the form in which an error crosses

mod chain;
mod context;
mod display;
mod encoding;
mod suggest;

use std::error::Error as StdError;
use std::fmt;

pub(crate) use encoding::{EncodedError, panicked};
pub use suggest::{did_you_mean, fold, suggest};

use crate::shape::Tree;

/// A result whose error is an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Stands where a plugin's name would, for a panic in the host's own code.
pub(crate) const HOST: &str = "the host";

/// The text of a value. `to_string` would be compiled into each plugin; `format!` is in std already.
pub(crate) fn text_of(it: &dyn fmt::Display) -> String {
    format!("{it}")
}

type BoxError = Box<dyn StdError + Send + Sync>;

/// The error of a call.
///
/// Functions and hooks of plugins return it: `?` converts any error of std or of a crate into one, and its sources cross as text.
/// `{}` prints only the error, `{:#}` also its plugin and its sources in one line, `{:?}` the same in several lines.
///
/// Like `anyhow::Error`, it does not implement [`std::error::Error`] itself. `Box<dyn Error + Send + Sync>::from(error)` converts
/// it into a type that does.
///
/// # Examples
///
/// ```
/// fn port(text: &str) -> hotswap::Result<u16> {
///     Ok(text.parse()?)
/// }
/// assert_eq!(port("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
#[non_exhaustive]
pub enum Error {
    /// The function returned an error.
    #[non_exhaustive]
    Failed {
        /// The plugin it came from; `None` if it has not crossed a boundary.
        plugin: Option<Box<str>>,
        /// The error itself.
        error: BoxError,
    },
    /// The function panicked. The panic was caught, and the plugin can still be called.
    #[non_exhaustive]
    Panicked {
        /// The plugin that panicked.
        plugin: String,
        /// The message of the panic.
        message: String,
        /// The location, as `file:line:column`; `None` if the plugin has replaced its panic hook.
        location: Option<String>,
        /// The stack, if backtraces are on (`RUST_BACKTRACE=1`).
        backtrace: Option<String>,
    },
    /// The signature of the function is different from the one that the caller expects.
    #[non_exhaustive]
    SignatureMismatch {
        /// The plugin that has the function.
        plugin: Box<str>,
        /// The name of the function.
        name: Box<str>,
        /// The signature that the caller expects.
        expected: Box<str>,
        /// The signature that the plugin has.
        found: Box<str>,
        /// The first place where the two differ.
        difference: Box<str>,
    },
    /// There is nothing with that name.
    #[non_exhaustive]
    NotFound {
        /// What the caller looked for: `plugin`, `live function` …
        kind: String,
        /// The name that the caller looked for.
        name: String,
        /// Where the caller looked.
        place: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// An extension slot was filled a second time in one generation.
    #[non_exhaustive]
    AlreadySet {
        /// The interface of the slot: `dyn Greeter`.
        name: String,
        /// The one that filled it first: `plugin a`, `the host`.
        first: String,
        /// The one that fills it again.
        second: String,
    },
    /// A value of a type that contains itself is nested too deeply to cross. None of it has crossed.
    #[non_exhaustive]
    TooDeep {
        /// The plugin that was called, or that returned it; `None` if that is not known.
        plugin: Option<Box<str>>,
        /// The type that contains itself.
        ty: Box<str>,
        /// The largest number of levels that can cross.
        levels: usize,
    },
    /// Live data does not have the shape of the type that it was read as.
    #[non_exhaustive]
    WrongData {
        /// The type that it was read as.
        asked: Box<str>,
        /// The type that the data was made from.
        wrapped: Box<str>,
        /// The place in the value, like `jobs[3].n`; empty for the value itself.
        path: Box<str>,
        /// What the type expects there, if it is known.
        expected: Option<Box<str>>,
        /// What the data has there, if anything.
        found: Option<Box<str>>,
        /// The reason, in a sentence.
        reason: Box<str>,
    },
    /// Live data has a version of its live type that cannot be upgraded to the plugin's version.
    #[non_exhaustive]
    WrongVersion {
        /// The plugin that has the live type; `None` if the error has not crossed a boundary.
        plugin: Option<Box<str>>,
        /// The name of the live type.
        name: Box<str>,
        /// The version of the data.
        found: u32,
        /// The version of the plugin.
        version: u32,
        /// Why it cannot be upgraded.
        reason: Box<str>,
    },
    /// Bytes are not live data: they are something else, incomplete or damaged.
    #[non_exhaustive]
    NotLiveData {
        /// The position in the bytes.
        offset: usize,
        /// What is wrong.
        reason: Box<str>,
    },
}

impl Error {
    /// An error with only a message.
    ///
    /// ```
    /// # use hotswap::Error;
    /// assert_eq!(Error::msg("the queue is full").to_string(), "the queue is full");
    /// ```
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::Failed {
            plugin: None,
            error: text_of(&message).into(),
        }
    }

    /// Converts an error that is already boxed, for example one of `anyhow`.
    ///
    /// For the other direction, pass `Box<dyn Error + Send + Sync>::from(error)` to `anyhow::Error::from_boxed`.
    ///
    /// ```
    /// # use hotswap::Error;
    /// let boxed: Box<dyn std::error::Error + Send + Sync> = "the queue is full".into();
    /// assert_eq!(Error::from_boxed(boxed).to_string(), "the queue is full");
    /// ```
    pub fn from_boxed(error: Box<dyn StdError + Send + Sync>) -> Self {
        Self::Failed {
            plugin: None,
            error,
        }
    }

    /// The name `name` was not found in `place` among `known` names.
    pub fn not_found<'a>(
        kind: &str,
        name: &str,
        place: impl Into<String>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::NotFound {
            kind: kind.to_owned(),
            name: name.to_owned(),
            place: place.into(),
            suggestion: suggest(name, known).map(str::to_owned),
        }
    }

    /// The signature of `name` in `plugin` differs from the one that the caller expects.
    pub fn signature_mismatch(plugin: &str, name: &str, host: &Tree, found: Option<&Tree>) -> Self {
        let difference = found
            .and_then(|found| host.first_difference(found))
            .unwrap_or_else(|| "no details available".to_owned());
        Self::SignatureMismatch {
            plugin: plugin.into(),
            name: name.into(),
            expected: host.to_string().into(),
            found: found.map_or_else(|| "unknown".into(), |found| found.to_string().into()),
            difference: difference.into(),
        }
    }

    /// The plugin that the error came from, if it came from one.
    pub fn plugin(&self) -> Option<&str> {
        match self {
            Self::Failed { plugin, .. }
            | Self::WrongVersion { plugin, .. }
            | Self::TooDeep { plugin, .. } => plugin.as_deref(),
            Self::Panicked { plugin, .. } => {
                Some(plugin.as_str()).filter(|name| !name.is_empty() && *name != HOST)
            }
            Self::SignatureMismatch { plugin, .. } => Some(plugin),
            Self::NotFound { .. }
            | Self::AlreadySet { .. }
            | Self::WrongData { .. }
            | Self::NotLiveData { .. } => None,
        }
    }

    /// The source of this error.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed { error, .. } => error.source(),
            _ => None,
        }
    }

    /// Sets the plugin that the error came from, if it is not known yet.
    pub fn from_plugin(mut self, name: &str) -> Self {
        match &mut self {
            Self::Failed { plugin, .. }
            | Self::WrongVersion { plugin, .. }
            | Self::TooDeep { plugin, .. } => {
                plugin.get_or_insert_with(|| name.into());
            }
            Self::Panicked { plugin, .. } if plugin.is_empty() => name.clone_into(plugin),
            _ => {}
        }
        self
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    #[cold]
    fn from(error: E) -> Self {
        Self::Failed {
            plugin: None,
            error: Box::new(error),
        }
    }
}

impl From<Error> for BoxError {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

/// An [`Error`] that implements [`std::error::Error`].
struct Boxed(Error);

impl fmt::Display for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl StdError for Boxed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
