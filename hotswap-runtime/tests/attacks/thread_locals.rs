//! Destructors of thread-locals: they run when a version leaves, on whatever thread has some.

use std::sync::mpsc::channel;

use hotswap::LiveData;
use hotswap_runtime::{LateFn, Swapper, safe_point};

use crate::api::Thing;
use crate::attack::{attack, attack_that_aborts, attack_that_exits};
use crate::plugin::{Attacker, evil, peer};
use crate::stage::{Stage, call, step, take_kept, with_own_swapper};

/// A plugin that leaves something with each thread that calls `leave`. Dropping it does `deed`.
fn leaving(deed: &str) -> Attacker {
    evil(&format!(
        "struct Left(Option<Obj<dyn HostSide>>);
         impl Drop for Left {{ fn drop(&mut self) {{ let host = self.0.take(); let _ = &host; {deed} }} }}
         thread_local! {{ static LEFT: std::cell::RefCell<Vec<Left>> = const {{ std::cell::RefCell::new(Vec::new()) }}; }}
         #[plugin_fn] fn leave() {{ LEFT.with(|left| left.borrow_mut().push(Left(host()))) }}
         #[plugin_fn] fn keep_host() {{ KEEPS_HOST.store(true, SeqCst) }}
         #[live_fn] fn own(n: u32) -> u32 {{ n + 1 }}"
    ))
}

/// The version leaves while two threads have something of it: one passes a safe point, one ends.
fn is_left_behind(stage: &Stage) {
    let (tell, told) = channel::<()>();
    let swapper = stage.swapper.clone();
    let thread = std::thread::spawn(move || {
        call::<()>(&swapper, "evil", "leave", ()).unwrap();
        let _ = told.recv();
    });
    stage.evil("leave", ());
    stage.evil("keep_host", ());
    stage.replace("evil");
    step("a safe point");
    safe_point();
    step("a thread ends");
    drop(tell);
    thread.join().unwrap();
    step("it has ended");
}

fn harms_nobody(deed: &'static str) {
    let stage = Stage::of(&[leaving(deed)]);
    is_left_behind(&stage);
    stage.all_gone();
    // What is left with the main thread is dropped when the process ends.
    stage.evil("leave", ());
}

#[test]
fn one_that_does_nothing_harms_nobody() {
    attack(|| harms_nobody(""));
}

#[test]
fn one_that_calls_the_host_harms_nobody() {
    attack(|| harms_nobody("if let Some(host) = host { let _ = host.call(\"hello\"); }"));
}

/// std aborts when such a panic leaves the destructor, in code that it has compiled into the plugin.
#[test]
fn one_that_panics_ends_the_process_and_names_the_plugin_first() {
    attack_that_aborts("panicked in plugin `evil`", || {
        harms_nobody("panic!(\"a thread-local panics when it is dropped\")");
    });
}

#[test]
fn one_that_reloads_harms_nobody() {
    attack(|| harms_nobody("if let Some(host) = host { let _ = host.call(\"reload\"); }"));
}

#[test]
fn one_that_passes_a_safe_point_harms_nobody() {
    attack(|| harms_nobody("if let Some(host) = host { let _ = host.call(\"safe point\"); }"));
}

#[test]
fn one_that_uses_the_vault_harms_nobody() {
    attack(|| {
        harms_nobody(
            "if let Some(vault) = VAULT.get() {
                 let _ = (vault.get(\"x\").is_ok(), vault.live_fn(\"own\").is_ok());
                 let _ = vault.set_extension::<dyn Thing>(Obj::<dyn Thing>::new(Local(3)));
             }",
        )
    });
}

#[test]
fn one_that_starts_a_thread_which_leaves_one_again_harms_nobody() {
    attack(|| {
        harms_nobody(
            "static LEFT_TO_DO: AtomicUsize = AtomicUsize::new(3);
             if LEFT_TO_DO.fetch_update(SeqCst, SeqCst, |n| n.checked_sub(1)).is_ok() {
                 std::thread::spawn(leave);
             }",
        )
    });
}

#[test]
fn one_that_leaves_another_harms_nobody() {
    attack(|| {
        harms_nobody(
            "struct Second; impl Drop for Second { fn drop(&mut self) { let _ = LEFT.try_with(|_| ()); } }
             thread_local! { static SECOND: Second = const { Second } }
             let _ = SECOND.try_with(|_| ());",
        )
    });
}

#[test]
fn one_that_gives_the_host_an_object_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[leaving(
            "if let Some(host) = host { host.keep(Obj::new(Local(5))) }",
        )]);
        is_left_behind(&stage);
        // The other destructor may run as late as now, and give another object.
        stage.all_gone_while(|| {
            for object in take_kept() {
                assert_eq!(object.poke(1), 6);
            }
        });
    });
}

