//! One generation of plugins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use hotswap::abi::Abi;
use hotswap::call::Args;
use hotswap::object::{AnyObj, Interface};
use hotswap::{Error, Obj, Result, Vault};
use rustc_hash::FxHashMap;

use crate::error::ReloadError;
use crate::file_identity::FileIdentity;
use crate::generational_index::{Generation, GenerationalIndex};
use crate::guest::implicit_safe_point;
use crate::log::{TARGET, log};
use crate::name;
use crate::plugin::LoadedPlugin;
use crate::report::{Outcome, ReloadReport};
use crate::vault::{PluginVault, VaultStore};
use crate::version_info::VersionInfo;

/// One generation: the plugins that serve together, and their vault. Never changes.
///
/// Holding it keeps all of its plugins loaded. Take it from [`Swapper::current`](crate::Swapper::current) for a piece of
/// work, then drop it. A generation is a snapshot: a reload makes another one.
///
/// The functions that lead to a plugin are [safe points](crate::docs::leaving#safe-points): [`plugin`](Self::plugin),
/// [`export`](Self::export), [`plugins`](Self::plugins), [`vault`](Self::vault), and those that call a function in each
/// plugin. They run destructors that replaced plugins have left on this thread. [`generation`](Self::generation) is not one.
// On cache lines of its own. Otherwise threads that clone or drop a share in it would slow down late calls.
#[repr(align(128))]
pub struct PluginManager {
    generation: u64,
    /// The same, for places.
    indexes: Generation,
    /// In the order of dependencies: a plugin comes after those that it needs.
    members: Vec<Member>,
    /// Where each plugin is in `members`, by its own and by its folded name.
    by_name: FxHashMap<Box<str>, usize>,
    vault: Vault,
    /// What is in the vault.
    store: Arc<VaultStore>,
}

/// The number of the last generation of a swapper that is closed or dropped.
const CLOSED: u64 = u64::MAX;

/// A plugin in a generation, with the identity of its file.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) plugin: LoadedPlugin,
    /// The vault as it sees it.
    pub(crate) vault: Arc<PluginVault>,
    /// Where its file is now: it may have moved, and be the same.
    pub(crate) path: PathBuf,
    pub(crate) identity: FileIdentity,
    /// What it exports.
    pub(crate) export: Option<AnyObj>,
}

impl Clone for Member {
    fn clone(&self) -> Self {
        Self {
            plugin: self.plugin.for_generation(),
            vault: Arc::clone(&self.vault),
            path: self.path.clone(),
            identity: self.identity,
            export: self.export.clone(),
        }
    }
}

impl Member {
    /// What it exports, as the generation holds it.
    #[inline]
    pub(crate) fn held<I: ?Sized + Interface>(&self) -> Result<&Obj<I>> {
        let held = self.export.as_ref().and_then(AnyObj::downcast_ref);
        held.ok_or_else(|| self.exports_something_else::<I>())
    }

    #[cold]
    fn exports_something_else<I: ?Sized + Interface>(&self) -> Error {
        let name = self.plugin.name();
        match &self.plugin.manifest().exports {
            Some(exports) => Error::signature_mismatch(
                name,
                "exports",
                &I::TYPE.tree(),
                Some(&exports.description),
            ),
            None => Error::not_found("export", I::TYPE.name(), format!("plugin {name}"), []),
        }
    }
}

impl PluginManager {
    /// The generation before the first load: no plugins at all.
    pub(crate) fn empty() -> Self {
        Self::new(0, Vec::new(), Arc::default())
    }

    /// The generation of a swapper that is closed or dropped: no plugins, for good.
    pub(crate) fn closed() -> Self {
        Self::new(CLOSED, Vec::new(), Arc::default())
    }

    pub(crate) fn new(generation: u64, members: Vec<Member>, vault: Arc<VaultStore>) -> Self {
        let mut by_name = FxHashMap::default();
        for (index, member) in members.iter().enumerate() {
            let name = member.plugin.name();
            let folded = member.plugin.folded_name();
            if folded != name {
                by_name.insert(name.into(), index);
            }
            by_name.insert(folded.into(), index);
        }
        Self {
            generation,
            indexes: Generation::new(generation),
            members,
            by_name,
            vault: Vault::new(Arc::clone(&vault)),
            store: vault,
        }
    }

