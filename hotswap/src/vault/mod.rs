//! What the plugins of one generation share, by name.
//!
//! The host owns it. A plugin sees it through a table of functions ([`RawVault`]), so that the two sides
//! may be built by different compilers.
//!
//! - `backend`: what a host keeps in it
//! - `interface`: an interface by name and fingerprint, as a slot is asked for
//! - `slot_errors`: what goes wrong with extension slots
//! - `raw`: a vault as a plugin gets it
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

/// What the plugins of one generation share: live functions and live types, a bag of data, and extension slots.
///
/// A host has it from `PluginManager::vault`, a plugin from [`Plugin::on_init`](crate::Plugin::on_init).
///
/// A clone may be kept as long as you like, and keeps nothing: no plugin, and no generation. In a plugin it
/// stands for the vault of the newest generation that this version of the plugin serves in, so a plugin
/// that is not replaced has the new vault after a reload. In a host it stays with its generation. When that
/// is gone, every question is an error.
///
/// # What becomes of it in a reload
///
/// Each generation has a vault of its own, and each entry belongs to whoever has set it last. What a plugin
/// has set goes over to the next generation if that very version of the plugin does; so does what the host
/// has set. What a plugin has set that was replaced or removed does not, nor does an object that is the code
/// of such a plugin, whoever has set it. A reload that fails leaves the old vault as it was; a rollback
/// brings the old vault back as it was when it was replaced.
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
/// A function of a plugin that needs the vault takes it from a static. A vault in a plugin owns no memory, so nothing is lost
/// although statics are never dropped:
///
/// ```
/// use std::sync::OnceLock;
/// use hotswap::prelude::*;
///
/// static VAULT: OnceLock<Vault> = OnceLock::new();
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin]
/// impl Plugin for World {
///     fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
///         VAULT.get_or_init(|| vault.clone());
///         Ok(())
///     }
/// }
///
/// #[plugin_fn]
/// fn motto() -> hotswap::Result<Option<String>> {
///     let vault = VAULT.get().ok_or_else(|| hotswap::Error::msg("not ready yet"))?;
///     vault.get("motto")?.map(|data| data.unwrap()).transpose()
/// }
/// ```
pub struct Vault(Side);

/// Whose vault it is.
enum Side {
    /// The host's, in the host.
    Here(Arc<dyn VaultBackend>),
    /// The same, for somebody who keeps it.
    Kept(Weak<dyn VaultBackend>),
    /// The host's, in a plugin.
    InHost(Remote),
}

impl Vault {
    /// A vault of this host.
    pub fn new(backend: Arc<impl VaultBackend>) -> Self {
        Self(Side::Here(backend))
    }

    /// The live function called `name`, of whichever plugin.
    ///
    /// The handle keeps that plugin loaded, and stays with the version that it was taken from.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    pub fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.ask(|backend| backend.live_fn(name))
    }

    /// The names of all live functions, in order.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
    pub fn live_fn_names(&self) -> Result<Vec<String>> {
        self.ask(|backend| backend.live_fn_names())
    }

    /// All live functions, in order of their names.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
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

    /// The live type called `name`, of whichever plugin.
    ///
    /// The handle keeps that plugin loaded, and stays with the version that it was taken from.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    pub fn live_type(&self, name: &str) -> Result<LiveType> {
        self.ask(|backend| backend.live_type(name))
    }

    /// All live types, in order of their names, of which a type may have several.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
    pub fn live_types(&self) -> Result<Vec<LiveItem>> {
        self.ask(|backend| backend.live_types())
    }

    /// Restores a value of a live type, by the name inside the data, as an object of the interface `I`.
    ///
    /// The object keeps its plugin loaded, and stays with that version of it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if no plugin has that live type; as [`LiveType::restore`]; and for data that says no name,
    /// since it was not made by [`to_live`](crate::Live::to_live).
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

    /// Puts data into the bag. What had that key before is gone, whoever has set it.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
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

    /// The data that has this key; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
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

    /// Takes the data that has this key out of the bag; `None` if there was none.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
    pub fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.ask(|backend| backend.remove(key))
    }

    /// The keys of all data in the bag, in order.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
    pub fn keys(&self) -> Result<Vec<String>> {
        self.ask(|backend| backend.keys())
    }

    /// Fills the extension slot of the interface `I`. A slot is filled once in each generation.
    ///
    /// The object is there until the generation is let go.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadySet`] if the slot is filled, with both who did.
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
    /// It keeps the plugin loaded whose object it is, and stays with that version: ask again for each piece
    /// of work rather than to keep it. Two plugins that keep objects of each other are never unloaded.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the slot is empty, [`Error::SignatureMismatch`] if it holds an object of
    /// another version of the interface, with the first difference.
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
            .ok_or_else(|| Error::msg("the host answered with an object of another interface"))
    }

    /// The interfaces of all extension slots that are filled, in order: `dyn Greeter`.
    ///
    /// # Errors
    ///
    /// Only of a clone, or in a plugin: if the vault is gone.
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
                    "the generation that this vault is of is gone: take the current one",
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
    /// What was lent lives for as long as this library is mapped, and so does the host.
    pub(crate) const unsafe fn into_vault(self) -> Vault {
        // SAFETY: the caller's promise.
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
