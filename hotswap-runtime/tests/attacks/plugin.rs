//! Plugins that attack.

use test_kit::Plugin;

/// The interfaces as a crate of its own.
const API: &str = include_str!("api.rs");

/// What every attacker has.
const COMMON: &str = r#"
    #![allow(dead_code, unused_imports)]

    use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;
    use api::*;
    use hotswap::prelude::*;
    use hotswap::{LiveData, LiveFn};

    /// The host, and whether it stays known when this is freed.
    static HOST: Mutex<Option<Obj<dyn HostSide>>> = Mutex::new(None);
    static KEEPS_HOST: AtomicBool = AtomicBool::new(false);
    static VAULT: OnceLock<Vault> = OnceLock::new();
    static ON_FREE: Mutex<Option<fn()>> = Mutex::new(None);

    fn host() -> Option<Obj<dyn HostSide>> { HOST.lock().unwrap_or_else(PoisonError::into_inner).clone() }
    fn ask(what: &str) -> Option<hotswap::Result<String>> { host().map(|host| host.call(what)) }
    /// Does something in `on_free`.
    fn when_freed(deed: fn()) { *ON_FREE.lock().unwrap() = Some(deed); }

    fn begin(vault: &Vault) {
        *HOST.lock().unwrap() = vault.extension::<dyn HostSide>().ok();
        let _ = VAULT.set(vault.clone());
    }
    fn finish() {
        let deed = ON_FREE.lock().unwrap().take();
        if let Some(deed) = deed { deed() }
        if !KEEPS_HOST.load(SeqCst) { *HOST.lock().unwrap_or_else(PoisonError::into_inner) = None }
    }

    /// An object of the plugin's own.
    pub struct Local(u32);
    impl Drop for Local { fn drop(&mut self) { if self.0 == 666 { panic!("an object panics when it is dropped") } } }
    impl Thing for Local {
        fn poke(&self, n: u32) -> u32 { if n == 13 { panic!("thirteen") } self.0 + n }
        fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32> { Ok(other.poke(1)) }
        fn back(&self) -> Option<Obj<dyn Thing>> { None }
    }
    #[plugin_fn] fn local(n: u32) -> Obj<dyn Thing> { Obj::new(Local(n)) }
    #[plugin_fn] fn version() -> u32 { VERSION }
"#;

/// The plugin itself: it keeps what it is given.
const EVIL: &str = r#"
    #[derive(Default)] pub struct Evil { calls: AtomicUsize, kept: Mutex<Vec<Obj<dyn Thing>>> }
    #[hotswap::plugin(exports = dyn Thing)]
    impl Plugin for Evil {
        fn on_init(&self, vault: &Vault) -> hotswap::Result<()> { begin(vault); Ok(()) }
        fn on_free(&self) { finish() }
    }
    impl Thing for Evil {
        fn poke(&self, n: u32) -> u32 { self.calls.fetch_add(n as usize, SeqCst) as u32 }
        fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32> { self.kept.lock().unwrap().push(other); Ok(0) }
        fn back(&self) -> Option<Obj<dyn Thing>> { self.kept.lock().unwrap().pop() }
    }
"#;

/// One that imports `evil`.
const PEER: &str = r#"
    #[derive(Imports)] struct Deps { evil: Obj<dyn Thing> }
    #[derive(Default)] pub struct Peer { kept: Mutex<Vec<Obj<dyn Thing>>> }
    #[hotswap::plugin(imports = Deps, exports = dyn Thing)]
    impl Plugin for Peer {
        fn on_init(&self, vault: &Vault) -> hotswap::Result<()> { begin(vault); Ok(()) }
        fn on_free(&self) { finish() }
    }
    impl Thing for Peer {
        fn poke(&self, n: u32) -> u32 { Peer::imports().evil.poke(n) }
        fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32> {
            let n = other.poke(2); self.kept.lock().unwrap().push(other); Ok(n)
        }
        fn back(&self) -> Option<Obj<dyn Thing>> { self.kept.lock().unwrap().pop() }
    }
    struct Holder(&'static Obj<dyn Thing>);
    impl Thing for Holder {
        fn poke(&self, n: u32) -> u32 { self.0.poke(n) }
        fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32> { self.0.give(other) }
        fn back(&self) -> Option<Obj<dyn Thing>> { Some(self.0.clone()) }
    }
    #[plugin_fn] fn holder_of_import() -> Obj<dyn Thing> { Obj::new(Holder(&Peer::imports().evil)) }
    #[plugin_fn] fn import() -> Obj<dyn Thing> { Peer::imports().evil.clone() }
"#;

/// A plugin of safe Rust.
#[derive(Clone)]
pub(crate) struct Attacker {
    name: String,
    body: String,
    flags: Vec<String>,
    dependencies: Vec<String>,
}

/// The plugin `evil`, which exports a `Thing` and can do what `more` says.
pub(crate) fn evil(more: &str) -> Attacker {
    Attacker::of("evil", &format!("{COMMON}{EVIL}{more}"))
}

/// The plugin `peer`, which imports `evil`, exports a `Thing` and can do what `more` says.
pub(crate) fn peer(more: &str) -> Attacker {
    Attacker::of("peer", &format!("{COMMON}{PEER}{more}"))
}

impl Attacker {
    /// A plugin of this source, in which `VERSION` is the number of its build.
    pub(crate) fn of(name: &str, body: &str) -> Self {
        Self {
            name: name.to_owned(),
            body: body.to_owned(),
            flags: Vec::new(),
            dependencies: Vec::new(),
        }
    }

    /// Built with this flag of rustc.
    pub(crate) fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// A crate that cargo finds for it. One with such has no api, but its own.
    pub(crate) fn dependency(mut self, line: &str) -> Self {
        self.dependencies.push(line.to_owned());
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A build of it: one number, one content.
    pub(crate) fn build(&self, number: u32) -> Plugin {
        let source = format!(
            "#![forbid(unsafe_code)]\n{}\nconst VERSION: u32 = {number};\n\
             // Without it a build of a plugin that has no use for its number is the same file.\n\
             #[hotswap::plugin_fn] fn build_number() -> u32 {{ VERSION }}",
            self.body
        );
        let plugin = Plugin::new(&self.name).source(source);
        let plugin = self
            .flags
            .iter()
            .fold(plugin, |plugin, flag| plugin.flag(flag));
        match self.dependencies.as_slice() {
            [] => plugin.depends_on("api", Plugin::new("api").source(API).build_rlib()),
            lines => lines
                .iter()
                .fold(plugin, |plugin, line| plugin.dependency(line)),
        }
    }
}
