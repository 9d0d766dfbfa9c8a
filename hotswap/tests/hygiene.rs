//! The macros compile in any crate of a user: no prelude, names of std taken, strict lints.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused,
    unused_qualifications,
    unsafe_op_in_unsafe_fn,
    let_underscore,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    single_use_lifetimes,
    trivial_casts,
    unused_lifetimes
)]
#![deny(
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    clippy::as_conversions,
    clippy::as_underscore,
    clippy::ref_as_ptr,
    clippy::default_numeric_fallback,
    clippy::shadow_reuse,
    clippy::shadow_unrelated,
    clippy::expect_used,
    clippy::unwrap_used
)]
#![allow(
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    reason = "these are about the examples below, not about what is generated"
)]

/// A crate that starts from nothing.
#[no_implicit_prelude]
pub mod bare {
    /// The plugin.
    #[derive(::std::default::Default, ::std::fmt::Debug)]
    pub struct Bare;

    #[::hotswap::plugin(imports = Imports, exports = dyn Empty)]
    impl ::hotswap::Plugin for Bare {}

    impl Empty for Bare {}

    // Less visible than the plugin whose imports they are.
    #[derive(::hotswap::Imports)]
    struct Imports {
        world: ::hotswap::Obj<dyn Interface>,
        #[hotswap(plugin = "moon", optional)]
        r#type: ::std::option::Option<::hotswap::Obj<dyn Empty>>,
        #[hotswap(order_only)]
        sun: (),
        #[hotswap(skip)]
        rest: ::std::sync::Mutex<u8>,
    }

    impl Bare {
        /// What it needs.
        #[must_use]
        pub fn needs(&self) -> bool {
            let imports = Bare::imports();
            let Imports { world, sun: (), .. } = imports;
            imports.r#type.is_some() && imports.rest.is_poisoned() && world.method("", &[]).is_ok()
        }
    }

    /// A struct.
    #[derive(::hotswap::Abi, ::std::fmt::Debug)]
    pub struct Struct<T, const N: usize> {
        /// A field.
        pub field: [T; N],
        /// Itself.
        pub next: ::std::option::Option<::std::boxed::Box<Self>>,
    }

    /// An enum.
    #[derive(::hotswap::Abi, ::std::fmt::Debug)]
    pub enum Enum {
        /// A variant.
        Unit,
        /// Another.
        Tuple(u8, #[hotswap(recursive)] ::std::vec::Vec<Enum>),
        /// A third.
        Named {
            /// A field.
            field: u8,
        },
    }

    /// A function.
    #[::hotswap::plugin_fn]
    pub fn plugin(text: &str, bytes: &[u8], item: Struct<u8, 2>) -> ::hotswap::Result<Enum> {
        ::std::mem::drop((text, bytes, item));
        ::std::result::Result::Ok(Enum::Unit)
    }

    /// Another.
    #[::hotswap::live_fn(name = "live")]
    pub fn live() {}

    /// A live type.
    #[::hotswap::live_type(dyn Empty, version = 3, alias = "Older", upgrade(1 = new, 2 = newer))]
    #[derive(::serde::Serialize, ::serde::Deserialize, ::std::fmt::Debug)]
    pub struct Live(u8);

    impl Empty for Live {}

    fn new(old: u64) -> ::hotswap::Result<u8> {
        ::std::result::Result::Ok(::std::convert::TryFrom::try_from(old)?)
    }

    fn newer(old: u8) -> Live {
        Live(old)
    }

    /// An interface.
    #[::hotswap::interface]
    pub trait Interface {
        /// A method.
        fn method(&self, text: &str, bytes: &[u8]) -> ::hotswap::Result<Enum>;
        /// One with a body.
        fn itself(&self, other: &::hotswap::Obj<dyn Interface>) -> ::hotswap::Obj<dyn Interface> {
            ::std::clone::Clone::clone(other)
        }
        /// One that returns nothing.
        #[hotswap(recursive)]
        fn nothing(&self, other: ::std::vec::Vec<::hotswap::Obj<dyn Empty>>) {
            ::std::mem::drop(other);
        }
    }

    /// An interface without methods.
    #[::hotswap::interface]
    pub trait Empty {}

    /// An interface with attributes.
    #[::hotswap::interface]
    #[must_use]
    pub trait Marked {
        /// Not to be used.
        #[deprecated]
        #[must_use]
        fn old(&self) -> u8;
    }

    /// An object of a closure.
    #[must_use]
    pub fn object() -> ::hotswap::Obj<dyn Interface> {
        ::hotswap::Obj::<dyn Interface>::from_fn(|_, _| ::std::result::Result::Ok(Enum::Unit))
    }
}

/// A crate whose own types have the names that everybody knows.
pub mod shadowing {
    use ::hotswap::Abi as Derive;
    use ::hotswap::{live_fn, plugin_fn};

