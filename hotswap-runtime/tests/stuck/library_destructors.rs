//! Destructors of a library itself: they run before it is closed, where they can hold up nobody.

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
