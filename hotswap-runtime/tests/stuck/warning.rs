use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use test_kit::{cc_library, isolated, wait_until};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::gate::Gate;
use super::{begin, call, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, Scene};

/// What was warned of: the fields of each event, in one line.
static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The log does not return while this is set.
static WAITS: AtomicBool = AtomicBool::new(false);

struct Log;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!("{}={value:?} ", field.name()));
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::WARN && metadata.target().starts_with("hotswap")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        WARNINGS.lock().unwrap().push(line.0);
        while WAITS.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A swapper that warns at once, and whose warnings are kept.
fn scene(test: &str) -> Scene {
    tracing::subscriber::set_global_default(Log).unwrap();
    Scene::with(test, |builder| {
        let builder = builder.free_delay(Duration::ZERO);
        builder.warn_after(Duration::from_millis(1))
    })
}

/// Waits for a warning with all of this in it, and gives it.
fn wait_for_warning(parts: &[&str]) -> String {
    let is_it = |line: &&String| parts.iter().all(|part| line.contains(part));
    test_kit::wait_for(|| {
        let warnings = WARNINGS.lock().unwrap();
        let found = warnings.iter().find(is_it).cloned();
        found.ok_or_else(|| format!("{parts:?} in {warnings:#?}"))
    })
}

#[test]
fn a_hook_that_does_not_return_is_warned_of_more_than_once() {
    isolated(|| {
        let gate = Gate::new("warn_hook");
        let scene = scene("warn_hook");
        begin(
            &scene,
            &[Actor::new("world", 1).doing("on_free", &gate.code())],
        );
        let gate = gate;
        scene.add(&Actor::new("world", 2));
        scene.reload().unwrap();
        let hook = [
            "plugin=\"world\"",
            "version=\"1.0.0\"",
            "generation=1",
            "hook=\"on_free\"",
        ];
        let line = wait_for_warning(&hook);
        assert!(line.contains("thread=\"hotswap-reaper\""), "{line}");
        assert!(line.contains("running_for="), "{line}");
        wait_until("it is warned of again", || {
            let warnings = WARNINGS.lock().unwrap();
            warnings
                .iter()
                .filter(|it| it.contains("hook=\"on_free\""))
                .count()
                > 1
        });
        gate.open();
    });
}

#[test]
fn a_hook_of_a_reload_that_does_not_return_is_warned_of() {
    isolated(|| {
        let gate = Gate::new("warn_load");
        let scene = scene("warn_load");
        let actor = Actor::new("world", 1).doing("on_init", &gate.code());
        scene.add(&actor);
        std::thread::scope(|scope| {
            let swapper = scene.swapper.clone();
            let load = scope.spawn(move || swapper.load(&hotswap::LiveData::none()).is_ok());
            wait_for_warning(&["plugin=\"world\"", "hook=\"on_init\""]);
            gate.open();
            assert!(load.join().unwrap());
        });
    });
}

#[test]
fn a_version_that_stays_is_warned_of_with_what_holds_it() {
    isolated(|| {
        let gate = Gate::new("warn_held");
        let scene = scene("warn_held");
        let starts = format!(
            "#[plugin_fn] fn starts() {{
                let thread = std::thread::Builder::new().name(\"plain\".to_owned());
                thread.spawn(|| {{ {} }}).unwrap();
            }}",
            gate.code()
        );
        begin(
            &scene,
            &[Actor::new("world", 1).with(&starts), Actor::new("kept", 1)],
        );
        let gate = gate;
        call(&scene, "world", "starts");
        let manager = scene.swapper.current();
        let held = manager
            .plugin("kept")
            .unwrap()
            .plugin_fn("version")
            .unwrap();
        drop(manager);
        scene.add(&Actor::new("world", 2));
        scene.add(&Actor::new("kept", 2));
        scene.reload().unwrap();
        wait_for_warning(&[
            "plugin=\"world\"",
            "generation=1",
            "phase=\"freed\"",
            "held_by=",
            "thread `plain` (",
            "started by it, and still running",
        ]);
        wait_for_warning(&[
            "plugin=\"kept\"",
            "phase=\"replaced\"",
            "held_by=\"1 × LiveFn\"",
        ]);
        drop(held);
        gate.open();
        wait_until("both are gone", || {
            hotswap_runtime::safe_point();
            scene.swapper.stats().unloaded == 2
        });
    });
}