    /// Not std's.
    #[derive(Derive, Debug)]
    pub struct String;
    /// Not std's.
    #[derive(Derive, Debug)]
    pub struct Vec<T>(pub T);
    /// Not std's.
    #[derive(Derive, Debug)]
    pub struct Box(pub String);
    /// Not std's.
    #[derive(Derive, Debug)]
    pub enum Option {
        /// Not std's.
        None,
        /// Not std's.
        Some,
    }
    /// Not std's.
    #[derive(Derive, Debug)]
    pub enum Result {
        /// Not std's.
        Ok,
        /// Not std's.
        Err(Vec<Box>),
    }
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Abi(pub Result, pub Option);
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Shape;
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Failure;
    /// Not ours.
    pub mod hotswap {}
    /// Not std's.
    pub mod core {}
    /// Not std's.
    pub mod std {}
    /// Not linkme's.
    pub mod linkme {}
    /// Not core's.
    #[derive(Derive, Debug)]
    pub struct PhantomData(pub Value);
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Value(pub Argument);
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Argument;
    /// Not core's, nor of the right kind.
    pub trait Default {}
    /// Not ours.
    pub trait Plugin {}
    /// Not core's.
    #[allow(non_camel_case_types)]
    pub type usize = ();
    /// Not core's.
    #[allow(non_camel_case_types)]
    pub type str = ();

    #[allow(unused_macros)]
    macro_rules! item {
        ($($any:tt)*) => {
            compile_error!("this one is the user's");
        };
    }

    /// A function with names that the generated code uses as well.
    #[plugin_fn]
    #[must_use]
    pub fn shadowed(out: Abi, entry: Vec<u8>, repr: Shape) -> Result {
        let Vec(first) = entry;
        let Shape = repr;
        if first == 0 { Result::Ok } else { out.0 }
    }

    /// Another.
    #[live_fn]
    #[must_use]
    pub fn record(failure: Failure) -> Failure {
        failure
    }

    /// Not ours.
    #[::hotswap::live_type(dyn Send, name = "shadowing", version = 2, upgrade(1 = live_type))]
    #[derive(::serde::Serialize, ::serde::Deserialize, Debug)]
    pub struct LiveType;

    impl Send for LiveType {
        fn callee(&self, _: Obj, _: Callee) -> Vec<Obj> {
            Vec(Obj)
        }
    }

    fn live_type(_: u8) -> LiveType {
        LiveType
    }

    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Obj;
    /// Not ours.
    #[derive(Derive, Debug)]
    pub struct Callee;
    /// Not std's.
    #[::hotswap::interface]
    pub trait Send {
        /// With names that the generated code uses as well.
        fn callee(&self, this: Obj, entry: Callee) -> Vec<Obj>;
    }
    /// Not std's.
    #[::hotswap::interface]
    pub trait T: ::core::marker::Send + ::core::marker::Sync {
        /// A method.
        fn f(&self);
    }
    /// Not std's.
    #[::hotswap::interface]
    pub trait F {
        /// A method.
        fn f(&self, t: module::T) -> u8;
    }
    /// Where a type has the name of a parameter of ours.
    pub mod module {
        /// Not ours.
        #[derive(::hotswap::Abi, Debug)]
        pub struct T;
    }
}

/// Types that are not for everybody.
mod private {
    use ::hotswap::prelude::{live_fn, plugin_fn};

    #[derive(::hotswap::Abi, Debug)]
    struct Inner(u8);

    #[derive(::hotswap::Abi, Debug)]
    pub(crate) struct Outer {
        inner: Inner,
    }

    #[plugin_fn]
    fn inner(outer: Outer) -> Inner {
        outer.inner
    }

    #[::hotswap::interface]
    trait Hidden {
        fn hide(&self, inner: Inner) -> Outer;
    }

    #[::hotswap::interface]
    pub(crate) trait Seen {
        fn see(&self) -> Outer;
    }

