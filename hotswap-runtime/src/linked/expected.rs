//! The plugins that a host says it has linked.
//!
//! A linker drops what nothing refers to. A plugin that is not in the binary cannot say so; the host's own list
//! of names can.

pub use inventory;

/// The crate of a plugin that the host has linked.
pub struct Expected(pub &'static str);

inventory::collect!(Expected);

/// Links plugins into the host, and has `load` make sure that they are there.
///
/// Goes into the host's crate, once or several times, for crates that it depends on. A crate that is no plugin is
/// an error at compile time; one that the linker has dropped is [`StaticLinkError::Missing`](crate::StaticLinkError),
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

            $crate::__expected::inventory::submit! {
                $crate::__expected::Expected(::$plugin::the_plugin_of_this_crate!(name))
            }
        };)+
    };
}
