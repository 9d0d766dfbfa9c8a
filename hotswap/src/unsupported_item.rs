//! Items that a macro could not parse.
//!
//! rustc parses an item before its macros do, and reports syntax errors better than they can. So the macros report nothing, and
//! generate a call of this function instead. If rustc accepted the item after all, the build fails, instead of producing a library
//! that lacks a function.

use std::marker::PhantomData;

struct UnsupportedItem<T>(PhantomData<T>);

impl<T> UnsupportedItem<T> {
    const STOPS_HERE: () = panic!("hotswap could not parse an item with one of its attributes");
}

/// Fails to compile, but only if there is no other error.
///
/// ```compile_fail
/// static UNSUPPORTED: fn() = hotswap::__private::unsupported_item::<()>;
/// UNSUPPORTED();
/// ```
pub fn unsupported_item<T>() {
    UnsupportedItem::<T>::STOPS_HERE
}
