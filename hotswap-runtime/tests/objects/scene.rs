//! Plugins whose objects say which version they are, and a host of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotswap::{LiveData, Obj};
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, Toolchain};

use crate::api::{Counter, Listener, Vector};

/// The interfaces as a crate of its own, which a plugin knows as `api`.
const API: &str = include_str!("api.rs");

/// What every plugin here can do.
const BODY: &str = r#"
    use hotswap::prelude::*;
    use api::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin]
    impl Plugin for P {
        fn on_free(&self) {
            if let Some(friend) = FRIEND.lock().unwrap().take() { say_goodbye(&friend) }
            tell("freed")
        }
    }

    /// The host's ear, and an object that was given to keep.
    static EAR: Mutex<Option<Obj<dyn Listener>>> = Mutex::new(None);
    static KEPT: Mutex<Option<Obj<dyn Counter>>> = Mutex::new(None);

    static FRIEND: Mutex<Option<Obj<dyn Counter>>> = Mutex::new(None);

    /// Leaves something behind, while being freed.
    fn say_goodbye(friend: &Obj<dyn Counter>) {
        let mine = Obj::<dyn Counter>::from_arc(std::sync::Arc::new(Mine(AtomicU64::new(0))));
        tell(&format!("left {}, told by", friend.pass(mine).add(7)))
    }

    #[plugin_fn] fn say_goodbye_to(friend: &Obj<dyn Counter>) { *FRIEND.lock().unwrap() = Some(friend.clone()); }

    fn tell(what: &str) {
        let ear = EAR.lock().unwrap().clone();
        if let Some(ear) = ear { ear.hear(&format!("{what} {VERSION}")) }
    }

    #[plugin_fn] fn listen(ear: Obj<dyn Listener>) { *EAR.lock().unwrap() = Some(ear); }
    #[plugin_fn] fn keep(object: Option<Obj<dyn Counter>>) { *KEPT.lock().unwrap() = object; }
    #[plugin_fn] fn kept() -> Option<Obj<dyn Counter>> { KEPT.lock().unwrap().clone() }
    #[plugin_fn] fn is_kept(object: &Obj<dyn Counter>) -> bool { KEPT.lock().unwrap().as_ref() == Some(object) }
    #[plugin_fn] fn counter(start: u64) -> Obj<dyn Counter> { Obj::new(Mine(AtomicU64::new(start))) }
    #[plugin_fn] fn add_to(object: &Obj<dyn Counter>, n: u64) -> u64 { object.add(n) }
    #[plugin_fn] fn crowd(crowd: Crowd) -> hotswap::Result<Crowd> {
        for (n, object) in &crowd.rest { object.add(u64::from(*n)); }
        Ok(Crowd { first: Some(counter(7)), ..crowd })
    }
    #[plugin_fn] fn fail_in(object: Obj<dyn Counter>, how: &str) -> hotswap::Result<()> { object.fail(how)?; Ok(()) }
    #[plugin_fn] fn panic_in(object: Obj<dyn Counter>) -> u64 { object.panic("boom") }
    #[plugin_fn] fn is_called_by_plugin() -> bool { hotswap::is_called_by_plugin() }

    pub struct Mine(AtomicU64);

    impl Counter for Mine {
        fn add(&self, n: u64) -> u64 { self.0.fetch_add(n, SeqCst) + n }
        fn version(&self) -> u32 { VERSION }
        fn fail(&self, how: &str) -> hotswap::Result<Vector> {
            match how {
                "error" => Ok(Vector { x: "x".parse()?, y: 0 }),
                "panic" => panic!("failed in version {VERSION}"),
                _ => Ok(Vector { x: 1, y: 2 }),
            }
        }
        fn panic(&self, message: &str) -> u64 { panic!("{message} in version {VERSION}") }
        fn ping(&self, other: &Obj<dyn Counter>, n: u32) -> u32 {
            if n == 0 { return VERSION }
            other.ping(&Obj::new(Mine(AtomicU64::new(0))), n - 1) + 1
        }
    }

    impl Drop for Mine {
        fn drop(&mut self) {
            tell("dropped");
            if self.0.load(SeqCst) == 13 { panic!("dropped with bad luck") }
        }
    }
