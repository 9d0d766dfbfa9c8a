//! The host's implementation of a vault.

use super::interface::InterfaceRef;
use crate::error::Result;
use crate::live_data::LiveData;
use crate::live_fn::LiveFn;
use crate::live_item::LiveItem;
use crate::live_type::LiveType;
use crate::object::AnyObj;

/// The host's side of a [`Vault`](super::Vault), with a method for each of its functions.
pub trait VaultBackend: Send + Sync + 'static {
    /// The live function of that name.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound).
    fn live_fn(&self, name: &str) -> Result<LiveFn>;

    /// The names of all live functions, in order.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn live_fn_names(&self) -> Result<Vec<String>>;

    /// Sets the data for a key.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn set(&self, key: &str, data: LiveData) -> Result<()>;

    /// The data for a key.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn get(&self, key: &str) -> Result<Option<LiveData>>;

    /// Removes the data for a key.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn remove(&self, key: &str) -> Result<Option<LiveData>>;

    /// The keys of all data, in order.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn keys(&self) -> Result<Vec<String>>;

    /// Fills the slot of an interface, which is the interface of the object.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadySet`](crate::Error::AlreadySet).
    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()>;

    /// The object in the slot of an interface.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound),
    /// [`Error::SignatureMismatch`](crate::Error::SignatureMismatch).
    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj>;

    /// The interfaces of all filled slots, in order.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn extension_names(&self) -> Result<Vec<String>>;

    /// All live functions, in order of their names.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn live_fns(&self) -> Result<Vec<LiveItem>>;

    /// The live type of that name.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound).
    fn live_type(&self, name: &str) -> Result<LiveType>;

    /// All live types, in order of their names.
    ///
    /// # Errors
    ///
    /// If the vault is gone.
    fn live_types(&self) -> Result<Vec<LiveItem>>;
}
