//! The messages about an interface that has changed in a plugin. One test per change.

#![allow(
    dead_code,
    non_camel_case_types,
    clippy::too_many_arguments,
    clippy::type_complexity,
    reason = "the interfaces are only described, never used"
)]

mod arguments;
mod methods;
mod nested;
mod objects;
#[allow(clippy::type_complexity, reason = "the types are what is tested")]
mod through_traits;
mod unchanged;

use hotswap::object::Interface;

/// The first difference between two interfaces, which must have one.
#[track_caller]
fn difference<Host: ?Sized + Interface, Plugin: ?Sized + Interface>() -> String {
    let (host, plugin) = (Host::TYPE, Plugin::TYPE);
    assert_ne!(
        host.fingerprint(),
        plugin.fingerprint(),
        "a call would go wrong"
    );
    host.tree()
        .first_difference(&plugin.tree())
        .expect("the fingerprints differ, and so does what they are made of")
}

/// An interface `I` in a module of its own, with the types that it needs.
macro_rules! side {
    ($side:ident { $($item:item)* }) => {
        mod $side {
            #[allow(unused_imports, reason = "not every interface needs all of it")]
            use hotswap::prelude::*;
            $($item)*
        }
    };
}

/// A change, and what is said of it.
macro_rules! changes {
    ($($name:ident: { $($host:item)* } => { $($plugin:item)* } says $text:literal)*) => {$(
        #[test]
        fn $name() {
            crate::side!(host { $($host)* });
            crate::side!(plugin { $($plugin)* });
            let text = crate::difference::<dyn host::I, dyn plugin::I>();
            assert_eq!(text, $text);
        }
    )*};
}

/// The same, where only the methods change.
macro_rules! method_changes {
    ($($name:ident: { $($host:tt)* } => { $($plugin:tt)* } says $text:literal)*) => {
        crate::changes! {$(
            $name: { #[hotswap::interface] pub(super) trait I { $($host)* } }
                => { #[hotswap::interface] pub(super) trait I { $($plugin)* } }
                says $text
        )*}
    };
}

pub(crate) use {changes, method_changes, side};
