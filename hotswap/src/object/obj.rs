//! The object as people hold it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use super::any::{AnyObj, ImplementedBy};
use super::handle::Handle;
use super::interface::Interface;

/// An object of an interface, of whichever library: `Obj<dyn Greeter>` is a `Greeter`.
///
/// It is made of any value that implements the trait, shared like an [`Arc`], `Send` and `Sync`. The value is
/// called, and in the end dropped, by the code of the library that made it; a panic in its `Drop` stays there.
///
/// # What to hold
///
/// An object stays with the version of the code that made it, and keeps the plugin loaded as long as it is held:
/// right for a piece of work, for what belongs to one version (a session, a subscription), and for objects that
/// a plugin gets from its host or from plugins it imports. What is kept for as long as the host runs, and is to
/// follow each reload, is not an `Obj` but a late handle of the runtime.
///
/// A plugin that keeps an object of its own does not keep itself loaded. Two plugins that keep objects of each
/// other do, for ever, as with any shared pointers: one of them must let go when the host says so.
///
/// # Names
///
/// Everything that concerns the object itself is an associated function, `Obj::ptr_eq(&a, &b)`, so that methods
/// are those of the interface.
///
/// # Examples
///
/// ```
/// use hotswap::prelude::*;
/// use std::sync::Arc;
///
/// #[hotswap::interface]
/// pub trait Greeter {
///     fn greet(&self, name: &str) -> String;
/// }
///
/// struct English;
///
/// impl Greeter for English {
///     fn greet(&self, name: &str) -> String {
///         format!("hello {name}")
///     }
/// }
///
/// let made = Obj::<dyn Greeter>::new(English);
/// let shared = Obj::<dyn Greeter>::from(Arc::new(English));
/// let closure = Obj::<dyn Greeter>::from_fn(|name| format!("hi {name}"));
/// assert_eq!(made.greet("Bob"), "hello Bob");
/// assert_eq!(shared.greet("Bob"), "hello Bob");
/// assert_eq!(closure.greet("Bob"), "hi Bob");
/// ```
///
/// Only interfaces have objects:
///
/// ```compile_fail
/// use hotswap::prelude::*;
///
/// pub trait Plain: Send + Sync {}
///
/// #[plugin_fn]
/// fn take(plain: Obj<dyn Plain>) {}
/// ```
///
/// ```text
/// error[E0277]: `(dyn Plain + 'static)` is not an interface, so its objects cannot cross between host and plugin
///   = note: put `#[hotswap::interface]` on the trait, and name it without more bounds: `Obj<dyn Trait>`
/// ```
// Without a bound: so a trait that is no interface is one error, where the object crosses or is made.
#[repr(transparent)]
pub struct Obj<I: ?Sized> {
    /// Its table is an `I::VTable`.
    handle: Handle,
    _interface: PhantomData<fn() -> Box<I>>,
}

// Without a bound here: what each function asks for says the same, and would be told a second time.
impl<I: ?Sized> Obj<I> {
    /// An object of `value`.
    pub fn new<T>(value: T) -> Self
    where
        I: ImplementedBy<T>,
    {
        Self::from_arc(Arc::new(value))
    }

    /// An object of what is shared already.
    pub fn from_arc<T>(value: Arc<T>) -> Self
    where
        I: ImplementedBy<T>,
    {
        let handle = AnyObj::of::<T, I>(value).into_handle();
        // SAFETY: it is the table of this interface.
        unsafe { Self::from_handle(handle) }
    }
}

impl<I: ?Sized + Interface> Obj<I> {
    /// Whether both are one object, and not only equal ones.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        std::ptr::eq(this.handle.data(), other.handle.data())
    }

    /// # Safety
    ///
    /// The table of `handle` is an `I::VTable`.
    pub(super) unsafe fn from_handle(handle: Handle) -> Self {
        Self {
            handle,
            _interface: PhantomData,
        }
    }

    /// # Safety
    ///
    /// As for `from_handle`.
    #[inline]
    pub(super) unsafe fn from_handle_ref(handle: &Handle) -> &Self {
        // SAFETY: the two have one layout, and the caller keeps the invariant.
        unsafe { &*std::ptr::from_ref(handle).cast::<Self>() }
    }

    #[inline]
    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(super) fn into_handle(self) -> Handle {
        self.handle
    }
}

impl<I: ?Sized + Interface> From<Obj<I>> for AnyObj {
    fn from(obj: Obj<I>) -> Self {
        Self::from_handle(obj.into_handle())
    }
}

impl AnyObj {
    /// The object as one of the interface `I`; `None` if it is of another.
    pub fn downcast<I: ?Sized + Interface>(self) -> Option<Obj<I>> {
        if self.fingerprint() != I::TYPE.fingerprint() {
            return None;
        }
        // SAFETY: equal fingerprints mean equal tables.
        Some(unsafe { Obj::from_handle(self.into_handle()) })
    }

    /// The same, borrowed.
    #[inline]
    pub fn downcast_ref<I: ?Sized + Interface>(&self) -> Option<&Obj<I>> {
        if self.fingerprint() != I::TYPE.fingerprint() {
            return None;
        }
        // SAFETY: equal fingerprints mean equal tables.
        Some(unsafe { Obj::from_handle_ref(self.handle()) })
    }
}

impl<T, I: ?Sized + ImplementedBy<T>> From<Arc<T>> for Obj<I> {
    fn from(value: Arc<T>) -> Self {
        Self::from_arc(value)
    }
}

impl<I: ?Sized + Interface> Clone for Obj<I> {
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
            _interface: PhantomData,
        }
    }
}

/// By identity, as [`Obj::ptr_eq`].
impl<I: ?Sized + Interface> PartialEq for Obj<I> {
    fn eq(&self, other: &Self) -> bool {
        Self::ptr_eq(self, other)
    }
}

impl<I: ?Sized + Interface> Eq for Obj<I> {}

/// By identity, as [`Obj::ptr_eq`].
impl<I: ?Sized + Interface> Hash for Obj<I> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.handle.data(), state);
    }
}

impl<I: ?Sized + Interface> fmt::Debug for Obj<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Obj<dyn {}>", I::TYPE.name())?;
        match self.handle.owner_name() {
            "" => Ok(()),
            owner => write!(f, " of {owner}"),
        }
    }
}
