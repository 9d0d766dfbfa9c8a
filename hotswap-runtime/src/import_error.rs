//! Why the imports of plugins do not fit together.

use hotswap::error::did_you_mean;

/// Why one plugin cannot import another. None of their code has run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A plugin that is needed is not there.
    #[error(
        "plugin {plugin} needs `{import}`, and there is no such plugin: add it, or {} the field `{field}`{}{}",
        if *order_only { "leave out" } else { "mark" },
        if *order_only { "" } else { " with #[hotswap(optional)]" },
        did_you_mean(suggestion.as_deref()),
    )]
    #[non_exhaustive]
    Missing {
        /// The plugin that needs it.
        plugin: String,
        /// The field that would get it.
        field: String,
        /// The plugin that is needed.
        import: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
        /// Whether it is needed for the order alone, and so cannot be optional.
        order_only: bool,
    },

    /// A plugin that is needed exports nothing.
    #[error(
        "plugin {plugin} needs `{interface}` of {import}, which exports nothing: write `exports = {interface}` in the \
         #[hotswap::plugin] of {import}, or mark the field `{field}` with #[hotswap(order_only)]"
    )]
    #[non_exhaustive]
    NoExport {
        /// The plugin that needs it.
        plugin: String,
        /// The field that would get it.
        field: String,
        /// The plugin that is needed.
        import: String,
        /// The interface that is needed.
        interface: String,
    },

    /// A plugin exports another interface than the one that is needed, or another version of it.
    #[error(
        "plugin {plugin} needs `{expected}` of {import}, which exports `{found}`: {}",
        if expected == found {
            format!("{difference}; build both against one version of it")
        } else {
            format!("write `{field}: Obj<{found}>`, or name another plugin with #[hotswap(plugin = \"…\")]")
        },
    )]
    #[non_exhaustive]
    Mismatch {
        /// The plugin that needs it.
        plugin: String,
        /// The field that would get it.
        field: String,
        /// The plugin that is needed.
        import: String,
        /// The interface that is needed.
        expected: String,
        /// The interface that is offered.
        found: String,
        /// The first place where the two differ.
        difference: String,
    },

    /// Plugins import each other in a circle.
    #[error(
        "plugins import each other in a circle: {}; to break it, replace one import by a live function or an \
         extension slot",
        path.join(" -> ")
    )]
    #[non_exhaustive]
    Cycle {
        /// The plugins; the last is the first again.
        path: Vec<String>,
    },

    /// A plugin that is not reloadable imports one that is.
    #[error(
        "plugin {plugin} is not reloadable, but its import {import} is: make {import} not reloadable too, or \
         make {plugin} reloadable"
    )]
    #[non_exhaustive]
    NotReloadable {
        /// The plugin that stays.
        plugin: String,
        /// The plugin that may be replaced.
        import: String,
    },

    /// A plugin that is not reloadable imports one that changed, and would have to be re-created.
    #[error(
        "plugin {plugin} is not reloadable, so it cannot import a new {import}: restore the old {import}, or \
         restart the host"
    )]
    #[non_exhaustive]
    Stays {
        /// The plugin that stays.
        plugin: String,
        /// The plugin that was rebuilt, or is gone.
        import: String,
    },

    /// A plugin that is needed was left out, because it was refused.
    #[error("plugin {plugin} needs `{import}`, which was left out ({reason}): fix {import}")]
    #[non_exhaustive]
    LeftOut {
        /// The plugin that needs it.
        plugin: String,
        /// The plugin that was left out.
        import: String,
        /// Why it was left out.
        reason: String,
    },

    /// An old version of a plugin that was kept, because its new file was refused or rolled back, would have to be
    /// created again from a file that is gone.
    #[error(
        "the old version of plugin {plugin} is kept ({reason}), and the directory no longer has that build, so it cannot import a new \
         {import}: publish a working build of {plugin}"
    )]
    #[non_exhaustive]
    Kept {
        /// The plugin that is kept.
        plugin: String,
        /// The plugin that was rebuilt, or is gone.
        import: String,
        /// Why the old version is kept.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::ImportError;

    fn mismatch(found: &str) -> String {
        let error = ImportError::Mismatch {
            plugin: "beta".to_owned(),
            field: "prices".to_owned(),
            import: "alpha".to_owned(),
            expected: "dyn Prices".to_owned(),
            found: found.to_owned(),
            difference: "method price is missing in alpha".to_owned(),
        };
        error.to_string()
    }

    #[test]
    fn another_version_of_an_interface_is_told_with_what_differs() {
        assert_eq!(
            mismatch("dyn Prices"),
            "plugin beta needs `dyn Prices` of alpha, which exports `dyn Prices`: method price is missing in \
             alpha; build both against one version of it"
        );
    }

    #[test]
    fn another_interface_is_told_with_the_field_to_write() {
        assert_eq!(
            mismatch("dyn Orders"),
            "plugin beta needs `dyn Prices` of alpha, which exports `dyn Orders`: write `prices: Obj<dyn \
             Orders>`, or name another plugin with #[hotswap(plugin = \"…\")]"
        );
    }
}
