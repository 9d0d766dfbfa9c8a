//! The plugins that a host says it has linked.
//!
//! A linker drops what nothing refers to. A plugin that is not in the binary cannot say so; the host's own list
//! of names can.

/// The names of their crates. The list is the host crate's own, which no linker drops.
#[linkme::distributed_slice]
#[linkme(crate = linkme)]
pub static EXPECTED: [&'static str];

pub use linkme;

/// Links plugins into the host, and has `load` make sure that they are there.
///
/// Goes into the host's crate, once or several times, for crates that it depends on. A crate that is no plugin is
/// an error at compile time; one that the linker has dropped is [`LinkedError::Missing`](crate::LinkedError),
/// which names it.
///
/// # Examples
///
/// ```
/// #[cfg(feature = "static")]
/// hotswap_runtime::link!(woof, meow);
/// ```
#[macro_export]
macro_rules! link {
    ($($plugin:ident),+ $(,)?) => {
        $(const _: () = {
            #[allow(unused_imports)]
            use ::$plugin as _;

            #[$crate::__expected::linkme::distributed_slice($crate::__expected::EXPECTED)]
            #[linkme(crate = $crate::__expected::linkme)]
            static __EXPECTED: &'static str = ::$plugin::the_plugin_of_this_crate!(name);
        };)+
    };
}
