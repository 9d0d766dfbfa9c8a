//! The crate of a plugin.

/// The crate that is being compiled, from cargo's environment variables.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The name of the crate, which is part of the root's symbol.
    pub(crate) crate_name: String,
}

impl Package {
    /// Reads the variables of cargo. Without cargo there are placeholders.
    pub(crate) fn current() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let crate_name = variable("CARGO_CRATE_NAME").unwrap_or_else(|| "plugin".to_owned());
        Self {
            name: variable("CARGO_PKG_NAME").unwrap_or_else(|| crate_name.clone()),
            version: variable("CARGO_PKG_VERSION").unwrap_or_else(|| "0.0.0".to_owned()),
            crate_name,
        }
    }

    /// The name of the root's symbol.
    pub(crate) fn root(&self) -> String {
        let crate_name: String = self
            .crate_name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        format!("hotswap2_root_{crate_name}")
    }
}
