//! Everything at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use hotswap::{LiveData, Obj};
use hotswap_runtime::{PluginManager, Swapper, safe_point};

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::{Attacker, evil, peer};
use crate::stage::{Stage, call, step};

fn attackers() -> [Attacker; 2] {
    let evil = evil(
        "struct Left(Option<Obj<dyn HostSide>>);
         impl Drop for Left { fn drop(&mut self) { if let Some(host) = &self.0 { let _ = host.call(\"safe point\"); } } }
         thread_local! { static LEFT: std::cell::RefCell<Vec<Left>> = const { std::cell::RefCell::new(Vec::new()) }; }
         #[live_fn] fn own(n: u32) -> u32 { n + 1 }
         #[plugin_fn] fn leave() { LEFT.with(|left| left.borrow_mut().push(Left(host()))) }
         #[plugin_fn] fn detach() { std::thread::spawn(|| { std::thread::sleep(Duration::from_millis(2)); leave() }); }
         #[plugin_fn] fn bomb() { std::panic::panic_any(Local(666)) }
         #[plugin_fn] fn words(text: &str) -> Vec<String> { text.split(' ').map(str::to_owned).collect() }
         #[plugin_fn] fn numbers(n: u32) -> std::collections::HashMap<u32, String> {
             (0..n).map(|n| (n, n.to_string())).collect()
         }",
    );
    let peer = peer(
        "#[plugin_fn] fn work() { let evil = &Peer::imports().evil; std::thread::spawn(move || for _ in 0..2 {
             std::thread::sleep(Duration::from_millis(5)); evil.poke(1);
         }); }",
    );
    [evil, peer]
}

/// What a thread of the host has in its hands.
struct Caller {
    swapper: Swapper,
    random: u64,
    objects: Vec<Obj<dyn Thing>>,
    managers: Vec<std::sync::Arc<PluginManager>>,
}

impl Caller {
    fn new(swapper: &Swapper, seed: u64) -> Self {
        Self {
            swapper: swapper.clone(),
            random: seed * 77_777 + 1,
            objects: Vec::new(),
            managers: Vec::new(),
        }
    }

    fn next(&mut self) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.random >> 33) % 18
    }

    fn act(&mut self) -> hotswap::Result<()> {
        let deed = self.next();
        let swapper = &self.swapper;
        match deed {
            0 => drop(swapper.late_fn("own").call::<u32>((1u32,))?),
            1 => drop(
                swapper
                    .late_plugin::<dyn Thing>("peer")
                    .call(|peer| peer.poke(1))?,
            ),
            2 => self
                .objects
                .push(swapper.late_plugin::<dyn Thing>("peer").get()?),
            3 => self.objects.push(call(swapper, "evil", "local", (1u32,))?),
            4 => drop(self.objects.pop().map(|object| object.poke(3))),
            5 => {
                for object in &self.objects {
                    object.poke(1);
                }
            }
            6 => self.managers.push(swapper.current()),
            7 => call(swapper, "evil", "leave", ())?,
            8 => call(swapper, "evil", "detach", ())?,
            9 => call(swapper, "peer", "work", ())?,
            10 => self
                .objects
                .push(call(swapper, "peer", "holder_of_import", ())?),
            11 => self.objects.push(call(swapper, "peer", "import", ())?),
            12 => assert!(call::<()>(swapper, "evil", "bomb", ()).is_err()),
            13 => {
                let numbers: HashMap<u32, String> = call(swapper, "evil", "numbers", (20u32,))?;
                assert_eq!(numbers.len(), 20);
            }
            14 => {
                if let Some(object) = self.objects.pop() {
                    let late = swapper.late_plugin::<dyn Thing>("peer");
                    late.call(|peer| peer.give(object.clone()))??;
                    late.call(|peer| peer.back())?;
                }
            }
            15 => {
                let words: Vec<String> = call(swapper, "evil", "words", ("a b c d",))?;
                assert_eq!(words.len(), 4);
            }
            16 => {
                safe_point();
                drop(swapper.stats());
            }
            _ => {
                let swapper = swapper.clone();
                let leaves = move || call::<()>(&swapper, "evil", "leave", ());
                thread::spawn(leaves).join().unwrap()?;
            }
        }
        if self.objects.len() > 8 {
            self.objects.clear();
        }
        if self.managers.len() > 4 {
            self.managers.clear();
        }
        Ok(())
    }
}

/// As many as `HOTSWAP_STORM` says, for long runs.
fn transactions() -> u64 {
    test_kit::count("HOTSWAP_STORM", 60)
}

#[test]
fn a_storm_of_calls_over_reloads_and_rollbacks_loses_nothing() {
    attack(|| {
        // Only panics of plugins are expected.
        std::panic::set_hook(Box::new(|panic| step(panic)));
        let stage = Stage::of(&attackers());
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            for seed in 0..4 {
                let (stage, is_over) = (&stage, &is_over);
                scope.spawn(move || {
                    let mut caller = Caller::new(&stage.swapper, seed);
                    while !is_over.load(SeqCst) {
                        // All that is loaded is called as it is meant to be called.
                        caller.act().expect("no call fails");
                    }
                });
            }
            let turns = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| turns(&stage)));
            is_over.store(true, SeqCst);
            turns.expect("every reload loads");
        });
        stage.all_gone();
        step(stage.swapper.stats());
        stage.end();
    });
}

fn turns(stage: &Stage) {
    for number in 0..transactions() {
        // There are two builds of each, and one that was rolled back is to come again.
        stage.swapper.forget_refused();
        match number % 5 {
            0 => stage.replace("peer"),
            // There may be none to go back to.
            1 => step(stage.swapper.rollback().is_ok()),
            2 => {
                stage.publish("evil");
                let staged = stage.swapper.prepare(&LiveData::none()).unwrap();
                if number % 2 == 0 {
                    step(staged.commit().is_ok());
                }
            }
            _ => {
                stage.publish("evil");
                // After a rollback the file may be the one that serves.
                step(stage.swapper.reload(&LiveData::none()).unwrap());
            }
        }
    }
}
