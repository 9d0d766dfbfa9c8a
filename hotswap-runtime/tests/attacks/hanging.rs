//! Plugins that do not come back, and keep nobody else from leaving.

use crate::attack::attack;
use crate::plugin::{evil, peer};
use crate::stage::{Stage, call, step};

#[test]
fn an_on_free_that_never_returns_does_not_stop_the_end_of_others() {
    attack(|| {
        let hangs = "#[plugin_fn] fn hang_in_on_free() {
            when_freed(|| loop { std::thread::sleep(Duration::from_secs(3600)) })
        }";
        let stage = Stage::of(&[evil(hangs)]);
        stage.evil("hang_in_on_free", ());
        stage.replace("evil");
        stage.stats_say("on_free");
        stage.replace("evil");
        step("the version after it leaves");
        stage.unloaded(1);
        // Nothing ends what hangs, so this host is not ended but left.
        std::mem::forget(stage);
    });
}

#[test]
fn a_stdout_lock_that_was_forgotten_does_not_stop_the_end_of_others() {
    attack(|| {
        let forgets =
            "#[plugin_fn] fn forget_lock() { std::mem::forget(std::io::stdout().lock()) }";
        let stage = Stage::of(&[evil(forgets), peer("")]);
        let swapper = stage.swapper.clone();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            call::<()>(&swapper, "evil", "forget_lock", ()).unwrap();
            drop(swapper);
            tell.send(()).unwrap();
            // It lives on, so the lock stays with it.
            loop {
                std::thread::park();
            }
        });
        told.recv().unwrap();
        stage.replace("evil");
        test_kit::wait_until("the first versions are freed", || {
            stage.swapper.stats().freed >= 2
        });
        stage.replace("peer");
        stage.replace("evil");
        step("versions after it leave");
        test_kit::wait_until("others are unloaded", || {
            stage.swapper.stats().unloaded >= 2
        });
        std::mem::forget(stage);
    });
}

#[test]
fn a_thread_that_never_ends_does_not_keep_a_host_from_ending() {
    attack(|| {
        let forever = "#[plugin_fn] fn start() {
            let thread = std::thread::Builder::new().name(\"forever\".into());
            thread.spawn(|| loop { std::thread::sleep(Duration::from_secs(3600)) }).unwrap();
        }";
        let stage = Stage::of(&[evil(forever)]);
        stage.evil("start", ());
        stage.replace("evil");
        stage.stats_say("forever");
        stage.end();
    });
}