    #[live_fn]
    pub(crate) fn outer() -> Outer {
        Outer { inner: Inner(7) }
    }
}

#[test]
fn everything_is_in_the_table() {
    let mut names: Vec<_> = hotswap::root::ITEMS
        .iter()
        // SAFETY: the table is in this binary.
        .map(|item| unsafe { item.name() })
        .collect();
    names.sort_unstable();
    let live_types = ["Live", "Older", "shadowing"];
    let functions = ["inner", "live", "outer", "plugin", "record", "shadowed"];
    let mut all = [&live_types[..], &functions].concat();
    all.sort_unstable();
    assert_eq!(
        names, all,
        "every name of a function or a live type is an item"
    );
}

#[test]
fn a_plugin_may_know_hotswap_by_another_name() {
    let source = "
        mod inner { pub use ::swap as contract; }
        use swap::{Plugin, plugin_fn, live_fn};
        #[derive(Default)] pub struct P;
        #[swap::plugin(crate = swap, imports = D, exports = dyn K)] impl Plugin for P {}
        #[derive(swap::Imports)] #[hotswap(crate = inner::contract)]
        struct D { i: swap::Obj<dyn I>, #[hotswap(optional)] k: Option<swap::Obj<dyn K>>, #[hotswap(skip)] n: u8 }
        #[swap::interface(crate = inner::contract)] pub trait K { fn k(&self) -> bool; }
        impl K for P { fn k(&self) -> bool { P::imports().k.is_none() && P::imports().i.f(\"\").is_ok() } }
        #[swap::live_type(dyn K, crate = ::swap, version = 2, upgrade = newer)]
        #[derive(serde::Serialize, serde::Deserialize)] struct L(bool);
        impl K for L { fn k(&self) -> bool { self.0 } }
        fn newer(old: u8) -> L { L(old > 0) }
        #[derive(swap::Abi)] #[hotswap(crate = ::swap)] pub struct S { next: Option<Box<S>> }
        #[derive(swap::Abi)] #[hotswap(crate = inner::contract)] pub enum E { A(#[hotswap(recursive)] Vec<E>) }
        #[plugin_fn(crate = inner::contract)] fn f(s: S, t: &str) -> E { E::A(vec![]) }
        #[live_fn(crate = crate::inner::contract, name = \"g\")] fn f2() {}
        #[swap::interface(crate = swap)] pub trait I { fn f(&self, s: &str) -> swap::Result<S>; }
        #[swap::interface(crate = crate::inner::contract)] pub trait J { #[hotswap(recursive)] fn f(&self) -> swap::Obj<dyn I>; }
    ";
    let renamed = test_kit::Plugin::new("renamed").contract_as("swap");
    renamed.source(source).build();
}

#[test]
fn a_plugin_may_do_without_std() {
    let source = "#![no_std]
        extern crate alloc;
        use alloc::{string::String, vec::Vec};
        use hotswap::prelude::{Plugin, live_fn, plugin_fn};
        #[derive(Default)] pub struct P;
        #[hotswap::plugin(imports = D)] impl Plugin for P {}
        #[derive(hotswap::Abi)] pub enum E { A(#[hotswap(recursive)] Vec<E>), B { name: String } }
        #[plugin_fn] fn f(e: E, text: &str) -> hotswap::Result<E> { Ok(e) }
        #[live_fn] fn g() {}
        #[hotswap::interface] pub trait I { fn f(&self, text: &str) -> hotswap::Result<String>; }
        #[derive(hotswap::Imports)] struct D { i: hotswap::Obj<dyn I>, #[hotswap(order_only)] j: () }
        #[hotswap::live_type(dyn I)] #[derive(serde::Serialize, serde::Deserialize)] struct L(bool);
        impl I for L { fn f(&self, text: &str) -> hotswap::Result<String> { P::imports().i.f(text) } }
    ";
    test_kit::Plugin::new("bare").source(source).build();
}

/// Clippy says nothing of code that a macro of another crate made, but what it does say must not be about ours.
#[test]
fn clippy_has_nothing_to_say_of_what_is_generated() -> std::io::Result<()> {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["clippy", "--quiet", "--package", "hotswap"])
        .args(["--test", "hygiene", "--test", "forbid_unsafe"])
        .args(["--", "-D", "warnings"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    Ok(())
}

#[test]
fn the_macros_work_in_the_edition_before() {
    let source = test_kit::plugin_source(
        "#[derive(hotswap::Abi)] pub enum E { A(#[hotswap(recursive)] Vec<E>), B { r#gen: u8 } }
         #[plugin_fn] fn f(e: E, t: &str, b: &[E2]) -> hotswap::Result<E> { Ok(e) }
         #[derive(hotswap::Abi, Clone)] pub struct E2;
         #[hotswap::interface] pub trait I { fn f(&self, r#gen: u8, t: &str) -> Obj<dyn I>; }
         #[derive(Imports)] pub struct D { i: Obj<dyn I>, #[hotswap(plugin = \"b\")] r#gen: Obj<dyn I> }
         #[live_type(dyn J)] #[derive(serde::Serialize, serde::Deserialize)] pub struct L { r#gen: u8 }
         #[hotswap::interface] pub trait J { fn r#gen(&self) -> u8 { let r#gen = 1; r#gen } }
         impl J for L {}
         #[live_fn] fn g() {}",
    );
    for edition in [2021, 2018] {
        test_kit::Plugin::new("old")
            .edition(edition)
            .source(source.clone())
            .build();
    }
}
