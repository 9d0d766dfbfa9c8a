//! The vault: the registry that the plugins of one generation share.
//!
//! The host owns it. A plugin uses it through a table of functions ([`RawVault`]), so that different compilers may have built the
//! two sides.
//!
//! - `backend`: the host's implementation
//! - `interface`: an interface by name and fingerprint, which identifies a slot
//! - `slot_errors`: errors of extension slots
//! - `raw`: a vault as it crosses
//! - `table`: the host's end
//! - `remote`: the plugin's end

mod backend;
mod interface;
mod raw;
mod remote;
mod slot_errors;
mod table;

use std::fmt;
use std::sync::{Arc, Weak};

pub use backend::VaultBackend;
pub use interface::InterfaceRef;
pub use raw::RawVault;

use remote::Remote;

use crate::error::{Error, Result};
use crate::live_data::LiveData;
use crate::live_fn::LiveFn;
use crate::live_item::LiveItem;
use crate::live_type::LiveType;
use crate::object::{AnyObj, Interface, IntoObj, Obj};

/// The registry that the plugins of one generation share: live functions, live types, key-value data and extension slots.
///
/// A host gets it from `PluginManager::vault`, a plugin from [`Plugin::on_init`](crate::Plugin::on_init).
///
/// You may keep a clone for any time. It does not keep a plugin or a generation alive. In a plugin, a clone refers to the vault of
/// the newest generation that this version of the plugin is part of, so a plugin that is not replaced sees the new vault after a
/// reload. In a host, it refers to one generation. When that generation is gone, every call returns an error.
///
/// # What happens in a reload
///
/// Each generation has its own vault, and each entry belongs to the plugin or host that has set it last. An entry is carried over to
/// the next generation if the host has set it, or if the version of the plugin that has set it is part of that generation too.
/// Entries of plugins that were replaced or removed are not carried over, nor are objects whose code belongs to such a plugin. A
/// reload that fails leaves the old vault unchanged. A rollback restores the old vault as it was when it was replaced.
///
/// # Examples
///
/// ```
/// # use hotswap::Vault;
/// fn greet(vault: &Vault) -> hotswap::Result<String> {
///     vault.live_fn("greet")?.call(("Bob",))
/// }
/// ```
///
/// Any method of a plugin reaches the vault through its [`Context`](crate::Context):
///
/// ```
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin]
/// impl Plugin for World {}
///
/// #[hotswap::methods]
/// impl World {
///     #[plugin_fn]
///     fn motto(&self) -> hotswap::Result<Option<String>> {
///         self.context().vault().get("motto")?.map(|data| data.unwrap()).transpose()
///     }
/// }
/// ```
pub struct Vault(Side);

/// The side on which a vault is used.
enum Side {
    /// The host's, in the host.
    Here(Arc<dyn VaultBackend>),
    /// The host's, in the host, as a clone.
    Kept(Weak<dyn VaultBackend>),
    /// The host's, in a plugin.
    InHost(Remote),
}

impl Vault {
    /// A vault of this host.
    pub fn new(backend: Arc<impl VaultBackend>) -> Self {
        Self(Side::Here(backend))
    }

