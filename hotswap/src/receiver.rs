//! What a function that is called by name is called on: nothing, or the value of its plugin.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::statics::HasStatics;

/// What a function is called on.
pub trait Receiver: 'static {
    /// Whether it is the value of a plugin.
    const IS_VALUE: bool;

    /// It, lent for a call.
    type Lent<'s>: Copy + Send;

    /// What keeps it, where no one else does.
    type Held: Send;

    /// It, as long as the host keeps it.
    ///
    /// # Panics
    ///
    /// If there is none.
    ///
    /// # Safety
    ///
    /// The value of the plugin is not given up in `'s`: see PLUGIN-VALUE.
    unsafe fn lent<'s>() -> Self::Lent<'s>;

    /// Keeps it.
    ///
    /// # Errors
    ///
    /// If there is none any more.
    fn held() -> Result<Self::Held>;

    /// It, as long as it is kept here.
    fn lend(held: &Self::Held) -> Self::Lent<'_>;
}

/// The receiver of a free function, which is called on nothing.
#[derive(Debug)]
pub enum NoReceiver {}

impl Receiver for NoReceiver {
    const IS_VALUE: bool = false;

    type Lent<'s> = ();
    type Held = ();

    #[inline(always)]
    unsafe fn lent<'s>() -> Self::Lent<'s> {}

    #[inline(always)]
    fn held() -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn lend((): &()) {}
}

/// The receiver of a method of the plugin `P`.
#[derive(Debug)]
pub struct OfPlugin<P>(PhantomData<fn() -> P>);

/// The value of a plugin, lent for a call.
#[derive(Debug)]
pub struct PluginRef<'s, P> {
    /// The pointer of an `Arc` that lives for `'s`.
    value: *const P,
    _lent: PhantomData<&'s P>,
}

// SAFETY: SEND-SYNC: it stands for a `&P`, and for an `Arc<P>` that can be made of it.
unsafe impl<P: Send + Sync> Send for PluginRef<'_, P> {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl<P: Send + Sync> Sync for PluginRef<'_, P> {}

impl<P> Clone for PluginRef<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for PluginRef<'_, P> {}

impl<'s, P> PluginRef<'s, P> {
    /// For a method with `&self`.
    #[inline]
    pub fn get(self) -> &'s P {
        // SAFETY: PLUGIN-VALUE: it lives for `'s`.
        unsafe { &*self.value }
    }

    /// For a method with `self: Arc<Self>`.
    pub fn share(self) -> Arc<P> {
        // SAFETY: PLUGIN-VALUE: the pointer is that of an `Arc`, which lives for `'s`.
        unsafe { Arc::increment_strong_count(self.value) };
        // SAFETY: PLUGIN-VALUE: the count that was just added is this one's.
        unsafe { Arc::from_raw(self.value) }
    }
}

impl<P: HasStatics + Send + Sync> Receiver for OfPlugin<P> {
    const IS_VALUE: bool = true;

    type Lent<'s> = PluginRef<'s, P>;
    type Held = Arc<P>;

    #[inline]
    unsafe fn lent<'s>() -> PluginRef<'s, P> {
        let value = P::statics().value().pointer();
        if value.is_null() {
            no_value();
        }
        PluginRef {
            value: value.cast(),
            _lent: PhantomData,
        }
    }

    fn held() -> Result<Arc<P>> {
        let value = P::statics().value().shared();
        value.ok_or_else(|| Error::msg("the value of this plugin is gone: its version was freed"))
    }

    #[inline]
    fn lend(held: &Arc<P>) -> PluginRef<'_, P> {
        PluginRef {
            value: Arc::as_ptr(held),
            _lent: PhantomData,
        }
    }
}

#[cold]
fn no_value() -> ! {
    panic!(
        "the value of this plugin is not there: a host creates it before `reloadable`, and drops it after `on_free`. In a unit test \
         without a host, call the method on a value of your own"
    )
}
