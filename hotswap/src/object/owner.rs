//! The library that an object belongs to: each library has one [`Owner`], and its address identifies the library.
//!
//! This is a static and not a function, because the compiler may duplicate functions, but not statics.

use crate::error::HOST;
use crate::host::attached;
use crate::raw::RawStr;
use crate::role;

/// The library that made an object. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct Owner {
    size: u32,
    name: extern "C" fn() -> RawStr,
}

/// This library.
static HERE: Owner = Owner {
    size: size_of::<Owner>() as u32,
    name,
};

impl Owner {
    /// This library.
    pub(crate) const fn here() -> &'static Self {
        &HERE
    }

    /// Whether it is this library.
    #[inline]
    pub(crate) fn is_here(&self) -> bool {
        std::ptr::eq(self, &raw const HERE)
    }

    /// The name of the plugin, or [`HOST`]; empty if it is not known.
    ///
    /// # Safety
    ///
    /// The owner is loaded for `'a`.
    pub(crate) unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: MAPPED: the owner is loaded, by the contract of this function, and answers with a text of its own.
        unsafe { (self.name)().as_str() }
    }
}

extern "C" fn name() -> RawStr {
    match attached::plugin_name() {
        Some(name) => name,
        None if role::is_host() => RawStr::new(HOST),
        None => RawStr::new(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(std::mem::offset_of!(Owner, size), 0);
        assert_eq!(std::mem::offset_of!(Owner, name), size_of::<usize>());
        assert_eq!(size_of::<Owner>(), 2 * size_of::<usize>());
    }
}
