//! Why linked plugins cannot be loaded.

/// Why plugins that are linked into this binary cannot be loaded. None of their code has run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StaticLinkError {
    /// A plugin that is on the allow list, or that the host says it has linked, is not there.
    #[error(
        "plugin `{name}` is not linked into this binary, which has {}: add its crate to the dependencies of the \
         host, and write hotswap_runtime::link!({name})",
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
    #[error("the crates `{first}` and `{second}` have the same plugin name: rename one")]
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
         the plugin that owns it"
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
        "the items of the crate `{krate}` are claimed by the plugins {}: this binary has one copy of the crate, \
         so only one plugin can own it",
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
        "plugin {plugin} is linked into this binary once, and another swapper uses it: drop that swapper and \
         everything taken from it, or leave the plugin out of one allow list"
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
