//! Destructors of a library itself: they run before it is closed, where they hold up no thread of the host.

use std::path::Path;
use std::thread;

use hotswap::LiveData;
use hotswap_runtime::Mode;
use test_kit::{child, isolated, wait_for, wait_until};

use super::gate::Gate;
use super::{begin, line, serving, wait_for_line, wait_until_gone};
use crate::common::scene::{Actor, Scene, linked};

/// Code by which a library has `body` run when it is closed.
fn destructor(body: &str) -> String {
    format!(
        "extern \"C\" fn at_end() {{ {body} }}
        #[used] #[unsafe(link_section = \".fini_array\")] static AT_END: extern \"C\" fn() = at_end;"
    )
}

/// What version 1 has noted of its end.
fn noted(scene: &Scene, what: &str) -> usize {
    let journal = std::fs::read_to_string(&scene.journal).unwrap_or_default();
    journal.lines().filter(|line| *line == what).count()
}

#[test]
fn one_that_does_not_return_stops_no_thread_and_no_library_of_the_host() {
    isolated(|| {
        let test = "stuck_library_destructor";
        let gate = Gate::new(test);
        let stuck = Actor::new("stuck", 1).with(&destructor(&gate.code()));
        let scene = serving(test, &[stuck, Actor::new("other", 1)]);
        let gate = gate;
        scene.add(&Actor::new("stuck", 2));
        scene.reload().unwrap();
        wait_for_line(&scene, "stuck", "freed: in `destructors` for ");
        thread::spawn(|| ()).join().expect("threads start as ever");
        scene.add(&Actor::new("other", 2));
        scene.reload().expect("libraries are opened as ever");
        wait_until_gone(&scene, "other");
        gate.open();
        wait_until_gone(&scene, "stuck");
        assert_eq!(scene.swapper.stats().unloaded, 2);
    });
}

#[test]
fn they_run_once_and_have_their_imports() {
    let test = "library_destructor_imports";
    let user = |version| Actor::new("user", version).needs("used");
    let notes = destructor("note(&path())");
    let scene = serving(test, &[user(1).with(&notes), linked("used", 1)]);
    scene.add(&user(2));
    scene.reload().unwrap();
    wait_until_gone(&scene, "user");
    assert_eq!(noted(&scene, "user1.user1(used1())"), 1);
}

