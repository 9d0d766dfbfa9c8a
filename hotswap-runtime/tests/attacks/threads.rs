//! Threads that a plugin starts by itself.

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::{Stage, step, take_kept};

#[test]
fn detached_threads_hold_their_version_until_they_end() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "struct Left(Option<Obj<dyn HostSide>>);
             impl Drop for Left { fn drop(&mut self) { if let Some(host) = &self.0 { let _ = host.call(\"hello\"); } } }
             thread_local! { static LEFT: std::cell::RefCell<Vec<Left>> = const { std::cell::RefCell::new(Vec::new()) }; }
             #[plugin_fn] fn detach() {
                 KEEPS_HOST.store(true, SeqCst);
                 for _ in 0..4 { std::thread::spawn(|| {
                     LEFT.with(|left| left.borrow_mut().push(Left(host())));
                     std::thread::sleep(Duration::from_millis(50));
                     LEFT.with(|left| left.borrow_mut().push(Left(None)));
                 }); }
             }",
        )]);
        for _ in 0..8 {
            stage.evil("detach", ());
            stage.replace("evil");
        }
        stage.all_gone();
    });
}

#[test]
fn a_thread_that_uses_host_and_vault_when_its_version_was_replaced_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn set_late() { std::thread::spawn(|| {
                 std::thread::sleep(Duration::from_millis(200));
                 let vault = VAULT.get().unwrap();
                 let _ = vault.set_extension::<dyn Thing>(Obj::<dyn Thing>::new(Local(3)));
                 let _ = vault.extension::<dyn Thing>();
             }); }
             #[plugin_fn] fn keep_late() { let host = host().unwrap(); std::thread::spawn(move || {
                 std::thread::sleep(Duration::from_millis(200));
                 let keep = || host.keep(Obj::new(Local(8)));
                 let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(keep));
             }); }",
        )]);
        stage.evil("set_late", ());
        stage.evil("keep_late", ());
        stage.replace("evil");
        // The object that is given late holds the version until it is taken here.
        test_kit::wait_until("its threads end", || {
            let kept = take_kept();
            kept.iter().for_each(|object| step(object.poke(1)));
            drop(kept);
            hotswap_runtime::safe_point();
            stage.swapper.stats().unloaded == 1
        });
    });
}
