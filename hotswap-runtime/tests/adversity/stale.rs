//! A word in a plugin's statics that still has the address of memory which the host has by now.

use std::path::PathBuf;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use hotswap_runtime::inspect::seal;
use tempfile::TempDir;
use test_kit::{Leaks, Plugin, PluginDir, isolated, plugin_source};

use super::wait_until;

/// Nothing but what anybody might write, without `unsafe`.
const SOURCE: &str = r#"
    use std::sync::Mutex;

    static WORD: Mutex<Option<String>> = Mutex::new(None);

    #[plugin_fn] fn quiet(text: &str) {
        std::panic::set_hook(Box::new(|_| {}));
        *WORD.lock().unwrap() = Some(text.to_owned());
    }
    #[plugin_fn] fn default_hook(text: &str) {
        drop(std::panic::take_hook());
        *WORD.lock().unwrap() = Some(text.to_owned());
    }
    #[plugin_fn] fn forget() { *WORD.lock().unwrap() = None; }
    #[plugin_fn] fn prints() { print!("."); }
    #[plugin_fn] fn catches() { assert!(std::panic::catch_unwind(|| panic!("caught")).is_err()); }

    struct Owner(Vec<u8>);
    impl Drop for Owner {
        fn drop(&mut self) {
            assert_eq!(self.0.len(), 5000);
            print!("its hook is dropped");
            OWN.with_borrow_mut(|own| own.push(1));
        }
    }
    thread_local! { static OWN: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) }; }
    #[plugin_fn] fn hook_of_its_own() {
        let owner = Owner(vec![1; 5000]);
        std::panic::set_hook(Box::new(move |_| assert!(!owner.0.is_empty())));
    }

    struct Bomb;
    impl Drop for Bomb { fn drop(&mut self) { panic!("the hook goes off") } }
    #[plugin_fn] fn hook_that_panics() {
        let bomb = Bomb;
        std::panic::set_hook(Box::new(move |_| { let _ = &bomb; }));
    }
"#;

/// Builds both versions before a child needs them, which so has the time for itself.
fn build() {
    drop([1, 2].map(library));
}

fn library(version: u32) -> PathBuf {
    let version = format!("#[plugin_fn] fn version() -> u32 {{ {version} }}");
    let plugin = Plugin::new("world").source(plugin_source(&format!("{SOURCE}{version}")));
    // Otherwise `forget` writes the whole word.
    plugin.optimised("3").build()
}

/// A host whose plugin takes turns between two versions.
struct Host {
    plugins: PluginDir,
    /// As `cargo hotswap build` publishes them: without a seal, a reload waits until a new file holds still.
    sealed: [PathBuf; 2],
    _directory: TempDir,
    swapper: Swapper,
    reloads: u64,
}

impl Host {
    fn new() -> Self {
        let (plugins, directory) = (PluginDir::new(), tempfile::tempdir().unwrap());
        let sealed = [1, 2].map(|version| {
            let path = directory.path().join(version.to_string());
            let mut bytes = std::fs::read(library(version)).unwrap();
            bytes.extend(seal::seal(&bytes));
            std::fs::write(&path, bytes).unwrap();
            path
        });
        test_kit::publish(&sealed[0], plugins.path(), "world");
        let swapper = Swapper::builder(plugins.path());
        let swapper = swapper.free_delay(Duration::ZERO).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        Self {
            plugins,
            sealed,
            _directory: directory,
            swapper,
            reloads: 0,
        }
    }

    fn call(&self, function: &str) {
        let manager = self.swapper.current();
        let world = manager.plugin("world").unwrap();
        world.invoke::<()>(function, ()).unwrap();
    }

    fn call_with(&self, function: &str, text: &str) {
        let manager = self.swapper.current();
        let world = manager.plugin("world").unwrap();
        world.invoke::<()>(function, (text,)).unwrap();
    }

    /// Loads the other version, and waits until the one before is unmapped.
    fn replace(&mut self) {
        self.reloads += 1;
        let library = &self.sealed[self.reloads as usize % 2];
        test_kit::publish(library, self.plugins.path(), "world");
        self.swapper.reload(&LiveData::none()).unwrap();
        wait_until("the version before is gone", || {
            self.swapper.stats().unloaded == self.reloads
        });
    }
}

/// For each size that a block of the library may have: the plugin lets go of its hook, keeps a text of that size and
/// lets go of it, the host takes the memory, and the plugin is unloaded.
fn unloading_leaves_what_the_host_has(sizes: &[usize]) {
    let mut host = Host::new();
    for &size in sizes {
        for hook in ["quiet", "default_hook"] {
            host.call_with(hook, &"a".repeat(size));
            host.call("forget");
            let mine: Vec<Vec<u8>> = (0..64).map(|_| vec![0x11; size]).collect();
            host.replace();
            let theirs: Vec<Vec<u8>> = (0..64).map(|_| vec![0x22; size]).collect();
            let is_mine = |block: &Vec<u8>| block.iter().all(|&byte| byte == 0x11);
            assert!(mine.iter().all(is_mine), "the host's memory is another's");
            drop((mine, theirs));
        }
    }
}

#[test]
fn unloading_frees_nothing_that_the_host_has() {
    build();
    isolated(|| {
        let sizes: Vec<_> = (1..=10).map(|number| number * 16 - 8).collect();
        unloading_leaves_what_the_host_has(&[&sizes[..], &[1024]].concat());
    });
}

#[test]
fn valgrind_has_nothing_to_say_of_a_plugin_that_goes() {
    let Some(child) = test_kit::child().under_valgrind(Leaks::Reported) else {
        return;
    };
    build();
    let outcome = child.run(|_| {
        unloading_leaves_what_the_host_has(&[40, 56, 72, 1024]);
        let mut host = Host::new();
        for functions in [
            &["prints"][..],
            &["catches"],
            &["hook_of_its_own", "prints"],
        ] {
            functions.iter().for_each(|function| host.call(function));
            host.replace();
        }
        println!("all are gone");
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("all are gone"), "{outcome}");
}

#[test]
fn a_plugins_own_panic_hook_is_dropped_by_the_plugin() {
    build();
    let outcome = test_kit::child().run(|_| {
        let mut host = Host::new();
        host.call("hook_of_its_own");
        host.replace();
        println!(", before its library goes");
    });
    assert!(outcome.success(), "{outcome}");
    let expected = "its hook is dropped, before its library goes";
    assert!(outcome.output.contains(expected), "{outcome}");
}

#[test]
fn a_panic_hook_that_panics_when_it_is_dropped_keeps_nothing_and_is_seen() {
    build();
    let outcome = test_kit::child().run(|_| {
        let mut host = Host::new();
        host.call("hook_that_panics");
        host.replace();
        println!("it is gone");
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("it is gone"), "{outcome}");
    let told = outcome.output.matches("the hook goes off").count();
    assert_eq!(told, 1, "{outcome}");
}
