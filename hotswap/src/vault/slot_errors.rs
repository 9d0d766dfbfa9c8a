//! Errors of extension slots.

use super::interface::InterfaceRef;
use crate::error::Error;
use crate::shape::Tree;

impl Error {
    /// The slot of `interface` was filled by `first`, and then by `second`.
    pub fn already_set(interface: &InterfaceRef<'_>, first: &str, second: &str) -> Self {
        Self::AlreadySet {
            name: slot(interface),
            first: first.to_owned(),
            second: second.to_owned(),
        }
    }

    /// The object in the slot has a different version of `interface` than the caller asks for: host and `plugin` disagree. If
    /// both are plugins, `plugin` is the one that filled the slot.
    pub fn other_interface(
        interface: &InterfaceRef<'_>,
        plugin: &str,
        host: Option<&Tree>,
        found: Option<&Tree>,
    ) -> Self {
        let name = slot(interface);
        match host {
            Some(host) => Self::signature_mismatch(plugin, &name, host, found),
            None => Self::msg(format!("the interface `{name}` has no description")),
        }
    }

    /// The slot of `interface` is not among the `known` ones, which are like `dyn Greeter`.
    pub fn no_extension<'a>(
        interface: &InterfaceRef<'_>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        let place = match known.as_slice() {
            [] => "the vault, which has none".to_owned(),
            known => format!("the vault, which has {}", known.join(", ")),
        };
        Self::not_found("extension", &slot(interface), place, known)
    }
}

/// The name of a slot.
fn slot(interface: &InterfaceRef<'_>) -> String {
    format!("dyn {}", interface.name())
}
