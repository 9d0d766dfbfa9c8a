//! Plugins that do with the vault what a test tells them, and a host of them.

use std::sync::Mutex;
use std::time::Duration;

use hotswap::{LiveData, Obj, Result};
use hotswap_runtime::stats::{Phase, Version};
use hotswap_runtime::{PluginManager, ReloadError, ReloadReport, Swapper, SwapperBuilder};
use test_kit::{Plugin, PluginDir};

use super::api::{Registry, Shop};

/// The interfaces as a crate of its own, which a plugin knows as `api`.
pub(crate) const API: &str = include_str!("api.rs");

/// What every plugin here can do.
const BODY: &str = r#"
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
    use api::*;
    use hotswap::prelude::*;

    static VAULT: OnceLock<Vault> = OnceLock::new();

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin(LINKS)]
    impl Plugin for P {
        fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
            VAULT.get_or_init(|| vault.clone());
            init(vault)
        }
    }

    fn vault() -> &'static Vault { VAULT.get().unwrap() }
    fn me() -> String { format!("{NAME} {VERSION}") }
    fn text(data: Option<LiveData>) -> hotswap::Result<Option<String>> { data.map(|it| it.unwrap()).transpose() }

    #[plugin_fn] fn get(key: &str) -> hotswap::Result<Option<String>> { text(vault().get(key)?) }
    #[plugin_fn] fn set(key: &str, value: &str) -> hotswap::Result<()> { vault().set(key, LiveData::wrap(value)?) }
    /// How often a value that was set was not there afterwards.
    #[plugin_fn] fn set_and_look(key: &str, times: u64) -> hotswap::Result<u64> {
        let mut missing = 0;
        for n in 0..times {
            vault().set(key, LiveData::from(n))?;
            let found = vault().get(key)?.map(|it| it.unwrap()).transpose()?;
            missing += u64::from(found != Some(n));
        }
        Ok(missing)
    }
    #[plugin_fn] fn remove(key: &str) -> hotswap::Result<Option<String>> { text(vault().remove(key)?) }
    #[plugin_fn] fn keys() -> hotswap::Result<Vec<String>> { vault().keys() }
    #[plugin_fn] fn fill() -> hotswap::Result<()> { vault().set_extension::<dyn Shop>(shop()) }
    #[plugin_fn] fn fill_with(shop: Obj<dyn Shop>) -> hotswap::Result<()> { vault().set_extension::<dyn Shop>(shop) }
    #[plugin_fn] fn owner() -> hotswap::Result<String> { Ok(vault().extension::<dyn Shop>()?.owner()) }
    #[plugin_fn] fn extensions() -> hotswap::Result<Vec<String>> { vault().extension_names() }
    #[plugin_fn] fn enter() -> hotswap::Result<()> { enter_in(vault()) }
    #[plugin_fn] fn call_live(name: &str) -> hotswap::Result<u32> { vault().live_fn(name)?.call(()) }
    #[plugin_fn] fn make() -> Obj<dyn Shop> { shop() }

    fn enter_in(vault: &Vault) -> hotswap::Result<()> {
        vault.extension::<dyn Registry>()?.register(&me(), shop());
        Ok(())
    }

    fn shop() -> Obj<dyn Shop> { Obj::new(Mine::default()) }

    #[derive(Default)]
    pub struct Mine(AtomicU64);

    impl Shop for Mine {
        fn owner(&self) -> String { me() }
        fn count(&self) -> u64 { self.0.fetch_add(1, SeqCst) + 1 }
    }
"#;

/// A plugin, and what it does in `on_init`, where it has `vault`.
#[derive(Clone)]
pub(crate) struct Actor {
    name: String,
    version: u32,
    init: String,
    api: String,
    links: String,
    more: String,
}

impl Actor {
    pub(crate) fn new(name: &str, version: u32) -> Self {
        Self {
            name: name.to_owned(),
            version,
            init: String::new(),
            api: API.to_owned(),
            links: String::new(),
            more: String::new(),
        }
    }

    /// Something more to do in `on_init`.
    pub(crate) fn init(mut self, code: &str) -> Self {
        self.init.push_str(code);
        self
    }

    /// Sets `key` to its name and version.
    pub(crate) fn sets(self, key: &str) -> Self {
        self.init(&format!("vault.set({key:?}, LiveData::wrap(&me())?)?;"))
    }

    /// Fills the slot of `dyn Shop`.
    pub(crate) fn fills(self) -> Self {
        self.init("vault.set_extension::<dyn Shop>(shop())?;")
    }

    /// Is built against another api.
    pub(crate) fn api(mut self, from: &str, to: &str) -> Self {
        assert!(self.api.contains(from), "the api says {from}");
        self.api = self.api.replace(from, to);
        self
    }

    /// Exports its shop.
    pub(crate) fn exports(mut self) -> Self {
        self.links.push_str("exports = dyn Shop");
        self.with(
            "impl Shop for P { fn owner(&self) -> String { me() } fn count(&self) -> u64 { 0 } }",
        )
    }

