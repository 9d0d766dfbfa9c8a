//! Changes that are not reported, because they do not affect calls.

use hotswap::object::Interface;

/// Two ways to write one interface.
macro_rules! the_same {
    ($($name:ident: { $($host:item)* } => { $($plugin:item)* })*) => {$(
        #[test]
        fn $name() {
            crate::side!(host { $($host)* });
            crate::side!(plugin { $($plugin)* });
            let (host, plugin) = (<dyn host::I>::TYPE, <dyn plugin::I>::TYPE);
            assert_eq!(host.fingerprint(), plugin.fingerprint());
            assert_eq!(host.tree().first_difference(&plugin.tree()), None);
        }
    )*};
}

the_same! {
    an_argument_is_renamed:
        { #[hotswap::interface] pub(super) trait I { fn a(&self, n: u8); } }
        => { #[hotswap::interface] pub(super) trait I { fn a(&self, count: u8); } }
    the_bounds_are_spelt_out:
        { #[hotswap::interface] pub(super) trait I { fn a(&self); } }
        => { #[hotswap::interface] pub(super) trait I: Send + std::marker::Sync + 'static { fn a(&self); } }
    a_method_gets_a_default_body:
        { #[hotswap::interface] pub(super) trait I { fn a(&self); fn b(&self) -> u8; } }
        => { #[hotswap::interface] pub(super) trait I { fn a(&self) {} fn b(&self) -> u8 { 1 } } }
    documentation_is_added:
        { #[hotswap::interface] pub(super) trait I { fn a(&self); } }
        => {
            /// What it is.
            #[hotswap::interface]
            pub(super) trait I {
                /// What it does.
                fn a(&self);
            }
        }
    a_lifetime_is_named:
        { #[hotswap::interface] pub(super) trait I { fn a(&self, text: &str); } }
        => { #[hotswap::interface] pub(super) trait I { fn a<'a>(&'a self, text: &'a str); } }
    a_nested_interface_is_renamed: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn a(&self, ear: Obj<dyn Ear>); }
    } => {
        #[hotswap::interface] pub(super) trait Listener { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn a(&self, ear: Obj<dyn Listener>); }
    }
    an_object_is_lent_instead_of_given: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn a(&self, ear: Obj<dyn Ear>); }
    } => {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn a(&self, ear: &Obj<dyn Ear>); }
    }
    a_struct_is_renamed: {
        #[derive(hotswap::Abi)] pub(super) struct A { n: u8 }
        #[hotswap::interface] pub(super) trait I { fn a(&self, a: A); }
    } => {
        #[derive(hotswap::Abi)] pub(super) struct B { n: u8 }
        #[hotswap::interface] pub(super) trait I { fn a(&self, a: B); }
    }
}

#[test]
fn fingerprints_of_interfaces_are_frozen() {
    #[hotswap::interface]
    trait Greeter {
        fn greet(&self, name: &str) -> String;
        fn next(&self) -> hotswap::Result<Option<hotswap::Obj<dyn Greeter>>>;
    }
    // Computed by a program of its own, with the BLAKE2s of Python's `hashlib`.
    assert_eq!(
        <dyn Greeter>::TYPE.fingerprint().to_string(),
        "9bcb7c49ad81b66214f5ae7d5dd0239c"
    );
}