    /// The number of the generation: 0 before `load`, and higher with each load and reload. Numbers are never reused, not
    /// even those of reloads that failed.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The plugin called `name`. Case does not matter, and `-` and `_` are the same.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    pub fn plugin(&self, name: &str) -> Result<&LoadedPlugin> {
        implicit_safe_point();
        self.find(name).map(|(_, member)| &member.plugin)
    }

    #[inline]
    pub(crate) fn find(&self, name: &str) -> Result<(usize, &Member)> {
        let exact = self.by_name.get(name);
        let index = exact.or_else(|| self.by_name.get(&*name::fold(name)));
        match index {
            Some(&index) => Ok((index, &self.members[index])),
            None => Err(self.no_such_plugin(name)),
        }
    }

    /// The object that the plugin called `name` exports.
    ///
    /// It keeps that version of the plugin loaded, for as long as there is a clone of it: take it for a piece of
    /// work, and [`Swapper::late_plugin`](crate::Swapper::late_plugin) for what is kept longer.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such plugin, or it exports nothing; [`Error::SignatureMismatch`] if it
    /// exports another interface, or another version of it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::prelude::*;
    /// # #[hotswap::interface] trait Greeter { fn greet(&self, name: &str) -> String; }
    /// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let world = swapper.current().export::<dyn Greeter>("world")?;
    /// println!("{}", world.greet("Bob"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn export<I: ?Sized + Interface>(&self, name: &str) -> Result<Obj<I>> {
        implicit_safe_point();
        let (_, member) = self.find(name)?;
        let held = member.held::<I>()?;
        Ok(held.clone())
    }

    /// All plugins, each after those that it needs.
    pub fn plugins(&self) -> impl DoubleEndedIterator<Item = &LoadedPlugin> + ExactSizeIterator {
        implicit_safe_point();
        self.all()
    }

    /// The same, for callers that have passed a safe point, or must not.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &LoadedPlugin> + ExactSizeIterator {
        self.members.iter().map(|member| &member.plugin)
    }

    /// What the plugins share.
    #[inline]
    pub fn vault(&self) -> &Vault {
        implicit_safe_point();
        &self.vault
    }

    /// Calls a plugin function that returns nothing in every plugin that has it, dependencies first.
    ///
    /// A plugin that fails or panics does not keep the others from being called. Each plugin that was
    /// called is in the answer, with what it came to; failures are logged, too.
    pub fn invoke_each<'s>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<()>)> {
        self.collect_each(name, args)
    }

    /// As [`PluginManager::invoke_each`], dependents first.
    pub fn invoke_each_backward<'s>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<()>)> {
        self.collect_each_backward(name, args)
    }

    /// As [`PluginManager::invoke_each`], for a function that returns an `R`.
    pub fn collect_each<'s, R: Abi>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<R>)> {
        each(self.plugins(), name, args)
    }

    /// As [`PluginManager::collect_each`], dependents first.
    pub fn collect_each_backward<'s, R: Abi>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<R>)> {
        each(self.plugins().rev(), name, args)
    }

    /// As [`PluginManager::invoke_each`], for an `async fn`: one plugin after the other.
    pub async fn invoke_each_async<'s>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<()>)> {
        self.collect_each_async(name, args).await
    }

    /// As [`PluginManager::invoke_each_async`], dependents first.
    pub async fn invoke_each_backward_async<'s>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<()>)> {
        self.collect_each_backward_async(name, args).await
    }

    /// As [`PluginManager::invoke_each_async`], for a function that returns an `R`.
    pub async fn collect_each_async<'s, R: Abi>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<R>)> {
        each_async(self.plugins(), name, args).await
    }

    /// As [`PluginManager::collect_each_async`], dependents first.
    pub async fn collect_each_backward_async<'s, R: Abi>(
        &self,
        name: &str,
        args: impl Args<'s> + Clone,
    ) -> Vec<(String, Result<R>)> {
        each_async(self.plugins().rev(), name, args).await
    }

    /// The plugin at `index`, if `index` is of this generation.
    #[inline]
    pub(crate) fn at(&self, index: GenerationalIndex) -> Option<&Member> {
        self.members.get(index.index_in(self.indexes))
    }

    /// The index of member number `index`.
    pub(crate) fn index(&self, index: usize) -> GenerationalIndex {
        self.indexes.index(index)
    }

    /// The vault, for callers that have passed a safe point.
    pub(crate) fn own_vault(&self) -> &Vault {
        &self.vault
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether this version is in it.
    pub(crate) fn has(&self, info: &Arc<VersionInfo>) -> bool {
        let mut plugins = self.all();
        plugins.any(|plugin| Arc::ptr_eq(plugin.instance().version_info(), info))
    }

    /// What became of each plugin when this generation took the place of `other`.
    pub(crate) fn report_from(&self, other: &Self) -> ReloadReport {
        let outcome = |plugin: &LoadedPlugin| match other.member(plugin.folded_name()) {
            Some(member) if member.plugin.same_version_as(plugin) => Outcome::Unchanged,
            _ => Outcome::Ok,
        };
        let gone = other
            .all()
            .map(|it| (it.name().to_owned(), Outcome::Removed));
        let here = self.all().map(|it| (it.name().to_owned(), outcome(it)));
        ReloadReport::new(self.generation, gone.chain(here).collect(), BTreeMap::new())
    }

    /// Whether `other` may take its place, which it has replaced.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Stays`] if a plugin has come since that must not be replaced.
    pub(crate) fn may_give_way_to(&self, other: &Self) -> std::result::Result<(), ReloadError> {
        let mut plugins = self.all();
        let stays =
            |it: &&LoadedPlugin| !it.is_reloadable() && !other.has(it.instance().version_info());
        match plugins.find(stays) {
            None => Ok(()),
            Some(plugin) => Err(ReloadError::Stays {
                plugin: plugin.name().to_owned(),
                generation: self.generation,
            }),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.generation == CLOSED
    }

    #[inline]
    pub(crate) fn store(&self) -> &VaultStore {
        &self.store
    }

    pub(crate) fn member(&self, folded: &str) -> Option<&Member> {
        Some(&self.members[*self.by_name.get(folded)?])
    }

    #[cold]
    fn no_such_plugin(&self, name: &str) -> Error {
        let known = self.all().map(LoadedPlugin::name);
        let place = format!("generation {}", self.generation);
        Error::not_found("plugin", name, place, known)
    }
}

fn each<'a, 's, R: Abi>(
    plugins: impl Iterator<Item = &'a LoadedPlugin>,
    name: &str,
    args: impl Args<'s> + Clone,
) -> Vec<(String, Result<R>)> {
    plugins
        .filter(|plugin| plugin.has_plugin_fn(name))
        .map(|plugin| answer(plugin, name, plugin.invoke(name, args.clone())))
        .collect()
}

async fn each_async<'a, 's, R: Abi>(
    plugins: impl Iterator<Item = &'a LoadedPlugin>,
    name: &str,
    args: impl Args<'s> + Clone,
) -> Vec<(String, Result<R>)> {
    let mut answers = Vec::new();
    for plugin in plugins.filter(|plugin| plugin.has_plugin_fn(name)) {
        let result = plugin.invoke_async(name, args.clone()).await;
        answers.push(answer(plugin, name, result));
    }
    answers
}

/// What a plugin answers to a call of all, which is logged if it failed.
fn answer<R>(plugin: &LoadedPlugin, name: &str, result: Result<R>) -> (String, Result<R>) {
    if let Err(error) = &result {
        log(
            || tracing::error!(name: "call_failed", target: TARGET, plugin = plugin.name(), function = name, %error, "a call failed"),
        );
    }
    (plugin.name().to_owned(), result)
}

impl Drop for PluginManager {
    /// Lets go of dependents first, so that they are freed first.
    fn drop(&mut self) {
        // A thread that is in it now must not be the one that drops its content.
        self.store.entries().close();
        self.store = Arc::default();
        self.vault = Vault::new(Arc::<VaultStore>::default());
        while self.members.pop().is_some() {}
    }
}

impl fmt::Debug for PluginManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginManager")
            .field("generation", &self.generation)
            .field(
                "plugins",
                &self.all().map(LoadedPlugin::name).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