    /// The live function called `name`, of any plugin.
    ///
    /// The handle keeps that version of the plugin loaded.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with a similar name if there is one.
    pub fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.ask(|backend| backend.live_fn(name))
    }

    /// The names of all live functions, in order.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    pub fn live_fn_names(&self) -> Result<Vec<String>> {
        self.ask(|backend| backend.live_fn_names())
    }

    /// All live functions, in order of their names.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::Vault;
    /// fn help(vault: &Vault) -> hotswap::Result<()> {
    ///     for live_fn in vault.live_fns()? {
    ///         println!("{live_fn}"); // greet: fn(name: &str) -> String, in plugin world
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn live_fns(&self) -> Result<Vec<LiveItem>> {
        self.ask(|backend| backend.live_fns())
    }

    /// The live type called `name`, of any plugin.
    ///
    /// The handle keeps that version of the plugin loaded.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with a similar name if there is one.
    pub fn live_type(&self, name: &str) -> Result<LiveType> {
        self.ask(|backend| backend.live_type(name))
    }

    /// All live types, in order of their names. A type may have several names.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    pub fn live_types(&self) -> Result<Vec<LiveItem>> {
        self.ask(|backend| backend.live_types())
    }

    /// Restores a value of a live type as an object of the interface `I`. The data contains the name of the type.
    ///
    /// The object keeps that version of its plugin loaded.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if no plugin has that live type; the errors of [`LiveType::restore`]; and an error for data without a
    /// name, which was not created by [`to_live`](crate::Live::to_live).
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::{LiveData, Vault};
    /// # #[hotswap::interface] trait Job { fn run(&self); }
    /// fn run(vault: &Vault, data: &LiveData) -> hotswap::Result<()> {
    ///     vault.restore::<dyn Job>(data)?.run();
    ///     Ok(())
    /// }
    /// ```
    pub fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        self.live_type(data.live_type_name()?)?.restore(data)
    }

    /// Sets the data for a key. Previous data is replaced, even if another plugin has set it.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::{LiveData, Vault};
    /// # fn example(vault: &Vault) -> hotswap::Result<()> {
    /// vault.set("motto", LiveData::wrap("be brief")?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.ask(|backend| backend.set(key, data))
    }

    /// The data for a key; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::Vault;
    /// fn motto(vault: &Vault) -> hotswap::Result<String> {
    ///     match vault.get("motto")? {
    ///         Some(data) => data.unwrap(),
    ///         None => Ok("be brief".to_owned()),
    ///     }
    /// }
    /// ```
    pub fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.ask(|backend| backend.get(key))
    }

    /// Removes the data for a key and returns it; `None` if there was none.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    pub fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.ask(|backend| backend.remove(key))
    }

    /// All keys that have data, in order.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    pub fn keys(&self) -> Result<Vec<String>> {
        self.ask(|backend| backend.keys())
    }

    /// Fills the extension slot of the interface `I`. A slot can be filled once in each generation.
    ///
    /// The object stays in the slot until the generation is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadySet`] if the slot is already filled.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::{Obj, Vault};
    /// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
    /// struct Plain;
    ///
    /// impl Greeter for Plain {
    ///     fn greet(&self, name: &str) -> String {
    ///         format!("hello {name}")
    ///     }
    /// }
    ///
    /// fn fill(vault: &Vault) -> hotswap::Result<()> {
    ///     vault.set_extension::<dyn Greeter>(Obj::new(Plain))
    /// }
    /// ```
    pub fn set_extension<I: ?Sized + Interface>(&self, object: impl IntoObj<I>) -> Result<()> {
        let object = AnyObj::from(object.into_obj());
        self.ask(|backend| backend.set_extension(&InterfaceRef::of::<I>(), object))
    }

    /// The object in the extension slot of the interface `I`.
    ///
    /// The object keeps that version of its plugin loaded, so get it again for each piece of work instead of keeping it. Two plugins
    /// that keep objects of each other are never unloaded.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the slot is empty, [`Error::SignatureMismatch`] with the first difference if the object has a
    /// different version of the interface.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::Vault;
    /// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
    /// fn greet(vault: &Vault) -> hotswap::Result<String> {
    ///     Ok(vault.extension::<dyn Greeter>()?.greet("Bob"))
    /// }
    /// ```
    pub fn extension<I: ?Sized + Interface>(&self) -> Result<Obj<I>> {
        let object = self.ask(|backend| backend.extension(&InterfaceRef::of::<I>()))?;
        object
            .downcast()
            .ok_or_else(|| Error::msg("the host returned an object of a different interface"))
    }

    /// The interfaces of all filled extension slots, in order: `dyn Greeter`.
    ///
    /// # Errors
    ///
    /// If the vault is gone. This happens only in a plugin or with a clone.
    pub fn extension_names(&self) -> Result<Vec<String>> {
        self.ask(|backend| backend.extension_names())
    }

    fn ask<R>(&self, question: impl FnOnce(&dyn VaultBackend) -> Result<R>) -> Result<R> {
        match &self.0 {
            Side::Here(backend) => question(&**backend),
            Side::InHost(remote) => question(remote),
            Side::Kept(backend) => match backend.upgrade() {
                Some(backend) => question(&*backend),
                None => Err(Error::msg(
                    "the generation of this vault is gone: use the vault of the current generation",
                )),
            },
        }
    }
}

impl RawVault {
    /// The vault for the plugin's code.
    ///
    /// # Safety
    ///
    /// The host and the backend live for as long as this library is mapped.
    pub(crate) const unsafe fn into_vault(self) -> Vault {
        // SAFETY: HOST-OUTLIVES: by the contract of this function.
        Vault(Side::InHost(unsafe { Remote::new(self) }))
    }
}

impl Clone for Vault {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Side::Here(backend) => Side::Kept(Arc::downgrade(backend)),
            Side::Kept(backend) => Side::Kept(Weak::clone(backend)),
            Side::InHost(remote) => Side::InHost(remote.clone()),
        })
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("live_fns", &self.live_fn_names().unwrap_or_default())
            .field("live_types", &self.live_types().unwrap_or_default())
            .field("keys", &self.keys().unwrap_or_default())
            .field("extensions", &self.extension_names().unwrap_or_default())
            .finish()
    }
}

#[cfg(test)]
mod tests;
