//! Why linked plugins cannot be loaded.

/// Why plugins that are linked into this binary cannot be loaded. None of their code has run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StaticLinkError {
    /// A plugin that is on the allow list, or that the host says it has linked, is not there.
    #[error(
        "plugin `{name}` is not linked into this binary, which has {}: write hotswap_runtime::link!({name}) in \
         the host, and depend on its crate",
        list(linked)
    )]
    #[non_exhaustive]
    Missing {
        /// The plugin.
        name: String,
        /// Those that are linked.
        linked: Vec<String>,
    },

    /// Two plugins have names that are one.
    #[error("the crates `{first}` and `{second}` are one plugin by name: rename one")]
    #[non_exhaustive]
    Conflict {
        /// A crate.
        first: String,
        /// A crate of the same name.
        second: String,
    },

    /// An item in a crate that no plugin has named.
    #[error(
        "`{item}` in the crate `{krate}` belongs to no plugin: write #[hotswap::plugin(items = [{krate}])] in \
         the one whose it is"
    )]
    #[non_exhaustive]
    Unclaimed {
        /// An item.
        item: String,
        /// The crate that it is in.
        krate: String,
    },

    /// Items in a crate that several plugins have named.
    #[error(
        "the items of the crate `{krate}` are claimed by the plugins {}: there is one copy of it in this \
         binary, which can belong to one of them only",
        plugins.join(" and ")
    )]
    #[non_exhaustive]
    Disputed {
        /// The crate.
        krate: String,
        /// The plugins.
        plugins: Vec<String>,
    },

    /// Another swapper has the plugin.
    #[error(
        "plugin {plugin} is linked into this binary once, and another swapper has it: drop that swapper, and \
         all that was taken from it, or keep the plugin off one allow list"
    )]
    #[non_exhaustive]
    Taken {
        /// The plugin.
        plugin: String,
    },
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}
