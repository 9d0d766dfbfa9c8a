//! The environment, which each std guards with a lock of its own.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::{Stage, call, step};

/// Sets and removes many variables: the host's table of them moves.
#[expect(
    unsafe_code,
    reason = "in edition 2021 it is safe, so a host may do it in safe code"
)]
fn churn(round: usize) {
    for number in 0..50 {
        let value = "y".repeat(round % 300);
        // SAFETY: who reads variables in this process does so through the same std, whose lock this takes.
        unsafe { std::env::set_var(format!("ATTACK_{number}_{}", round % 97), value) };
    }
    for number in 0..50 {
        // SAFETY: as above.
        unsafe { std::env::remove_var(format!("ATTACK_{number}_{}", (round + 3) % 97)) };
    }
}

#[test]
fn a_plugin_may_panic_while_its_host_sets_variables() {
    attack(|| {
        // Tens of thousands of messages are of no use.
        std::panic::set_hook(Box::new(|_| ()));
        let stage = Stage::of(&[evil("#[plugin_fn] fn boom() { panic!(\"boom\") }")]);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for round in 0.. {
                    churn(round);
                    if is_over.load(SeqCst) {
                        break;
                    }
                }
            });
            let panics = || {
                for round in 0..30_000 {
                    assert!(call::<()>(&stage.swapper, "evil", "boom", ()).is_err());
                    if round % 1000 == 0 {
                        step(round);
                    }
                }
            };
            let both = [scope.spawn(panics), scope.spawn(panics)];
            let ends = both.map(|thread| thread.join());
            is_over.store(true, SeqCst);
            assert!(ends.iter().all(Result::is_ok));
        });
    });
}