    /// Imports the shop of another.
    pub(crate) fn imports(mut self, plugin: &str) -> Self {
        self.links.push_str("imports = Deps");
        self.with(&format!(
            "#[derive(hotswap::Imports)] pub struct Deps {{ {plugin}: Obj<dyn Shop> }}"
        ))
    }

    /// More items.
    pub(crate) fn with(mut self, items: &str) -> Self {
        self.more.push_str(items);
        self
    }

    fn plugin(&self) -> Plugin {
        let Self {
            name,
            version,
            init,
            api,
            links,
            more,
        } = self;
        let body = BODY.replace("LINKS", links);
        let api = Plugin::new("api").source(api).build_rlib();
        let source = format!(
            "const NAME: &str = {name:?}; const VERSION: u32 = {version};\n\
             fn init(vault: &Vault) -> hotswap::Result<()> {{ let _ = vault; {init} Ok(()) }}\n\
             {body}\n{more}"
        );
        Plugin::new(name).source(source).depends_on("api", api)
    }
}

/// A directory of plugins, and a swapper for it.
pub(crate) struct Scene {
    pub(crate) plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Scene {
    /// Serves these.
    pub(crate) fn of(actors: &[Actor]) -> Self {
        let scene = Self::with(actors, |builder| builder);
        scene.swapper.load(&LiveData::none()).expect("it is fine");
        scene
    }

    /// Serves nothing yet. Old versions go at once, if the settings do not say otherwise.
    pub(crate) fn with(
        actors: &[Actor],
        settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = settings(builder).build().expect("the settings are fine");
        let scene = Self { plugins, swapper };
        scene.add(actors);
        scene
    }

    pub(crate) fn add(&self, actors: &[Actor]) {
        for actor in actors {
            self.plugins.add(&actor.plugin());
        }
    }

    pub(crate) fn load(&self) -> Result<ReloadReport, ReloadError> {
        self.swapper.load(&LiveData::none())
    }

    pub(crate) fn try_reload(&self, actors: &[Actor]) -> Result<ReloadReport, ReloadError> {
        self.add(actors);
        self.swapper.reload(&LiveData::none())
    }

    /// Serves these instead of others of their name.
    #[track_caller]
    pub(crate) fn reload(&self, actors: &[Actor]) {
        self.try_reload(actors).expect("it is fine");
    }

    /// Calls a function of a plugin in its current version.
    #[track_caller]
    pub(crate) fn call<'s, R: hotswap::Abi>(
        &self,
        plugin: &str,
        function: &str,
        args: impl hotswap::call::Args<'s>,
    ) -> Result<R> {
        let manager = self.swapper.current();
        manager.plugin(plugin)?.invoke(function, args)
    }

    /// What the host finds under `key`.
    #[track_caller]
    pub(crate) fn get(&self, key: &str) -> Option<String> {
        get(&self.swapper.current(), key)
    }

    #[track_caller]
    pub(crate) fn set(&self, key: &str, value: &str) {
        set(&self.swapper.current(), key, value);
    }

    #[track_caller]
    pub(crate) fn keys(&self) -> Vec<String> {
        self.swapper.current().vault().keys().unwrap()
    }

    /// Has the host fill the slot.
    pub(crate) fn fill(&self, shop: Obj<dyn Shop>) -> Result<()> {
        let manager = self.swapper.current();
        manager.vault().set_extension::<dyn Shop>(shop)
    }

    /// Whose shop the host finds in the slot.
    pub(crate) fn owner(&self) -> Result<String> {
        let manager = self.swapper.current();
        Ok(manager.vault().extension::<dyn Shop>()?.owner())
    }

    /// Waits until all that is loaded is what serves.
    #[track_caller]
    pub(crate) fn wait_until_all_else_is_unloaded(&self) {
        test_kit::wait_for(|| {
            let stats = self.swapper.stats();
            let serves = |it: &Version| it.phase == Phase::Serving;
            let is_all = stats.versions.iter().all(serves) && stats.kept_mapped == 0;
            if is_all { Ok(()) } else { Err(stats) }
        });
    }
}

#[track_caller]
pub(crate) fn get(manager: &PluginManager, key: &str) -> Option<String> {
    let data = manager.vault().get(key).unwrap();
    data.map(|data| data.unwrap().unwrap())
}

#[track_caller]
pub(crate) fn set(manager: &PluginManager, key: &str, value: &str) {
    let data = LiveData::wrap(value).unwrap();
    manager.vault().set(key, data).unwrap();
}

/// A registry of the host.
#[derive(Default)]
pub(crate) struct Ours(Mutex<Vec<(String, Obj<dyn Shop>)>>);

impl Registry for Ours {
    fn register(&self, name: &str, shop: Obj<dyn Shop>) {
        self.0.lock().unwrap().push((name.to_owned(), shop));
    }

    fn names(&self) -> Vec<String> {
        let entries = self.0.lock().unwrap();
        entries.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// A shop of the host.
pub(crate) struct OurShop;

impl Shop for OurShop {
    fn owner(&self) -> String {
        "the host".to_owned()
    }

    fn count(&self) -> u64 {
        0
    }
}

/// One of it.
pub(crate) fn our_shop() -> Obj<dyn Shop> {
    Obj::new(OurShop)
}
