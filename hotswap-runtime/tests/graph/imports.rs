//! Who may still look at an import, and until when. `imports()` is `&'static`, so safe code can keep what it
//! gives anywhere: it must never see an import that is gone.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use hotswap::Obj;
use hotswap_runtime::{ReloadError, Stats};

use crate::common::scene::{Scene, linked};

/// As the actors have it.
#[hotswap::interface]
trait Link {
    fn path(&self) -> String;
}

/// alpha, and a beta that needs it and can do more.
fn pair(test: &str, beta: &str) -> Scene {
    let scene = Scene::new(test);
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha").with(beta));
    scene.load().unwrap();
    scene
}

/// What `stats` says of a version.
fn line(stats: &Stats, version: &str) -> String {
    let text = stats.to_string();
    let line = text.lines().find(|line| line.trim().starts_with(version));
    line.unwrap_or_default().to_owned()
}

#[test]
fn no_destructor_of_a_plugin_sees_imports_that_are_gone() {
    let spy = r#"
        static DEPS: std::sync::OnceLock<&'static Deps> = std::sync::OnceLock::new();
        #[derive(Default)] struct Spy;
        impl Drop for Spy { fn drop(&mut self) { note(&DEPS.get().unwrap().alpha.path()) } }
        #[plugin_fn] fn keep_imports() { DEPS.set(Actor::imports()).unwrap_or_default() }
    "#;
    let scene = Scene::new("graph_spy");
    scene.add(&linked("alpha", 1));
    let beta = linked("beta", 1).needs("alpha").with(spy);
    scene.add(&beta.imports("#[hotswap(skip)] spy: Spy", "{ let _ = &deps.spy; None }"));
    scene.load().unwrap();
    let manager = scene.swapper.current();
    let beta = manager.plugin("beta").unwrap();
    beta.invoke::<()>("keep_imports", ()).unwrap();
    drop(manager);
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    scene.wait_for_unloaded(2);
    let journal = scene.end();
    let spied = journal.iter().filter(|it| it.contains("beta1.alpha1()"));
    assert_eq!(spied.count(), 0, "{journal:?}");
}

/// A thread that looks at its imports until there is a file.
fn lookout(stop: &str) -> String {
    format!(
        r#"
        #[plugin_fn] fn look_out() {{
            let deps = Actor::imports();
            std::thread::Builder::new().name("lookout".into()).spawn(move || {{
                while !std::fs::exists({stop:?}).unwrap() {{
                    assert_eq!(deps.alpha.path(), "alpha1()");
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }}
                note(&format!("saw {{}}", deps.alpha.path()));
            }}).unwrap();
        }}
        "#
    )
}

#[test]
fn a_thread_of_the_plugin_has_its_imports_until_it_ends() {
    let stop = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("graph_lookout.stop");
    let _ = fs::remove_file(&stop);
    let scene = pair("graph_lookout", &lookout(&stop.display().to_string()));
    let manager = scene.swapper.current();
    let beta = manager.plugin("beta").unwrap();
    beta.invoke::<()>("look_out", ()).unwrap();
    drop(manager);
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    scene.wait_for_stats("beta is freed, and its thread is named", |it| {
        let beta = line(it, "beta 1.0.0 of generation 1, freed");
        beta.contains("lookout")
    });
    let alpha = line(
        &scene.swapper.stats(),
        "alpha 1.0.0 of generation 1, replaced",
    );
    assert!(
        alpha.ends_with(": 1 import of another plugin"),
        "{alpha}\n{}",
        scene.swapper.stats()
    );
    fs::write(&stop, "").unwrap();
    scene.wait_for_unloaded(2);
    let journal = scene.journal();
    assert!(
        journal.contains(&"beta1.saw alpha1()".to_owned()),
        "{journal:?}"
    );
    assert_eq!(
        journal.last().map(String::as_str),
        Some("alpha1.on_free"),
        "the exporter is freed when nobody can ask it any more: {journal:?}"
    );
    fs::remove_file(&stop).unwrap();
}

