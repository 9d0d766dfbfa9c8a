//! A host and two plugins, each with an allocator of its own that counts: `Vec`s, `String`s and objects go both
//! ways under load, and nothing is left on any side.

#[allow(unreachable_pub, reason = "it is a module of the plugins, too")]
mod counting;

use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::{PluginManager, Swapper};
use test_kit::{Plugin, PluginDir};

/// As the plugins have it.
#[hotswap::interface]
trait Keeper {
    fn text(&self, of: Vec<String>) -> String;
    fn swap(&self, other: Option<Obj<dyn Keeper>>) -> Option<Obj<dyn Keeper>>;
    fn make(&self, name: &str) -> Vec<Obj<dyn Keeper>>;
}

const PLUGIN: &str = r#"
    use hotswap::prelude::*;
    use std::sync::Mutex;

    #[hotswap::interface]
    pub trait Keeper {
        fn text(&self, of: Vec<String>) -> String;
        fn swap(&self, other: Option<Obj<dyn Keeper>>) -> Option<Obj<dyn Keeper>>;
        fn make(&self, name: &str) -> Vec<Obj<dyn Keeper>>;
    }

    #[derive(Default)]
    pub struct P { name: String, kept: Mutex<Option<Obj<dyn Keeper>>> }

    impl Keeper for P {
        fn text(&self, of: Vec<String>) -> String { format!("{} {}", of.join(" "), self.name) }
        fn swap(&self, other: Option<Obj<dyn Keeper>>) -> Option<Obj<dyn Keeper>> {
            std::mem::replace(&mut *self.kept.lock().unwrap(), other)
        }
        fn make(&self, name: &str) -> Vec<Obj<dyn Keeper>> {
            (0..3).map(|_| Obj::new(P { name: name.to_owned(), kept: Mutex::default() })).collect()
        }
    }

    #[plugin_fn] fn alive() -> (i64, i64) { counting::alive() }
    #[plugin_fn] fn sorted(mut words: Vec<String>) -> Vec<String> { words.sort(); words }
    #[plugin_fn] fn fails(with: &str) -> hotswap::Result<String> { Err(hotswap::Error::msg(with)) }
    #[plugin_fn] fn panics(with: String) -> String { panic!("{with}") }
"#;

const LOW: &str = "#[hotswap::plugin(exports = dyn Keeper)] impl Plugin for P {}";

const HIGH: &str = r#"
    #[derive(Imports)] struct Deps { low: Obj<dyn Keeper> }
    #[hotswap::plugin(imports = Deps, exports = dyn Keeper)] impl Plugin for P {}
    #[plugin_fn] fn make_below(name: &str) -> Vec<Obj<dyn Keeper>> {
        let mut made = P::imports().low.make(name);
        made.extend(P::default().make(name));
        made
    }
"#;

/// An object of the host.
#[derive(Default)]
struct Ours(Mutex<Option<Obj<dyn Keeper>>>);

impl Keeper for Ours {
    fn text(&self, of: Vec<String>) -> String {
        of.concat()
    }

    fn swap(&self, other: Option<Obj<dyn Keeper>>) -> Option<Obj<dyn Keeper>> {
        std::mem::replace(&mut *self.0.lock().unwrap(), other)
    }

    fn make(&self, _name: &str) -> Vec<Obj<dyn Keeper>> {
        Vec::new()
    }
}

/// Everything that can be left behind, once.
fn round(manager: &PluginManager, number: usize) {
    let name = format!("number {number}, longer than what fits anywhere");
    let words = || vec![name.clone(), "b".repeat(100), String::new()];
    for plugin in manager.plugins() {
        let sorted: Vec<String> = plugin.invoke("sorted", (words(),)).unwrap();
        assert_eq!(sorted.len(), 3);
        plugin
            .invoke::<String>("fails", (name.as_str(),))
            .unwrap_err();
    }
    let high = manager.plugin("high").unwrap();
    let made: Vec<Obj<dyn Keeper>> = high.invoke("make_below", (name.as_str(),)).unwrap();
    assert_eq!(made.len(), 6);
    let ours = Arc::new(Ours::default());
    for object in &made {
        assert!(object.text(words()).ends_with(&name));
        assert!(object.swap(Some(Obj::from(Arc::clone(&ours)))).is_none());
    }
    // Of `low` in one of `high`, and the other way round; and one of both in the host's.
    made[0].swap(Some(made[5].clone()));
    made[4].swap(Some(made[1].clone()));
    ours.swap(Some(made[2].clone()));
    assert!(made[2].swap(None).is_some(), "no circle is left");
    thread::spawn(move || drop(made)).join().unwrap();
    if number.is_multiple_of(50) {
        high.invoke::<String>("panics", (name,)).unwrap_err();
    }
}

fn load(manager: &PluginManager, rounds: usize) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..rounds).for_each(|number| round(manager, number)));
        }
    });
}

/// What is alive in the host and in both plugins.
fn alive(manager: &PluginManager) -> Vec<(i64, i64)> {
    let plugins = manager.plugins().map(|it| it.invoke("alive", ()).unwrap());
    std::iter::once(counting::alive()).chain(plugins).collect()
}

/// The other tests of this process would allocate, too: so there are none.
#[test]
fn nothing_is_left_on_any_side() {
    let counting = concat!("mod counting {", include_str!("counting.rs"), "}");
    let plugins = PluginDir::new();
    for (name, body) in [("low", LOW), ("high", HIGH)] {
        let source = format!("{PLUGIN}{body}{}", counting);
        plugins.add(&Plugin::new(name).source(source));
    }
    let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
    let swapper = builder.build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let manager = swapper.current();
    load(&manager, 60);
    let before = alive(&manager);
    load(&manager, 300);
    let after = alive(&manager);
    for (before, after) in before.iter().zip(&after) {
        let (blocks, bytes) = (after.0 - before.0, after.1 - before.1);
        // Of 1200 rounds each would leave at least one.
        assert!(blocks < 100 && bytes < 50_000, "{before:?} then {after:?}");
    }
}
