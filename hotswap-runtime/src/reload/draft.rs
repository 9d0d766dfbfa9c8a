//! New plugins between their creation and the swap.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use hotswap::LiveData;
use hotswap::host::HostServices;
use hotswap::keep::KeepPurpose;
use hotswap::manifest::ImportInfo;
use hotswap::object::AnyObj;
use rustc_hash::FxHashMap;

use super::Context;
use super::graph::Graph;
use super::plan::{Code, Fresh, Reasons};
use super::refused::KnownFile;
use crate::deferred::Deferred;
use crate::error::{FileError, ReloadError};
use crate::executor;
use crate::failpoints::Step;
use crate::import_error::ImportError;
use crate::instance::{Instance, Source};
use crate::keys;
use crate::library::{CheckedCopy, Library};
use crate::manager::{Member, PluginManager};
use crate::mode::Mode;
use crate::name;
use crate::panics;
use crate::plugin::{ByExport, ByImport, LoadedPlugin};
#[cfg(feature = "metrics")]
use crate::plugin_metrics::PluginMetrics;
use crate::report::{Outcome, ReloadReport};
use crate::traces::PluginTraces;
use crate::tracked_version::TrackedVersion;
use crate::vault::{CarriedPlugins, PluginVault, Provider, VaultStore};

/// A generation that is not published yet: the open transaction. Dropped before it is committed, it is undone: `on_free`
/// runs for the created plugins, in reverse order.
pub(crate) struct Draft {
    generation: u64,
    /// All plugins of the new generation, in the order of dependencies once they are sorted.
    members: Vec<Member>,
    /// Those that are new, in the order in which they were created.
    created: Vec<LoadedPlugin>,
    outcomes: BTreeMap<String, Outcome>,
    reasons: Reasons,
    /// `None` before there is one, and when it is the generation's.
    vault: Option<Arc<VaultStore>>,
    /// Up to when the vault knows what has changed in that of the current generation.
    caught_up: u64,
}

impl Draft {
    pub(super) fn new(
        context: &Context<'_>,
        kept: Vec<Member>,
        outcomes: BTreeMap<String, Outcome>,
        reasons: Reasons,
    ) -> Self {
        Self {
            generation: context.generation,
            members: kept,
            created: Vec::new(),
            outcomes,
            reasons,
            vault: None,
            caught_up: 0,
        }
    }

    /// Opens a plugin and creates its value.
    pub(super) fn create(
        &mut self,
        context: &Context<'_>,
        fresh: Fresh,
    ) -> Result<(), ReloadError> {
        let identity = fresh.file.identity;
        let Opened {
            source,
            version,
            vault,
        } = open(context, self.generation, fresh)?;
        context.settings.failpoints.at(Step::Create)?;
        let mut instance = Instance::create(source)?;
        if let Err(error) = instance.ask_reloadable() {
            instance.free();
            context.reaper.end(Box::new(instance));
            return Err(error);
        }
        let plugin = LoadedPlugin::new(instance, context.reaper.clone());
        version.set_plugin(&plugin);
        self.created.push(plugin.for_generation());
        let export = plugin.export()?;
        let export = export.map(|it| plugin.kept_by::<ByExport>(it));
        self.members.push(Member {
            path: plugin.path().to_owned(),
            plugin,
            vault,
            identity,
            export,
        });
        Ok(())
    }

    /// Puts the plugins in order: each after those that it needs.
    pub(super) fn sort(&mut self, graph: &Graph) {
        let ranks: FxHashMap<_, _> = graph.order().zip(0..).collect();
        let rank = |plugin: &LoadedPlugin| ranks.get(plugin.folded_name()).copied();
        self.members.sort_by_cached_key(|it| rank(&it.plugin));
        self.created.sort_by_cached_key(rank);
    }

