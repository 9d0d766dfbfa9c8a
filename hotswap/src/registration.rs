//! Macros of the generated code that put items and plugins into the tables of a library.

/// Puts an item into the table. The attributes are in this macro, so that generated code that cannot find `hotswap` causes only one
/// error.
#[doc(hidden)]
#[macro_export]
macro_rules! __item {
    ($item:expr) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::ITEMS)]
        #[linkme(crate = $crate::__private::linkme)]
        static __ITEM: $crate::__private::Item = $item;
    };
}

/// Puts a plugin into the table.
#[doc(hidden)]
#[macro_export]
macro_rules! __linked {
    ($plugin:expr) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::LINKED)]
        #[linkme(crate = $crate::__private::linkme)]
        static __LINKED_PLUGIN: &$crate::__private::Linked = $plugin;
    };
}
