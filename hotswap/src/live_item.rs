//! Descriptions of the live functions and live types in a vault, for people and tools.

use std::fmt;

use crate::abi::Abi;
use crate::shape::{Shape, TypeDesc};

/// A live function or a live type in a vault.
///
/// Prints as `Fire (version 2): dyn Job, in plugin jobs`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveItem {
    /// The name by which it is looked up.
    pub name: String,
    /// The plugin that has it.
    pub plugin: String,
    /// The signature of a function, or the interfaces of a live type.
    pub signature: String,
    /// The version of a live type.
    pub version: Option<u32>,
    /// The current name of the live type, if this is an alias.
    pub alias_of: Option<String>,
}

/// An item as it crosses: name, plugin, signature, version, alias. This must never change.
type Crossing = (String, String, String, Option<u32>, Option<String>);

impl Shape for LiveItem {
    const TYPE: &'static TypeDesc = Crossing::TYPE;
}

// SAFETY: C-LAYOUT: it crosses as a tuple.
#[diagnostic::do_not_recommend]
unsafe impl Abi for LiveItem {
    type Repr = <Crossing as Abi>::Repr;

    fn lower(self) -> Self::Repr {
        let Self {
            name,
            plugin,
            signature,
            version,
            alias_of,
        } = self;
        (name, plugin, signature, version, alias_of).lower()
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: LOWERED: it was lowered as this tuple.
        let (name, plugin, signature, version, alias_of) = unsafe { Crossing::lift(repr) };
        Self {
            name,
            plugin,
            signature,
            version,
            alias_of,
        }
    }
}

impl LiveItem {
    /// An item with this name and signature, in this plugin.
    pub fn new(name: &str, plugin: &str, signature: impl fmt::Display) -> Self {
        Self {
            name: name.to_owned(),
            plugin: plugin.to_owned(),
            signature: signature.to_string(),
            version: None,
            alias_of: None,
        }
    }
}

impl fmt::Display for LiveItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match (self.version, &self.alias_of) {
            (Some(version), Some(name)) => write!(f, " ({name}, version {version})")?,
            (Some(version), None) => write!(f, " (version {version})")?,
            (None, _) => {}
        }
        write!(f, ": {}, in plugin {}", self.signature, self.plugin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_told_in_one_line() {
        let greet = LiveItem::new("greet", "world", "fn(name: &str)");
        assert_eq!(greet.to_string(), "greet: fn(name: &str), in plugin world");
        let mut fire = LiveItem::new("Blaze", "jobs", "dyn Job");
        fire.version = Some(2);
        assert_eq!(
            fire.to_string(),
            "Blaze (version 2): dyn Job, in plugin jobs"
        );
        fire.alias_of = Some("Fire".to_owned());
        assert_eq!(
            fire.to_string(),
            "Blaze (Fire, version 2): dyn Job, in plugin jobs"
        );
    }
}