/// How often it was warned that a version of this plugin is still there.
fn warnings_of(plugin: &str) -> usize {
    let plugin = format!("plugin=\"{plugin}\"");
    let warnings = WARNINGS.lock().unwrap();
    let of_it = |line: &&String| line.contains(&plugin) && line.contains("phase=");
    warnings.iter().filter(of_it).count()
}

#[test]
fn a_version_that_has_ended_and_stays_mapped_is_not_warned_of_for_ever() {
    isolated(|| {
        let library = cc_library("opened", "int opened(void) { return 1; }", &[]);
        let opens = format!(
            "unsafe extern \"C\" {{ fn dlopen(file: *const std::ffi::c_char, mode: i32) -> *mut std::ffi::c_void; }}
             #[plugin_fn] fn opens() {{ assert!(!unsafe {{ dlopen(c{library:?}.as_ptr(), 2) }}.is_null()); }}"
        );
        let scene = scene("warn_mapped");
        begin(
            &scene,
            &[Actor::new("world", 1).with(&opens), Actor::new("kept", 1)],
        );
        call(&scene, "world", "opens");
        let manager = scene.swapper.current();
        let plugin = manager.plugin("kept").unwrap();
        let held = plugin.plugin_fn("version").unwrap();
        drop(manager);
        scene.add(&Actor::new("world", 2));
        scene.add(&Actor::new("kept", 2));
        scene.reload().unwrap();
        wait_until("world stays mapped", || {
            hotswap_runtime::safe_point();
            scene.swapper.stats().kept_mapped == 1
        });
        let looks_again = || {
            let before = warnings_of("kept");
            wait_until("kept is warned of again", || warnings_of("kept") > before);
        };
        looks_again();
        let before = warnings_of("world");
        (0..3).for_each(|_| looks_again());
        assert_eq!(warnings_of("world"), before);
        drop(held);
    });
}

#[test]
fn nothing_is_warned_of_where_everything_leaves() {
    isolated(|| {
        tracing::subscriber::set_global_default(Log).unwrap();
        let scene = Scene::with("warn_not", |builder| builder.free_delay(Duration::ZERO));
        begin(&scene, &[Actor::new("world", 1)]);
        for version in [2, 3, 4] {
            scene.add(&Actor::new("world", version));
            scene.reload().unwrap();
        }
        wait_until("all are gone", || scene.swapper.stats().unloaded == 3);
        assert!(scene.swapper.close(Duration::MAX).is_complete());
        drop(scene);
        assert_eq!(*WARNINGS.lock().unwrap(), [""; 0]);
    });
}

#[test]
fn a_log_that_does_not_return_holds_up_no_plugin() {
    isolated(|| {
        WAITS.store(true, Ordering::Relaxed);
        let gate = Gate::new("warn_waits");
        let scene = scene("warn_waits");
        let stuck = |name| Actor::new(name, 1).doing("on_free", &gate.code());
        begin(
            &scene,
            &[stuck("one"), stuck("two"), Actor::new("other", 1)],
        );
        let gate = gate;
        for name in ["one", "two"] {
            scene.add(&Actor::new(name, 2));
            scene.reload().unwrap();
            wait_for_line(&scene, name, "in `on_free` for ");
            wait_for_warning(&["a hook of a plugin has not returned"]);
        }
        scene.add(&Actor::new("other", 2));
        scene.reload().unwrap();
        wait_until_gone(&scene, "other");
        gate.open();
        WAITS.store(false, Ordering::Relaxed);
        for name in ["one", "two"] {
            wait_until_gone(&scene, name);
        }
    });
}