    /// A plugin that stays must not need one that may be replaced.
    pub(super) fn check_reloadable(&self, graph: &Graph) -> Result<(), ReloadError> {
        let mut problems = Vec::new();
        let stay = self.members.iter().filter(|it| !it.plugin.is_reloadable());
        for plugin in stay.map(|it| &it.plugin) {
            let needed = graph
                .needs(plugin.folded_name())
                .filter_map(|it| self.member(it));
            let needed = needed.map(|it| &it.plugin);
            let replaceable = needed.filter(|it| it.is_reloadable());
            problems.extend(replaceable.map(|import| ImportError::NotReloadable {
                plugin: plugin.name().to_owned(),
                import: import.name().to_owned(),
            }));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(ReloadError::Imports { problems }),
        }
    }

    /// Gives the new plugins what they need, dependencies first.
    pub(super) fn wire(&self) -> Result<(), ReloadError> {
        self.created.iter().try_for_each(|plugin| {
            let imports = &plugin.manifest().imports;
            let before = imports.iter().filter(|import| import.interface.is_none());
            let before = before.filter_map(|import| self.member(&name::fold(&import.plugin)));
            let keeps = before.map(|it| it.plugin.keep::<ByImport>());
            let objects = imports.iter().map(|import| self.object_for(import));
            plugin.instance().wire(objects.collect(), keeps.collect())
        })
    }

    fn object_for(&self, import: &ImportInfo) -> Option<AnyObj> {
        import.interface.as_ref()?;
        let exporter = self.member(&name::fold(&import.plugin))?;
        let export = exporter.export.clone()?;
        Some(exporter.plugin.kept_by::<ByImport>(export))
    }

    fn member(&self, folded: &str) -> Option<&Member> {
        let mut members = self.members.iter();
        members.find(|it| it.plugin.folded_name() == folded)
    }

    pub(super) fn on_load(&self, data: &LiveData) -> Result<(), ReloadError> {
        let mut created = self.created.iter();
        created.try_for_each(|plugin| plugin.instance().on_load(data))
    }

    /// Makes the vault: items of the plugins, new objects of the host, and entries carried over from the previous vault.
    pub(super) fn fill_vault(&mut self, context: &Context<'_>) -> Result<(), ReloadError> {
        let vault = Arc::new(VaultStore::new(self.plugins())?);
        for extension in &context.settings.extensions {
            extension.fill(|interface, object| {
                vault.set_extension_by(interface, &object, &Provider::factory())
            })?;
        }
        let old = context.current.store().entries();
        self.caught_up = vault.entries().carry_over(old, &self.carried_plugins())?;
        for member in &self.members {
            member.vault.add_vault(&vault);
        }
        self.vault = Some(vault);
        Ok(())
    }

    /// Has the vault of `new`, which was made of this, supersede that of `current`. Later changes there are carried over.
    pub(crate) fn supersede(
        &self,
        new: &PluginManager,
        current: &PluginManager,
    ) -> Result<(), ReloadError> {
        let plugins = new.members().iter().map(|member| &member.plugin);
        let carried_plugins = || CarriedPlugins::of(plugins);
        new.store()
            .supersede(current.store(), carried_plugins, self.caught_up)
    }

    fn plugins(&self) -> impl Iterator<Item = &LoadedPlugin> + Clone {
        self.members.iter().map(|member| &member.plugin)
    }

    fn carried_plugins(&self) -> CarriedPlugins {
        CarriedPlugins::of(self.plugins())
    }

    pub(super) fn on_init(&self) -> Result<(), ReloadError> {
        let mut created = self.created.iter();
        created.try_for_each(|plugin| plugin.instance().on_init())
    }

    /// The new generation, and what it will have done. What is left is what undoing it takes: so committing
    /// it has nothing else to free.
    pub(super) fn finish(&mut self) -> (Arc<PluginManager>, ReloadReport) {
        let created = self.created.iter().map(|plugin| plugin.instance());
        // What is linked in stays by its nature.
        let loaded = created
            .filter(|it| !it.is_linked())
            .map(Instance::version_info);
        let mapped = loaded
            .filter_map(|info| Some((info.plugin().to_owned(), info.why_mapped()?.to_owned())))
            .collect();
        let outcomes = mem::take(&mut self.outcomes);
        let (members, vault) = (mem::take(&mut self.members), self.vault.take());
        let manager = PluginManager::new(self.generation, members, vault.unwrap_or_default());
        let report = ReloadReport::new(self.generation, outcomes, mapped)
            .with_reasons(mem::take(&mut self.reasons));
        (Arc::new(manager), report)
    }