"#;

/// The plugin `name` in that version.
pub(crate) fn plugin(name: &str, version: u32) -> Plugin {
    plugin_by(&Toolchain::current(), name, version, "")
}

/// The same by that compiler, with more source.
pub(crate) fn plugin_by(toolchain: &Toolchain, name: &str, version: u32, more: &str) -> Plugin {
    let api = Plugin::new("api").source(API).toolchain(toolchain);
    Plugin::new(name)
        .source(format!("const VERSION: u32 = {version};\n{BODY}\n{more}"))
        .depends_on("api", api.build_rlib())
        .toolchain(toolchain)
}

/// A host of some of them.
pub(crate) struct Host {
    pub(crate) plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Host {
    /// Serves version 1 of each.
    pub(crate) fn of(names: &[&str]) -> Self {
        Self::serving(names.iter().map(|name| plugin(name, 1)))
    }

    /// Serves these.
    pub(crate) fn serving(builds: impl IntoIterator<Item = Plugin>) -> Self {
        let plugins = PluginDir::new();
        for plugin in builds {
            plugins.add(&plugin);
        }
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().expect("the settings are fine");
        swapper.load(&LiveData::none()).expect("version 1 is fine");
        Self { plugins, swapper }
    }

    /// Serves another version of `name`.
    pub(crate) fn reload(&self, name: &str, version: u32) {
        self.plugins.add(&plugin(name, version));
        let report = self.swapper.reload(&LiveData::none());
        assert!(report.expect("it is fine").has_changes());
    }

    /// An object of `name`, in the current version.
    #[track_caller]
    pub(crate) fn counter(&self, name: &str, start: u64) -> Obj<dyn Counter> {
        self.call(name, "counter", (start,)).unwrap()
    }

    /// Calls a function of `name`, in the current version.
    #[track_caller]
    pub(crate) fn call<'s, R: hotswap::Abi>(
        &self,
        name: &str,
        function: &str,
        args: impl hotswap::call::Args<'s>,
    ) -> hotswap::Result<R> {
        let manager = self.swapper.current();
        manager.plugin(name)?.invoke(function, args)
    }
}

/// An object of the host. Its version is 0.
#[derive(Default)]
pub(crate) struct Ours(pub(crate) Mutex<u64>);

impl Counter for Ours {
    fn add(&self, n: u64) -> u64 {
        let mut count = self.0.lock().unwrap();
        *count += n;
        *count
    }

    fn version(&self) -> u32 {
        0
    }

    fn fail(&self, how: &str) -> hotswap::Result<Vector> {
        match how {
            "error" => Err(hotswap::Error::msg("the host is closed")),
            how => panic!("{how} in the host"),
        }
    }

    fn panic(&self, message: &str) -> u64 {
        panic!("{message} in the host")
    }

    fn ping(&self, other: &Obj<dyn Counter>, n: u32) -> u32 {
        match n {
            0 => 0,
            n => other.ping(&Obj::new(Self::default()), n - 1) + 1,
        }
    }
}

/// What the host heard.
#[derive(Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<Vec<String>>>);

impl Listener for Ear {
    fn hear(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }
}

impl Ear {
    /// Has a plugin tell what becomes of its objects.
    pub(crate) fn of(host: &Host, plugin: &str) -> Self {
        let ear = Self::default();
        let listener = Obj::<dyn Listener>::new(ear.clone());
        host.call::<()>(plugin, "listen", (listener,)).unwrap();
        ear
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn has_heard(&self, text: &str) -> bool {
        self.heard().iter().any(|heard| heard == text)
    }
}
