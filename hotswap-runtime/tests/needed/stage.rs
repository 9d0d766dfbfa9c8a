//! A host, and plugins with libraries of their own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::stats::Stats;
use hotswap_runtime::{ReloadError, ReloadReport, Swapper, safe_point};
use test_kit::{Plugin, PluginDir, cc_library, plugin_source, wait_until};

/// A host with a directory of plugins.
pub(crate) struct Host {
    pub(crate) plugins: PluginDir,
    pub(crate) swapper: Swapper,
}

impl Host {
    pub(crate) fn new() -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        Self {
            swapper: builder.build().unwrap(),
            plugins,
        }
    }

    /// One that serves these plugins, and what it says of them.
    pub(crate) fn serving(plugins: &[&Plugin]) -> (Self, ReloadReport) {
        let host = Self::new();
        plugins.iter().for_each(|it| drop(host.plugins.add(it)));
        let report = host.swapper.load(&LiveData::none()).unwrap();
        (host, report)
    }

    pub(crate) fn replace(&self, plugin: &Plugin) -> ReloadReport {
        self.plugins.add(plugin);
        self.reload().unwrap()
    }

    pub(crate) fn reload(&self) -> Result<ReloadReport, ReloadError> {
        self.swapper.reload(&LiveData::none())
    }

    pub(crate) fn call(&self, plugin: &str, function: &str) -> i32 {
        let manager = self.swapper.current();
        let plugin = manager.plugin(plugin).unwrap();
        plugin.invoke(function, ()).unwrap()
    }

    pub(crate) fn wait_for(&self, what: &str, is_it: impl Fn(&Stats) -> bool) {
        wait_until(what, || {
            safe_point();
            is_it(&self.swapper.stats())
        });
    }

    /// What the stats say of the versions of a plugin that stay, while they are there.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let versions = self.swapper.stats().versions.into_iter();
        versions.filter_map(|it| it.stays_mapped).collect()
    }
}

/// A library in C that has a thread, a pthread key and a function of somebody else's.
const WORK: &str = r"
    #include <pthread.h>
    #include <stdlib.h>
    #include <unistd.h>
    static volatile int turns;
    static void *run(void *unused) { for (;;) { usleep(500); turns++; } return unused; }
    int work_start(void) { pthread_t thread; return pthread_create(&thread, 0, run, 0); }
    int work_turns(void) { return turns; }
    static int ended;
    static void end(void *value) { free(value); ended++; }
    int work_key(void) {
        static pthread_key_t key; static int once;
        if (!once) { once = 1; if (pthread_key_create(&key, end)) return 1; }
        return pthread_setspecific(key, malloc(8));
    }
    int work_ended(void) { return ended; }
    static int (*kept)(void);
    int work_keep(int (*function)(void)) { kept = function; return 0; }
    int work_call(void) { return kept ? kept() : -1; }
    int work_version(void) { return VERSION; }
";

/// The library, as `lib{name}.so`.
pub(crate) fn work(name: &str, version: u32) -> PathBuf {
    cc_library(name, &WORK.replace("VERSION", &version.to_string()), &[])
}

/// Where a library is.
pub(crate) fn directory(library: &Path) -> &Path {
    library.parent().unwrap()
}

/// A plugin that needs the library `lib{name}.so`, which is at `library`, and calls what [`WORK`] has.
pub(crate) fn worker(plugin: &str, version: u32, name: &str, library: &Path) -> Plugin {
    let body = format!(
        r#"
        #[link(name = "{name}")]
        unsafe extern "C" {{
            fn work_start() -> i32;
            fn work_turns() -> i32;
            fn work_key() -> i32;
            fn work_ended() -> i32;
            fn work_keep(function: extern "C" fn() -> i32) -> i32;
            fn work_call() -> i32;
            fn work_version() -> i32;
        }}
        extern "C" fn own() -> i32 {{ {version} }}
        #[plugin_fn] fn start() -> i32 {{ unsafe {{ work_start() }} }}
        #[plugin_fn] fn turns() -> i32 {{ unsafe {{ work_turns() }} }}
        #[plugin_fn] fn key() -> i32 {{ unsafe {{ work_key() }} }}
        #[plugin_fn] fn ended() -> i32 {{ unsafe {{ work_ended() }} }}
        #[plugin_fn] fn keep() -> i32 {{ unsafe {{ work_keep(own) }} }}
        #[plugin_fn] fn call() -> i32 {{ unsafe {{ work_call() }} }}
        #[plugin_fn] fn library_version() -> i32 {{ unsafe {{ work_version() }} }}
        #[plugin_fn] fn version() -> i32 {{ {version} }}
        "#
    );
    linked(Plugin::new(plugin).source(plugin_source(&body)), library)
}

/// The plugin, which finds the library at `library` there when it is linked and when it is loaded.
pub(crate) fn linked(plugin: Plugin, library: &Path) -> Plugin {
    let directory = directory(library).display();
    plugin
        .flag(&format!("-Lnative={directory}"))
        .flag(&format!("-Clink-arg=-Wl,-rpath,{directory}"))
}

/// Whether the loader has a library whose path ends so.
pub(crate) fn is_mapped(file: &str) -> bool {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().any(|line| line.ends_with(file))
}
