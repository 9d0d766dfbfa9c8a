//! What is needed of one plugin, as the manifest says it.

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
