//! The texts of errors.

use std::fmt;

use super::{Error, HOST, did_you_mean};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { plugin, error } if f.alternate() => {
                if let Some(plugin) = plugin {
                    write!(f, "plugin {plugin}: ")?;
                }
                write!(f, "{error}")?;
                let mut next = error.source();
                while let Some(error) = next {
                    write!(f, ": {error}")?;
                    next = error.source();
                }
                Ok(())
            }
            Self::Failed { error, .. } => fmt::Display::fmt(error, f),
            Self::Panicked {
                plugin,
                message,
                location,
                ..
            } => {
                match plugin.as_str() {
                    "" => f.write_str("a panic")?,
                    HOST => write!(f, "{HOST} panicked")?,
                    plugin => write!(f, "plugin {plugin} panicked")?,
                }
                if let Some(location) = location {
                    write!(f, " at {location}")?;
                }
                write!(f, ": {message}")
            }
            Self::SignatureMismatch {
                plugin,
                name,
                expected,
                found,
                difference,
            } if found.starts_with("dyn ") => {
                match &**name {
                    "exports" => write!(f, "the export of plugin {plugin}")?,
                    // Either side may have filled the slot.
                    slot if slot.starts_with("dyn ") && expected == found => {
                        return write!(
                            f,
                            "plugin {plugin} has a different version of the extension `{found}`: {difference}{REBUILD}"
                        );
                    }
                    slot if slot.starts_with("dyn ") => write!(f, "the extension of {plugin}")?,
                    live_type => write!(f, "{plugin}.{live_type}")?,
                }
                another_interface(f, expected, found, difference)
            }
            Self::SignatureMismatch {
                plugin,
                name,
                expected,
                found,
                difference,
            } => {
                let advice = advice(difference);
                write!(
                    f,
                    "{plugin}.{name} has a different signature: {difference}{advice}"
                )?;
                // Types whose fields differ may have one name.
                match expected == found {
                    true => Ok(()),
                    false => write!(f, " (the call has {expected}, the plugin has {found})"),
                }
            }
            Self::NotFound {
                kind,
                name,
                place,
                suggestion,
            } => {
                let suggestion = did_you_mean(suggestion.as_deref());
                write!(f, "no {kind} `{name}` in {place}{suggestion}")
            }
            Self::AlreadySet {
                name,
                first,
                second,
            } => write!(
                f,
                "the extension slot `{name}` is already filled by {first}, and {second} fills it again: \
                 only one of them may fill it"
            ),
            Self::WrongData {
                asked,
                wrapped,
                path,
                reason,
                ..
            } => {
                write!(f, "live data of type {wrapped} cannot be read as {asked}: ")?;
                if !path.is_empty() {
                    write!(f, "at `{path}`: ")?;
                }
                f.write_str(reason)
            }
            Self::WrongVersion {
                name,
                found,
                version,
                reason,
                ..
            } => write!(
                f,
                "{name} version {found} cannot become {version}: {reason}"
            ),
            Self::TooDeep { ty, levels, .. } => write!(
                f,
                "a value of type {ty} is nested too deeply to cross between host and plugin: at most {levels} levels are \
                 allowed; pass a list, or pass the value in parts"
            ),
            Self::NotLiveData { offset, reason } => {
                write!(f, "invalid live data: {reason} (at byte {offset})")
            }
        }
    }
}

/// What to do about two versions of an interface.
const REBUILD: &str = "; build host and plugins against the same version";

/// Something that was asked for as `expected` is `found`.
fn another_interface(
    f: &mut fmt::Formatter<'_>,
    expected: &str,
    found: &str,
    difference: &str,
) -> fmt::Result {
    match expected == found {
        true => write!(
            f,
            " has a different version of `{found}`: {difference}{REBUILD}"
        ),
        false => write!(f, " is `{found}`, not `{expected}`"),
    }
}

/// What to do about the most frequent differences.
fn advice(difference: &str) -> &'static str {
    let known = [
        ("host String, plugin &str", "; pass `text.as_str()`"),
        ("host &str, plugin String", "; pass `text.to_owned()`"),
        ("host i32, plugin u32", "; write `3u32`, not `3`"),
    ];
    let is_it = |types: &str| {
        let before = difference.strip_suffix(types);
        before.is_some_and(|before| before.is_empty() || before.ends_with(": "))
    };
    let found = known.into_iter().find(|(types, _)| is_it(types));
    found.map_or("", |(_, advice)| advice)
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(plugin) = self.plugin() {
            write!(f, "\n\nIn plugin: {plugin}")?;
        }
        let mut next = self.source();
        if next.is_some() {
            write!(f, "\n\nCaused by:")?;
        }
        while let Some(error) = next {
            write!(f, "\n    {error}")?;
            next = error.source();
        }
        if let Self::Panicked {
            backtrace: Some(backtrace),
            ..
        } = self
        {
            write!(f, "\n\nStack:\n{backtrace}")?;
        }
        Ok(())
    }
}