#[test]
fn what_a_plugin_left_with_a_thread_of_the_host_has_its_imports() {
    let farewell = r#"
        struct Farewell(&'static Deps);
        impl Drop for Farewell { fn drop(&mut self) { note(&format!("last {}", self.0.alpha.path())) } }
        thread_local! { static LEFT: Farewell = Farewell(Actor::imports()) }
        #[plugin_fn] fn leave() { LEFT.with(|_| ()) }
    "#;
    let scene = pair("graph_farewell", farewell);
    thread::scope(|scope| {
        let host = scope.spawn(|| {
            let manager = scene.swapper.current();
            let beta = manager.plugin("beta").unwrap();
            beta.invoke::<()>("leave", ()).unwrap();
            drop(manager);
            thread::park();
        });
        scene.wait_for_stats("the thread has left something", |it| {
            line(it, "beta").contains("thread")
        });
        scene.add(&linked("alpha", 2));
        scene.reload().unwrap();
        scene.wait_for_stats("beta is freed", |it| {
            !line(it, "beta 1.0.0 of generation 1, freed").is_empty()
        });
        host.thread().unpark();
    });
    scene.wait_for_unloaded(2);
    let journal = scene.journal();
    let last: Vec<_> = journal.iter().rev().take(2).rev().collect();
    assert_eq!(last, ["beta1.last alpha1()", "alpha1.on_free"]);
}

/// A thread that sleeps with something of beta, which needs alpha, which needs zeta.
struct Sleeper {
    thread: thread::JoinHandle<()>,
    wake: mpsc::Sender<()>,
}

impl Sleeper {
    fn of(test: &str) -> (Scene, Self) {
        let leaves = r#"
            struct Left;
            impl Drop for Left { fn drop(&mut self) { note("dropped") } }
            thread_local! { static LEFT: Left = const { Left } }
            #[plugin_fn] fn leave() { LEFT.with(|_| ()) }
            #[plugin_fn] fn hand_on() -> Obj<dyn Link> { Actor::imports().alpha.clone() }
        "#;
        let scene = Scene::new(test);
        scene.add(&linked("zeta", 1));
        scene.add(&linked("alpha", 1).needs("zeta"));
        scene.add(&linked("beta", 1).needs("alpha").with(leaves));
        scene.load().unwrap();
        scene.journal();
        let manager = scene.swapper.current();
        let (left, has_left) = mpsc::channel();
        let (wake, sleeps) = mpsc::channel();
        let thread = thread::spawn(move || {
            let beta = manager.plugin("beta").unwrap();
            beta.invoke::<()>("leave", ()).unwrap();
            drop(manager);
            left.send(()).unwrap();
            sleeps.recv().unwrap_err();
        });
        has_left.recv().unwrap();
        (scene, Self { thread, wake })
    }

    fn wake(self) {
        drop(self.wake);
        self.thread.join().unwrap();
    }
}

#[test]
fn a_swapper_that_goes_runs_on_free_of_all_though_a_sleeping_thread_keeps_their_libraries() {
    let (scene, sleeper) = Sleeper::of("graph_goodbye");
    assert_eq!(
        scene.end(),
        ["beta1.on_free", "alpha1.on_free", "zeta1.on_free"]
    );
    sleeper.wake();
}

#[test]
fn an_import_that_was_handed_on_is_an_object_and_not_freed_before_it_is_let_go() {
    let (scene, sleeper) = Sleeper::of("graph_handed_on");
    let manager = scene.swapper.current();
    let beta = manager.plugin("beta").unwrap();
    let alpha: Obj<dyn Link> = beta.invoke("hand_on", ()).unwrap();
    drop(manager);
    let line = line(&scene.swapper.stats(), "alpha");
    assert!(
        line.ends_with(": 1 × Obj; 1 import of another plugin"),
        "{line}"
    );
    assert_eq!(scene.end(), ["beta1.on_free"]);
    assert_eq!(alpha.path(), "alpha1(zeta1())");
    drop(alpha);
    sleeper.wake();
}

#[test]
fn a_swapper_that_goes_frees_nothing_that_a_plugin_needs_which_somebody_holds() {
    let scene = Scene::new("graph_held");
    scene.add(&linked("zeta", 1));
    scene.add(&linked("alpha", 1).needs("zeta"));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.load().unwrap();
    scene.journal();
    let beta = scene.swapper.current().plugin("beta").unwrap().clone();
    assert_eq!(scene.end(), [""; 0]);
    let path: String = beta.invoke("path_from_here", ()).unwrap();
    assert_eq!(path, "beta1(alpha1(zeta1()))");
}

#[test]
fn what_one_version_needs_keeps_no_other_version_of_that_from_being_freed() {
    let (scene, sleeper) = Sleeper::of("graph_versions");
    scene.add(&linked("zeta", 2));
    scene.reload().unwrap();
    let alpha: Obj<dyn Link> = scene.swapper.current().export("alpha").unwrap();
    let journal = scene.end();
    let is_freed = |version: &str| journal.contains(&format!("{version}.on_free"));
    assert!(is_freed("zeta1") && !is_freed("zeta2"), "{journal:?}");
    assert_eq!(alpha.path(), "alpha1(zeta2())");
    drop(alpha);
    sleeper.wake();
}

#[test]
fn imports_that_are_asked_for_too_early_are_an_error() {
    let scene = Scene::new("graph_early");
    scene.add(&linked("alpha", 1));
    let early = linked("beta", 1).needs("alpha");
    scene.add(&early.reloadable_if("!path().is_empty()"));
    let error = scene.load().unwrap_err();
    assert!(
        matches!(&error, ReloadError::Hook { plugin, hook: "reloadable", .. } if plugin == "beta"),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("the imports of this plugin are not there yet"),
        "{error}"
    );
}

#[test]
fn those_who_import_one_plugin_are_counted() {
    let scene = Scene::new("graph_counted");
    scene.add(&linked("alpha", 1));
    scene.add(&linked("beta", 1).needs("alpha"));
    scene.add(&linked("gamma", 1).needs("alpha"));
    scene.load().unwrap();
    let serving = line(&scene.swapper.stats(), "alpha");
    assert!(
        serving.ends_with("alpha 1.0.0 of generation 1, serving: 2 imports of other plugins"),
        "{serving}"
    );
    let manager = scene.swapper.current();
    let beta = manager.plugin("beta").unwrap().clone();
    drop(manager);
    scene.add(&linked("alpha", 2));
    scene.reload().unwrap();
    scene.wait_for_stats("gamma is gone, and beta is held", |it| {
        it.unloaded == 1
            && line(it, "beta 1.0.0 of generation 1, replaced").ends_with(": 1 × LoadedPlugin")
            && line(it, "alpha 1.0.0 of generation 1, replaced")
                .ends_with(": 1 import of another plugin")
    });
    let path: String = beta.invoke("path_from_here", ()).unwrap();
    assert_eq!(path, "beta1(alpha1())");
    drop(beta);
    scene.wait_for_unloaded(3);
}