    /// From now on nothing is undone.
    pub(crate) fn commit(mut self) {
        let created = mem::take(&mut self.created);
        created
            .iter()
            .for_each(|it| it.instance().version_info().mark_serving());
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(vault) = &self.vault {
            vault.entries().close();
        }
        let created = self.created.iter().rev();
        created.for_each(|plugin| plugin.instance().free());
        self.vault = None;
        self.created.clear();
        // The values go in this order, too.
        while self.members.pop().is_some() {}
    }
}

/// A plugin whose library is open, and whose value is not created yet.
struct Opened {
    source: Source,
    version: Arc<TrackedVersion>,
    vault: Arc<PluginVault>,
}

/// Opens a plugin: its private copy, or what is linked in.
fn open(context: &Context<'_>, generation: u64, fresh: Fresh) -> Result<Opened, ReloadError> {
    let Fresh {
        name,
        file,
        manifest,
        code,
    } = fresh;
    let KnownFile {
        path: origin, hash, ..
    } = file;
    let refused = |problem: FileError| ReloadError::Refused {
        problems: vec![problem],
    };
    let mode = context.settings.modes.of(&name);
    let build = matches!(code, Code::Copied { .. }).then_some(hash);
    let version =
        context
            .registry
            .new_version(&name, &manifest.plugin.version, build, generation, mode);
    let info = version.info();
    let vault = Arc::new(PluginVault::new(info));
    let services = services(&version, &vault);
    let services = match context.settings.idle_threads.executor() {
        Some(executor) => services.with_executor(executor::for_plugins(executor)),
        None => services,
    };
    let library = match code {
        Code::Copied {
            copy,
            nonce,
            constructors,
            needs,
            static_thread_locals,
        } => {
            let checked = CheckedCopy {
                origin: &origin,
                copy,
                nonce,
                constructors,
                manifest: &manifest,
                needs: &needs,
                static_thread_locals,
            };
            Library::open(checked, services, Arc::clone(info)).map_err(refused)?
        }
        Code::Linked(plugin) => Library::link(plugin, services, Arc::clone(info))?,
    };
    context.registry.add(&version);
    if let Some(guest) = library.guest() {
        if context.settings.explicit_safe_points {
            guest.wait_for_explicit_safe_points();
        }
        if mode == Mode::Unload && !context.settings.backtraces_in_plugins {
            guest.hide_backtraces();
        }
    }
    context
        .registry
        .add_libraries(version.info(), library.needed());
    let library = Arc::new(Deferred::new(library, context.reaper.clone()));
    version.set_library(&library);
    library.check_items(&origin, &manifest).map_err(refused)?;
    // One whose keys are the host's takes none of the system's.
    let takes_keys = library.guest().is_none() && !library.is_linked();
    if takes_keys && !keys::are_to_spare() {
        return Err(ReloadError::OutOfThreadKeys);
    }
    Ok(Opened {
        source: Source {
            name,
            origin,
            hash,
            manifest,
            library,
        },
        version,
        vault,
    })
}

/// What the host offers to a plugin: its panics are made known, and its objects keep it loaded.
fn services(version: &Arc<TrackedVersion>, vault: &Arc<PluginVault>) -> HostServices {
    let info = version.info();
    let (panicked, kept) = (Arc::clone(version), Arc::clone(version));
    let traced = Arc::clone(version);
    let build = info.build().map_or_else(String::new, |it| it.to_string());
    let keep = move || traced.keep(KeepPurpose::SharedObject).ok();
    let services = HostServices::new(move |panic| panics::tell(panic, &panicked.panic_origin()))
        .with_name(info.plugin())
        .with_version(info.version(), build, info.generation())
        .with_keep(move |purpose| kept.keep(purpose))
        .with_vault(Arc::clone(vault))
        .with_traces(PluginTraces::new(info, keep));
    #[cfg(feature = "metrics")]
    let services = services.with_metrics(PluginMetrics);
    services
}
