//! Items that a macro could not read.
//!
//! rustc reads an item before the macros on it do. What it finds wrong it has said, and better than they can; so they
//! say nothing, and leave this beside the item: where rustc found nothing wrong, the library is not built, instead of
//! being one that lacks a function.

use std::marker::PhantomData;

struct UnsupportedItem<T>(PhantomData<T>);

impl<T> UnsupportedItem<T> {
    const STOPS_HERE: () = panic!(
        "an item under an attribute of hotswap is written in a way that hotswap does not know"
    );
}

/// Is compiled where no other error is in the way, and then does not compile.
///
/// ```compile_fail
/// static UNSUPPORTED: fn() = hotswap::__private::unsupported_item::<()>;
/// UNSUPPORTED();
/// ```
pub fn unsupported_item<T>() {
    UnsupportedItem::<T>::STOPS_HERE
}
