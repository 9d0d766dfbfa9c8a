//! What a plugin does in `on_free`.

use crate::api::Thing;
use crate::attack::{attack, attack_that_exits};
use crate::plugin::{Attacker, evil};
use crate::stage::{Stage, step, take_kept};

/// A plugin that does something in `on_free`, once it is told to.
fn freed_with(deed: &str) -> Attacker {
    evil(&format!(
        "#[plugin_fn] fn prepare() {{ when_freed(|| {{ {deed} }}) }}
         struct Left;
         impl Drop for Left {{ fn drop(&mut self) {{ let _ = ask(\"hello\"); }} }}
         thread_local! {{ static LEFT: Left = const {{ Left }} }}"
    ))
}

fn harms_nobody(deed: &str) {
    let stage = Stage::of(&[freed_with(deed)]);
    stage.evil("prepare", ());
    stage.replace("evil");
    for object in take_kept() {
        step(object.poke(1));
    }
    stage.all_gone();
    stage.evil("prepare", ());
    stage.end();
}

#[test]
fn a_panic_harms_nobody() {
    attack(|| harms_nobody("panic!(\"in on_free\")"));
}

#[test]
fn a_thread_local_that_is_used_harms_nobody() {
    attack(|| harms_nobody("LEFT.with(|_| ()); KEEPS_HOST.store(true, SeqCst);"));
}

#[test]
fn a_thread_that_is_started_harms_nobody() {
    attack(|| {
        harms_nobody(
            "std::thread::spawn(|| for _ in 0..20 {
                 std::thread::sleep(Duration::from_millis(10));
                 LEFT.with(|_| ());
             });",
        )
    });
}

#[test]
fn an_exit_ends_the_process_in_good_order() {
    attack_that_exits(7, || harms_nobody("std::process::exit(7)"));
}

#[test]
fn a_reload_harms_nobody() {
    attack(|| harms_nobody("let _ = ask(\"reload\");"));
}

#[test]
fn a_reload_on_a_thread_that_is_waited_for_harms_nobody() {
    attack(|| harms_nobody("let _ = std::thread::spawn(|| ask(\"reload\")).join();"));
}

#[test]
fn an_object_that_is_given_away_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[freed_with(
            "if let Some(host) = host() { host.keep(Obj::new(Local(1))) }",
        )]);
        stage.evil("prepare", ());
        stage.replace("evil");
        test_kit::wait_until("version 1 is freed", || stage.swapper.stats().freed == 1);
        for object in take_kept() {
            assert_eq!(object.poke(1), 2);
        }
        stage.all_gone();
    });
}

#[test]
fn a_slot_that_is_set_harms_nobody() {
    attack(|| {
        harms_nobody(
            "if let Some(vault) = VAULT.get() {
                 let _ = vault.set_extension::<dyn Thing>(Obj::<dyn Thing>::new(Local(3)));
             }",
        )
    });
}

#[test]
fn a_swapper_that_is_dropped_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[freed_with("let _ = ask(\"drop swapper\");")]);
        stage.evil("prepare", ());
        stage.replace("evil");
        let Stage { swapper, .. } = stage;
        step("the host's handle is dropped");
        drop(swapper);
    });
}
