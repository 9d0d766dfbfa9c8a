//! Plugins that end the process.

use crate::attack::{attack, attack_that_exits};
use crate::plugin::{Attacker, evil};
use crate::stage::{Stage, call};

fn exiting() -> Attacker {
    evil(
        "struct Left;
         impl Drop for Left { fn drop(&mut self) { let _ = ask(\"hello\"); } }
         thread_local! { static LEFT: Left = const { Left } }
         #[plugin_fn] fn leave() { LEFT.with(|_| ()) }
         #[plugin_fn] fn start() { std::thread::spawn(|| { LEFT.with(|_| ()); std::thread::sleep(Duration::from_millis(5)) }); }
         #[plugin_fn] fn exit() { std::process::exit(7) }
         #[plugin_fn] fn exit_on_a_thread() {
             std::thread::spawn(|| { std::thread::sleep(Duration::from_millis(100)); std::process::exit(7) });
         }",
    )
}

/// A thread calls the plugin without end, and leaves things behind.
fn is_used(stage: &Stage) {
    let swapper = stage.swapper.clone();
    std::thread::spawn(move || {
        loop {
            // The process may be on its way out.
            let _ = call::<()>(&swapper, "evil", "leave", ());
            let _ = call::<()>(&swapper, "evil", "start", ());
        }
    });
}

#[test]
fn a_plugin_that_exits_ends_the_process_in_good_order() {
    attack_that_exits(7, || {
        let stage = Stage::of(&[exiting()]);
        is_used(&stage);
        stage.evil("exit", ());
    });
}

#[test]
fn a_plugin_that_exits_amid_reloads_ends_the_process_in_good_order() {
    attack_that_exits(7, || {
        let stage = Stage::of(&[exiting()]);
        is_used(&stage);
        stage.evil("exit_on_a_thread", ());
        loop {
            stage.replace("evil");
        }
    });
}

#[test]
fn a_host_that_ends_while_plugins_are_called_ends_in_good_order() {
    attack(|| {
        let stage = Stage::of(&[exiting()]);
        is_used(&stage);
        for _ in 0..5 {
            stage.replace("evil");
        }
        std::mem::forget(stage);
    });
}
