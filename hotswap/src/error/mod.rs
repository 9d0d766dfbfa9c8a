//! What can go wrong in a call.
//!
//! - `chain`: an error from the other side, with the errors behind it
//! - `display`: an error as people read it
//! - `context`: an error, and what was being done
//! - `encoding`: the form in which an error crosses

mod chain;
mod context;
mod display;
mod encoding;
mod suggest;

use std::error::Error as StdError;
use std::fmt;

pub(crate) use encoding::{EncodedError, panicked};
pub use suggest::suggest;

use crate::shape::Tree;

/// A result whose error is an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Stands where a plugin's name would, for a panic in the host's own code.
pub(crate) const HOST: &str = "the host";

/// What something says of itself. `to_string` would be compiled into each plugin; this is in its std already.
pub(crate) fn text_of(it: &dyn fmt::Display) -> String {
    format!("{it}")
}

type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call did not give a value.
///
/// Functions and hooks of plugins return it: `?` turns any error of std or of a crate into one, and the
/// errors behind it survive the crossing as text. `{}` prints the error alone, `{:#}` with its plugin and
/// everything behind it in one line, `{:?}` the same in several.
///
/// Like the error types made for `?`, it does not implement [`std::error::Error`] itself. Where one is
/// needed, `Box<dyn Error + Send + Sync>::from(error)` gives it.
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
    /// The function panicked. The panic was contained; the plugin goes on.
    #[non_exhaustive]
    Panicked {
        /// The plugin that panicked.
        plugin: String,
        /// What it said.
        message: String,
        /// Where, as `file:line:column`, if the plugin's panic hook was ours.
        location: Option<String>,
        /// The stack, if backtraces are on (`RUST_BACKTRACE=1`).
        backtrace: Option<String>,
    },
    /// The function takes or returns something else than the caller thinks.
    #[non_exhaustive]
    SignatureMismatch {
        /// The plugin that has the function.
        plugin: Box<str>,
        /// The name of the function.
        name: Box<str>,
        /// The signature that the caller used.
        expected: Box<str>,
        /// The signature that the plugin has.
        found: Box<str>,
        /// The first place where the two differ.
        difference: Box<str>,
    },
    /// There is nothing of that name.
    #[non_exhaustive]
    NotFound {
        /// What was looked for: `plugin`, `live function` …
        kind: String,
        /// The name that was asked for.
        name: String,
        /// Where it was looked for.
        place: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// An extension slot is filled a second time in one generation.
    #[non_exhaustive]
    AlreadySet {
        /// The interface of the slot: `dyn Greeter`.
        name: String,
        /// Who has filled it: `plugin a`, `the host`.
        first: String,
        /// Who fills it again.
        second: String,
    },
    /// A value of a type that contains itself is nested too deeply to cross. Nothing of it has crossed.
    #[non_exhaustive]
    TooDeep {
        /// The plugin that was called, or that returned it; `None` if that is not known.
        plugin: Option<Box<str>>,
        /// The type that contains itself.
        ty: Box<str>,
        /// How many values of it may be inside one another.
        levels: usize,
    },
    /// Live data holds something else than it was read as.
    #[non_exhaustive]
    WrongData {
        /// The type that was asked for.
        asked: Box<str>,
        /// The type that the data was made from.
        wrapped: Box<str>,
        /// Where in the value, like `jobs[3].n`; empty if it is the value itself.
        path: Box<str>,
        /// What the type that was asked for has there, if it said so.
        expected: Option<Box<str>>,
        /// What the data has there, if something.
        found: Option<Box<str>>,
        /// What does not fit, in a sentence.
        reason: Box<str>,
    },
    /// Live data is of a version of its live type that cannot become the plugin's.
    #[non_exhaustive]
    WrongVersion {
        /// The plugin that has the live type; `None` if the error has not crossed a boundary.
        plugin: Option<Box<str>>,
        /// The name of the live type.
        name: Box<str>,
        /// The version that the data is of.
        found: u32,
        /// The version that the plugin has.
        version: u32,
        /// Why there is no way from one to the other.
        reason: Box<str>,
    },
    /// Bytes that were to be read as live data are none, or not all of it, or damaged.
    #[non_exhaustive]
    NotLiveData {
        /// Where in the bytes it was noticed.
        offset: usize,
        /// What is wrong.
        reason: Box<str>,
    },
}

impl Error {
    /// An error with nothing but a message.
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

    /// An error of any kind that is boxed already: one of `anyhow`, say.
    ///
    /// The other way, `Box<dyn Error + Send + Sync>::from(error)` is what `anyhow::Error::from_boxed` takes.
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

    /// What `name` of `plugin` is, and what the caller thinks that it is.
    pub fn signature_mismatch(plugin: &str, name: &str, host: &Tree, found: Option<&Tree>) -> Self {
        let difference = found
            .and_then(|found| host.first_difference(found))
            .unwrap_or_else(|| "the plugin does not say in what".to_owned());
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

    /// The error behind this one.
    pub fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed { error, .. } => error.source(),
            _ => None,
        }
    }

    /// Notes which plugin the error came from, where that is not known yet.
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

/// An [`Error`] as std has errors.
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
