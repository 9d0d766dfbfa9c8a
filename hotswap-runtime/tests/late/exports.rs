//! What a plugin exports: held with its version, or late.

use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, wait_until};

#[hotswap::interface]
trait Greeter {
    fn greet(&self, name: &str) -> String;
}

#[hotswap::interface]
trait Other {
    fn greet(&self, name: &str, loud: bool) -> String;
}
struct Scene {
    plugins: PluginDir,
    swapper: Swapper,
}

impl Scene {
    fn new() -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        Self {
            swapper: builder.build().unwrap(),
            plugins,
        }
    }

    fn serving(version: u32) -> Self {
        let scene = Self::new();
        scene.publish(version);
        scene.swapper.load(&LiveData::none()).unwrap();
        scene
    }

    fn publish(&self, version: u32) {
        let source = format!(
            r#"
            use hotswap::prelude::*;

            #[hotswap::interface]
            pub trait Greeter {{ fn greet(&self, name: &str) -> String; }}

            #[derive(Default)]
            pub struct World;

            #[hotswap::plugin(exports = dyn Greeter)]
            impl Plugin for World {{}}

            impl Greeter for World {{
                fn greet(&self, name: &str) -> String {{ format!("{{name}} {version}") }}
            }}
            "#
        );
        self.plugins.add(&Plugin::new("world").source(source));
    }

    fn reload(&self, version: u32) {
        self.publish(version);
        self.swapper.reload(&LiveData::none()).unwrap();
    }
}

#[test]
fn an_object_stays_with_its_version_and_a_late_one_is_always_new() {
    let scene = Scene::serving(1);
    let held = scene
        .swapper
        .current()
        .export::<dyn Greeter>("world")
        .unwrap();
    let late = scene.swapper.late_plugin::<dyn Greeter>("world");
    let greet = || (held.greet("Bob"), late.call(|it| it.greet("Bob")).unwrap());
    assert_eq!(greet(), ("Bob 1".to_owned(), "Bob 1".to_owned()));
    scene.reload(2);
    assert_eq!(greet(), ("Bob 1".to_owned(), "Bob 2".to_owned()));
    scene.reload(3);
    assert_eq!(greet(), ("Bob 1".to_owned(), "Bob 3".to_owned()));
}

#[test]
fn a_late_one_holds_nothing_between_calls() {
    let scene = Scene::serving(1);
    let late = scene.swapper.late_plugin::<dyn Greeter>("world");
    late.call(|it| it.greet("Bob")).unwrap();
    scene.reload(2);
    wait_until("version 1 is gone", || scene.swapper.stats().unloaded == 1);
    let held = late.get().unwrap();
    scene.reload(3);
    assert_eq!(held.greet("Bob"), "Bob 2");
    let text = scene.swapper.stats().to_string();
    assert!(
        text.contains("of generation 2, replaced") && text.contains("1 × Obj"),
        "{text}"
    );
    drop(held);
    wait_until("version 2 is gone", || scene.swapper.stats().unloaded == 2);
}

#[test]
fn one_may_be_made_before_there_is_a_plugin_and_outlive_the_swapper() {
    let scene = Scene::new();
    let late = scene.swapper.late_plugin::<dyn Greeter>("wrold");
    let right = scene.swapper.late_plugin::<dyn Greeter>("world");
    assert!(late.get().is_err());
    scene.publish(1);
    scene.swapper.load(&LiveData::none()).unwrap();
    let error = late.get().unwrap_err().to_string();
    assert!(error.contains("did you mean `world`?"), "{error}");
    assert_eq!(right.call(|it| it.greet("Bob")).unwrap(), "Bob 1");
    drop(scene);
    let error = right.get().unwrap_err().to_string();
    assert!(error.contains("a swapper that was dropped"), "{error}");
}

#[test]
fn another_interface_is_refused_and_both_are_named() {
    let scene = Scene::serving(1);
    let error = scene
        .swapper
        .current()
        .export::<dyn Other>("world")
        .unwrap_err();
    assert!(
        matches!(error, hotswap::Error::SignatureMismatch { .. }),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "the export of plugin world is `dyn Greeter`, not `dyn Other`"
    );
    let late = scene.swapper.late_plugin::<dyn Other>("world");
    assert_eq!(late.get().unwrap_err().to_string(), error.to_string());
}
