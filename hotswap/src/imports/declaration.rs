//! What is needed of one plugin, as the manifest says it.

use super::ImportField;
use crate::shape::TypeDesc;

/// One import of a plugin.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The field that gets it.
    pub field: &'static str,
    /// The plugin that it is of.
    pub plugin: &'static str,
    /// The interface that it must have; `None` if only the order counts.
    pub interface: Option<&'static TypeDesc>,
    /// Whether the plugin may be missing.
    pub optional: bool,
}

impl Import {
    /// The import that a field of type `F` stands for.
    pub const fn of<F: ImportField>(field: &'static str, plugin: &'static str) -> Self {
        Self {
            field,
            plugin,
            interface: F::INTERFACE,
            optional: F::OPTIONAL,
        }
    }
}