#[test]
fn one_that_catches_the_panic_of_giving_the_host_an_object_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[leaving(
            "let keep = || if let Some(host) = &host { host.keep(Obj::new(Local(5))) };
             let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(keep));",
        )]);
        is_left_behind(&stage);
        // The other destructor may run as late as now, and give another object.
        stage.all_gone_while(|| {
            for object in take_kept() {
                assert_eq!(object.poke(1), 6);
            }
        });
    });
}

#[test]
fn one_that_exits_ends_the_process_in_good_order() {
    attack_that_exits(7, || {
        let stage = Stage::of(&[leaving("std::process::exit(7)")]);
        is_left_behind(&stage);
        stage.all_gone();
    });
}

#[test]
fn one_that_uses_an_import_has_it() {
    attack(|| {
        let leaves = "
            struct Left(&'static Obj<dyn Thing>);
            impl Drop for Left { fn drop(&mut self) {
                self.0.poke(1);
                let _ = std::panic::catch_unwind(|| Peer::imports().evil.poke(1));
            } }
            thread_local! { static LEFT: std::cell::RefCell<Vec<Left>> = const { std::cell::RefCell::new(Vec::new()) }; }
            #[plugin_fn] fn leave() { LEFT.with(|left| left.borrow_mut().push(Left(&Peer::imports().evil))) }";
        let stage = Stage::of(&[evil(""), peer(leaves)]);
        let (tell, told) = channel::<()>();
        let swapper = stage.swapper.clone();
        let thread = std::thread::spawn(move || {
            call::<()>(&swapper, "peer", "leave", ()).unwrap();
            let _ = told.recv();
        });
        stage.call::<()>("peer", "leave", ());
        for _ in 0..3 {
            stage.replace("evil");
        }
        drop(tell);
        thread.join().unwrap();
        stage.all_gone();
    });
}

/// What a host leaves with its own threads may call plugins when it is dropped.
struct Late(LateFn, Swapper);

impl Drop for Late {
    fn drop(&mut self) {
        // Whatever comes of it.
        let _ = self.0.call::<u32>((1u32,));
        self.1.with(|manager| manager.generation());
        let _ = self.1.reload(&LiveData::none());
    }
}

thread_local! {
    static LATE: std::cell::RefCell<Vec<Late>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[test]
fn late_handles_may_be_called_while_a_thread_ends() {
    attack(|| {
        let stage = Stage::of(&[leaving("")]);
        for round in 0..4 {
            let swapper = stage.swapper.clone();
            let thread = std::thread::spawn(move || {
                let late = Late(swapper.late_fn("own"), swapper.clone());
                if round % 2 == 0 {
                    call::<()>(&swapper, "evil", "leave", ()).unwrap();
                }
                LATE.with(|kept| kept.borrow_mut().push(late));
                if round == 1 {
                    call::<()>(&swapper, "evil", "leave", ()).unwrap();
                }
            });
            thread.join().unwrap();
            stage.publish("evil");
        }
        stage.all_gone();
    });
}

#[test]
fn asking_for_the_current_generation_under_a_lock_of_the_host_comes_back() {
    attack(|| {
        let stage = Stage::of(&[leaving(
            "if let Some(host) = host { let _ = host.call(\"drop swapper\"); }",
        )]);
        stage.evil("leave", ());
        stage.evil("keep_host", ());
        stage.publish("evil");
        // Another thread reloads, so that this one has passed no safe point.
        let swapper = stage.swapper.clone();
        let thread = std::thread::spawn(move || drop(swapper.reload(&LiveData::none()).unwrap()));
        thread.join().unwrap();
        test_kit::wait_until("version 1 is freed", || stage.swapper.stats().freed == 1);
        step("the generation is asked for while the lock is held that the destructor needs");
        let generation = with_own_swapper(|swapper| swapper.current().generation());
        assert_eq!(generation, 2);
    });
}
