use test_kit::{isolated, wait_until};

use super::{call, serving, wait_until_gone};
use crate::common::scene::Actor;

/// A plugin that keeps something of its own by name in a static.
fn keeps(version: u32, what: &str, taken: &str) -> Actor {
    Actor::new("world", version)
        .with(&format!(
            "static KEPT: std::sync::Mutex<Vec<{what}>> = std::sync::Mutex::new(Vec::new());
            #[live_fn] fn own(n: u32) -> u32 {{ n + 1 }}
            #[hotswap::interface] pub trait Job {{ fn number(&self) -> u32; }}
            #[live_type(dyn Job)]
            #[derive(serde::Serialize, serde::Deserialize)]
            struct Fire {{ n: u32 }}
            impl Job for Fire {{ fn number(&self) -> u32 {{ self.n }} }}"
        ))
        .doing("on_init", &format!("KEPT.lock().unwrap().push({taken});"))
}

fn keeps_nobody(test: &str, what: &str, taken: &str) {
    let scene = serving(test, &[keeps(1, what, taken)]);
    scene.add(&Actor::new("world", 2));
    scene.reload().unwrap();
    wait_until_gone(&scene, "world");
    assert_eq!(scene.swapper.stats().unloaded, 1);
}

#[test]
fn a_plugin_that_keeps_a_live_function_of_its_own_does_not_keep_itself() {
    keeps_nobody("own_fn", "hotswap::LiveFn", "vault.live_fn(\"own\")?");
}

#[test]
fn a_plugin_that_keeps_a_live_type_of_its_own_does_not_keep_itself() {
    keeps_nobody(
        "own_type",
        "hotswap::LiveType",
        "vault.live_type(\"Fire\")?",
    );
}

#[test]
fn a_plugin_that_keeps_a_restored_object_of_its_own_does_not_keep_itself() {
    let restored = "{
        let data = Fire { n: 7 }.to_live()?;
        let job = vault.restore::<dyn Job>(&data)?;
        assert_eq!(job.number(), 7);
        job
    }";
    keeps_nobody("own_restored", "Obj<dyn Job>", restored);
}

#[test]
fn a_plugin_that_keeps_its_own_extension_does_not_keep_itself() {
    let extension = "{
        vault.set_extension::<dyn Job>(Obj::new(Fire { n: 7 }))?;
        vault.extension::<dyn Job>()?
    }";
    keeps_nobody("own_extension", "Obj<dyn Job>", extension);
}

#[test]
fn a_plugin_that_keeps_a_live_function_of_another_keeps_that_one() {
    let taker = Actor::new("taker", 1)
        .with("static KEPT: std::sync::Mutex<Vec<hotswap::LiveFn>> = std::sync::Mutex::new(Vec::new());
               #[plugin_fn] fn give_up() { KEPT.lock().unwrap().clear() }")
        .doing("on_init", "KEPT.lock().unwrap().push(vault.live_fn(\"own\")?);");
    let giver = Actor::new("world", 1).with("#[live_fn] fn own(n: u32) -> u32 { n + 1 }");
    let scene = serving("own_other", &[giver, taker]);
    scene.add(&Actor::new("world", 2));
    scene.reload().unwrap();
    super::wait_for_line(&scene, "world", "replaced: 1 × LiveFn");
    call(&scene, "taker", "give_up");
    wait_until_gone(&scene, "world");
}

#[test]
fn a_live_function_of_its_own_works_as_long_as_code_of_the_plugin_runs() {
    isolated(|| {
        let late = "struct Late(hotswap::LiveFn);
            impl Drop for Late {
                fn drop(&mut self) {
                    assert_eq!(self.0.call::<u32>((1u32,)).unwrap(), 2);
                    let wrong = self.0.call::<String>((1u32,)).unwrap_err().to_string();
                    assert!(wrong.contains(\"world\") && wrong.contains(\"own\"), \"{wrong}\");
                    assert_eq!((self.0.plugin(), self.0.name()), (\"world\", \"own\"));
                    note(\"dropped\");
                }
            }
            thread_local! {
                static LATE: std::cell::RefCell<Option<Late>> = const { std::cell::RefCell::new(None) };
            }
            #[plugin_fn] fn leave() { LATE.set(KEPT.lock().unwrap().last().cloned().map(Late)) }";
        let actor = keeps(1, "hotswap::LiveFn", "vault.live_fn(\"own\")?").with(late);
        let scene = serving("own_late", &[actor]);
        call(&scene, "world", "leave");
        scene.add(&Actor::new("world", 2));
        scene.reload().unwrap();
        wait_until("version 1 is freed", || scene.swapper.stats().freed == 1);
        wait_until("version 1 is gone", || {
            hotswap_runtime::safe_point();
            scene.swapper.stats().unloaded == 1
        });
        assert!(scene.journal().contains(&"world1.dropped".to_owned()));
    });
}