#[test]
fn what_they_leave_on_threads_is_waited_for() {
    let test = "library_destructor_threads";
    let gate = Gate::new(test);
    let body = format!(
        "LOCAL.with(|_| ());
        std::thread::Builder::new().name(\"late\".to_owned()).spawn(|| {{ {} }}).unwrap();",
        gate.code()
    );
    let local = "struct Noisy;
        impl Drop for Noisy { fn drop(&mut self) { note(\"dropped\") } }
        thread_local! { static LOCAL: Noisy = const { Noisy }; }";
    let scene = serving(
        test,
        &[Actor::new("world", 1).with(&(destructor(&body) + local))],
    );
    let gate = gate;
    scene.add(&Actor::new("world", 2));
    scene.reload().unwrap();
    wait_for_line(&scene, "world", "freed: thread `late` (");
    gate.open();
    wait_until_gone(&scene, "world");
    assert_eq!(noted(&scene, "world1.dropped"), 1);
}

#[test]
fn a_signal_handler_that_one_sets_is_called_without_harm_when_the_library_is_gone() {
    isolated(|| {
        let body = "unsafe extern \"C\" { fn signal(signal: i32, handler: extern \"C\" fn(i32)) -> usize; }
            extern \"C\" fn handle(_: i32) {}
            unsafe { signal(10, handle) };";
        let scene = serving(
            "library_destructor_signal",
            &[Actor::new("world", 1).with(&destructor(body))],
        );
        scene.add(&Actor::new("world", 2));
        scene.reload().unwrap();
        wait_until_gone(&scene, "world");
        assert_eq!(scene.swapper.stats().unloaded, 1);
        // SAFETY: it has no preconditions.
        unsafe { libc::raise(libc::SIGUSR1) };
    });
}

#[test]
fn a_library_stays_mapped_if_one_of_them_gives_an_address_of_it_away() {
    let body = "unsafe extern \"C\" { fn on_exit(function: extern \"C\" fn(i32, *mut ()), argument: *mut ()) -> i32; }
        extern \"C\" fn last(_: i32, _: *mut ()) {}
        unsafe { on_exit(last, std::ptr::null_mut()) };";
    let scene = serving(
        "library_destructor_on_exit",
        &[Actor::new("world", 1).with(&destructor(body))],
    );
    scene.add(&Actor::new("world", 2));
    scene.reload().unwrap();
    wait_for_line(&scene, "world", "stays mapped: an exit function (on_exit)");
    assert_eq!(scene.swapper.stats().unloaded, 0);
}

#[test]
fn those_of_libraries_that_are_mapped_when_the_process_ends_run_once() {
    let test = "library_destructor_exit";
    let outcome = child().run(|_| {
        let scene = Scene::with(test, |builder| builder.plugin_mode("old", Mode::Retire));
        let notes = destructor("note(\"at end\")");
        let actor = |name, version| Actor::new(name, version).with(&notes);
        begin(
            &scene,
            &[actor("old", 1), actor("world", 1), actor("gone", 1)],
        );
        scene.add(&actor("old", 2));
        scene.plugins.remove("gone");
        scene.swapper.reload(&LiveData::none()).unwrap();
        wait_until("one is gone, one stays", || {
            let stats = scene.swapper.stats();
            (stats.unloaded, stats.kept_mapped) == (1, 1)
        });
        std::mem::forget(scene);
        std::process::exit(0);
    });
    assert!(outcome.success(), "{outcome}");
    let journal = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.journal"));
    let journal = std::fs::read_to_string(journal).unwrap();
    let mut ends: Vec<_> = journal
        .lines()
        .filter(|it| it.ends_with("at end"))
        .collect();
    ends.sort_unstable();
    assert_eq!(
        ends,
        [
            "gone1.at end",
            "old1.at end",
            "old2.at end",
            "world1.at end"
        ]
    );
}

#[test]
fn a_library_that_is_retired_has_its_imports_to_the_end() {
    let test = "retired_imports";
    let scene = Scene::with(test, |builder| {
        builder
            .free_delay(std::time::Duration::ZERO)
            .plugin_mode("user", Mode::Retire)
    });
    let user = |version| Actor::new("user", version).needs("used");
    begin(&scene, &[user(1), linked("used", 1)]);
    scene.add(&user(2));
    scene.add(&linked("used", 2));
    scene.reload().unwrap();
    wait_for(|| match scene.swapper.stats().kept_mapped {
        1 => Ok(()),
        _ => Err(scene.swapper.stats().to_string()),
    });
    let used = line(&scene, "used");
    assert!(
        used.contains("replaced: 1 import of another plugin"),
        "{used}"
    );
    let ended = scene.end();
    assert!(ended.contains(&"used1.on_free".to_owned()), "{ended:?}");
}

/// A plugin that imports `used` and installs a panic hook, whose drop runs the drop of a `Guard` with these imports. `code`
/// defines `Guard` by the function `uses`, which fails when it is given memory that was freed and used again.
fn hooked(version: u32, code: &str) -> Actor {
    let uses = "
        const WORDS: usize = (size_of::<Deps>() + 8) / 8;
        fn uses(deps: &Deps) {
            let other: Vec<_> = (0..64).map(|_| Box::new([0x4141_4141_4141_4140_usize; WORDS])).collect();
            std::hint::black_box(&other);
            note(&format!(\"drop {}\", deps.used.path()))
        }
        struct Guard(&'static Deps);";
    let installs = "let guard = Guard(Actor::imports());
        std::panic::set_hook(Box::new(move |_| { let _ = &guard; }));";
    Actor::new("user", version)
        .needs("used")
        .with(uses)
        .with(code)
        .doing("on_load", installs)
}

/// Replaces such a plugin and what it imports. The drop of its panic hook has the imports of its version.
fn has_its_imports(test: &str, code: &str) {
    let scene = serving(test, &[hooked(1, code), linked("used", 1)]);
    scene.add(&hooked(2, code));
    scene.add(&linked("used", 2));
    scene.reload().unwrap();
    wait_until_gone(&scene, "user");
    assert_eq!(noted(&scene, "user1.drop used1()"), 1);
}

#[test]
fn a_panic_hook_that_is_dropped_has_its_imports() {
    isolated(|| {
        let code = "impl Drop for Guard { fn drop(&mut self) { uses(self.0) } }";
        has_its_imports("hook_imports", code);
    });
}

#[test]
fn what_a_panic_hook_leaves_on_a_thread_has_its_imports() {
    isolated(|| {
        let code = "struct Left(&'static Deps);
            impl Drop for Left { fn drop(&mut self) { uses(self.0) } }
            thread_local! {
                static LEFT: std::cell::RefCell<Option<Left>> = const { std::cell::RefCell::new(None) };
            }
            impl Drop for Guard { fn drop(&mut self) { LEFT.set(Some(Left(self.0))); } }";
        has_its_imports("hook_left", code);
    });
}

#[test]
fn what_a_thread_of_a_panic_hook_prints_is_printed() {
    let outcome = child().run(|_| {
        let guard = "
            struct Guard;
            impl Drop for Guard { fn drop(&mut self) {
                std::thread::spawn(|| {
                    for number in 0..2000 { println!(\"line {number}\"); }
                    print!(\"the end\");
                }); } }";
        let user = |version| {
            Actor::new("user", version).with(guard).doing(
                "on_load",
                "let guard = Guard;
                 std::panic::set_hook(Box::new(move |_| { let _ = &guard; }));",
            )
        };
        let scene = serving("hook_prints", &[user(1)]);
        scene.add(&Actor::new("user", 2));
        scene.reload().unwrap();
        wait_until_gone(&scene, "user");
    });
    let lines = outcome
        .output
        .lines()
        .filter(|it| it.contains("line "))
        .count();
    assert_eq!((lines, outcome.output.contains("the end")), (2000, true));
}
