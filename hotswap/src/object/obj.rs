//! The object as users see it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use super::any::{AnyObj, ImplementedBy};
use super::handle::Handle;
use super::interface::Interface;

/// An object of an interface, from any library: `Obj<dyn Greeter>` implements `Greeter`.
///
/// It is created from any value that implements the trait. It is shared like an [`Arc`], `Send` and `Sync`. Calls and the final
/// drop run in the library that created the object; a panic in its `Drop` stays there.
///
/// # How long to keep one
///
/// An object stays with the version of the code that created it, and keeps that version loaded. This is right for a piece of
/// work, for state that belongs to one version (a session, a subscription), and for objects that a plugin gets from its host or
/// from imports. A host that needs an object for its whole life, and across reloads, uses a late-bound handle of the runtime
/// instead.
///
/// A plugin that keeps an object of its own does not keep itself loaded. Two plugins that keep objects of each other keep each
/// other loaded for ever, as with any reference cycle.
///
/// # Names
///
/// Operations on the object itself are associated functions, `Obj::ptr_eq(&a, &b)`, so that all methods are those of the
/// interface.
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
///   = note: put `#[hotswap::interface]` on the trait, and use it without other bounds: `Obj<dyn Trait>`
/// ```
// Without a bound, so that a trait that is not an interface causes one error, where the object crosses or is created.
#[repr(transparent)]
pub struct Obj<I: ?Sized> {
    /// Its table is an `I::VTable`.
    handle: Handle,
    _interface: PhantomData<fn() -> Box<I>>,
}

// Without a bound here: the bounds of the functions imply it, and rustc would report both.
impl<I: ?Sized> Obj<I> {
    /// An object of `value`.
    pub fn new<T>(value: T) -> Self
    where
        I: ImplementedBy<T>,
    {
        Self::from_arc(Arc::new(value))
    }

    /// An object of a value that is already shared.
    pub fn from_arc<T>(value: Arc<T>) -> Self
    where
        I: ImplementedBy<T>,
    {
        let handle = AnyObj::of::<T, I>(value).into_handle();
        // SAFETY: TABLES: it is the table of this interface.
        unsafe { Self::from_handle(handle) }
    }

    /// An object of a closure, for an interface where exactly one method has no default body.
    ///
    /// ```
    /// # use hotswap::prelude::*;
    /// #[hotswap::interface]
    /// pub trait OnTick {
    ///     fn tick(&self, n: u32, name: &str) -> hotswap::Result<()>;
    /// }
    ///
    /// let on_tick = Obj::<dyn OnTick>::from_fn(|n, name| {
    ///     println!("{name}: {n}");
    ///     Ok(())
    /// });
    /// on_tick.tick(1, "world").unwrap();
    /// ```
    pub fn from_fn<F>(closure: F) -> Self
    where
        I: FromFn<F>,
    {
        I::from_fn(closure)
    }
}

/// An interface that a closure can implement: exactly one method has no default body, and is not async.
#[diagnostic::on_unimplemented(
    message = "a closure cannot implement `{Self}`",
    label = "only an interface with exactly one required method, which is not `async`, can be implemented by a closure",
    note = "define a type, and implement the trait for it"
)]
pub trait FromFn<F>: Interface {
    /// Makes an object of a closure.
    #[doc(hidden)]
    fn from_fn(closure: F) -> Obj<Self>;
}

/// A closure that implements an interface.
#[doc(hidden)]
#[derive(Debug)]
pub struct Closure<F>(pub F);

impl<I: ?Sized + Interface> Obj<I> {
    /// Whether both are the same object.
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
        // SAFETY: C-LAYOUT and TABLES: the two have one layout; the table is that of the interface, by the contract
        // of this function.
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
        // SAFETY: SAME-SHAPE and TABLES: equal fingerprints mean equal tables.
        Some(unsafe { Obj::from_handle(self.into_handle()) })
    }

    /// A reference to the object as one of the interface `I`; `None` if it is of another.
    #[inline]
    pub fn downcast_ref<I: ?Sized + Interface>(&self) -> Option<&Obj<I>> {
        if self.fingerprint() != I::TYPE.fingerprint() {
            return None;
        }
        // SAFETY: SAME-SHAPE and TABLES: equal fingerprints mean equal tables.
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
