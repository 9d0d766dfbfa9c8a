//! What is in a vault by name, for people and tools to read.

use std::fmt;

use crate::Abi;

/// A live function or a live type in a vault.
///
/// Prints as it would be written down: `Fire (version 2): dyn Job, in plugin jobs`.
// It crosses: fields are never added, moved or changed.
#[derive(Abi, Clone, Debug, PartialEq, Eq)]
#[hotswap(crate = crate)]
#[non_exhaustive]
pub struct LiveItem {
    /// The name by which it is looked up.
    pub name: String,
    /// The plugin that has it.
    pub plugin: String,
    /// What it takes and returns, or the interfaces of a live type.
    pub signature: String,
    /// The version of a live type.
    pub version: Option<u32>,
    /// The live type's own name, if this is one of earlier days.
    pub alias_of: Option<String>,
}

impl LiveItem {
    /// One of this name, in this plugin, that looks like this.
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
    use crate::shape::Shape;

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

    /// A change here would need functions of another name in the table of the vault.
    #[test]
    fn the_form_in_which_it_crosses_is_frozen() {
        assert_eq!(LiveItem::TYPE.fingerprint(), 0xe446_e041_763b_c723);
    }
}
