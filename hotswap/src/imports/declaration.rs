//! An import, as the manifest describes it.

use crate::shape::TypeDesc;

/// One import of a plugin.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The name of the field.
    pub field: &'static str,
    /// The imported plugin.
    pub plugin: &'static str,
    /// The interface that the plugin must export; `None` if only the order matters.
    pub interface: Option<&'static TypeDesc>,
    /// Whether the plugin may be missing.
    pub optional: bool,
}
