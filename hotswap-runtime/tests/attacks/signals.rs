//! Handlers of signals that a plugin has set.

use std::process::Command;

use hotswap_runtime::Mode;

use crate::attack::attack;
use crate::plugin::Attacker;
use crate::stage::{Stage, step};

/// A plugin that has signal-hook set a flag, and unregisters it when it is freed.
fn flagging() -> Attacker {
    Attacker::of(
        "evil",
        r#"
        use hotswap::prelude::*;
        use signal_hook::SigId;
        use std::sync::atomic::AtomicBool;
        use std::sync::{Arc, Mutex};
        static REGISTERED: Mutex<Option<SigId>> = Mutex::new(None);
        #[derive(Default)] pub struct Evil;
        #[hotswap::plugin] impl Plugin for Evil {
            fn on_free(&self) { REGISTERED.lock().unwrap().take().map(signal_hook::low_level::unregister); }
        }
        #[plugin_fn] fn register() -> hotswap::Result<()> {
            let id = signal_hook::flag::register(signal_hook::consts::SIGUSR1, Arc::new(AtomicBool::new(false)))?;
            *REGISTERED.lock().unwrap() = Some(id);
            Ok(())
        }
        "#,
    )
    .dependency("signal-hook = \"0.4\"")
}

/// Sends this process the signal, as others do.
fn send_the_signal() {
    step("the signal is sent");
    let me = std::process::id().to_string();
    let status = Command::new("kill").args(["-USR1", &me]).status();
    assert!(status.is_ok_and(|status| status.success()));
    // It arrives at whatever thread the system likes.
    std::thread::sleep(std::time::Duration::from_millis(100));
    step("the signal has come");
}

#[test]
fn a_handler_that_was_unregistered_is_called_without_harm_when_its_library_is_gone() {
    attack(|| {
        let stage = Stage::of(&[flagging()]);
        stage.evil("register", ());
        stage.replace("evil");
        stage.all_gone();
        send_the_signal();
        stage.end();
        send_the_signal();
    });
}

#[test]
fn a_handler_that_another_version_has_chained_is_called_without_harm() {
    attack(|| {
        let stage = Stage::of(&[flagging()]);
        stage.evil("register", ());
        // The new version remembers the old one's handler, and calls it.
        let old = stage.swapper.current();
        stage.replace("evil");
        stage.evil("register", ());
        drop(old);
        stage.all_gone();
        send_the_signal();
        stage.replace("evil");
        stage.all_gone();
        send_the_signal();
    });
}

#[test]
fn a_handler_of_a_plugin_that_is_removed_is_called_without_harm() {
    attack(|| {
        let stage = Stage::of(&[flagging()]);
        stage.evil("register", ());
        stage.plugins.remove("evil");
        step(stage.swapper.reload(&hotswap::LiveData::none()).unwrap());
        stage.unloaded(1);
        send_the_signal();
    });
}

#[test]
fn a_handler_of_a_retired_plugin_is_called_without_harm() {
    attack(|| {
        let stage = Stage::with(&[flagging()], |builder| builder.mode(Mode::Retire));
        stage.evil("register", ());
        stage.replace("evil");
        stage.stats_say("1 kept mapped");
        send_the_signal();
    });
}
