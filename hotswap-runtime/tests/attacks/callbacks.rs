//! What the host's own callbacks do in the midst of a reload.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use hotswap::LiveData;
use hotswap_runtime::Swapper;

use crate::api::HostSide;
use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::{Me, Stage, step};

/// A payload that panics when it is dropped.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.0 > 0 {
            std::panic::panic_any(Bomb(self.0 - 1));
        }
    }
}

/// Reloads three times while `deed` runs in each, with the swapper that reloads.
fn harms_nobody(deed: impl Fn(&Swapper) + Send + Sync + 'static) {
    let slot: Arc<Mutex<Option<Swapper>>> = Arc::default();
    let inside = Arc::clone(&slot);
    let stage = Stage::with(&[evil("")], |builder| {
        builder.on_reload(move |_| {
            let swapper = inside.lock().unwrap().clone();
            if let Some(swapper) = swapper {
                deed(&swapper);
            }
            Ok(())
        })
    });
    *slot.lock().unwrap() = Some(stage.swapper.clone());
    for _ in 0..3 {
        stage.publish("evil");
        step(stage.swapper.reload(&LiveData::none()).is_ok());
    }
    // It has itself in its callback: who does that takes it out again.
    let own = slot.lock().unwrap().take();
    drop(own);
    stage.all_gone();
    stage.end();
}

#[test]
fn a_callback_that_reloads_harms_nobody() {
    attack(|| harms_nobody(|swapper| step(swapper.reload(&LiveData::none()).is_ok())));
}

#[test]
fn a_callback_that_panics_harms_nobody() {
    attack(|| harms_nobody(|_| std::panic::panic_any(Bomb(3))));
}

#[test]
fn a_callback_that_rolls_back_harms_nobody() {
    attack(|| harms_nobody(|swapper| step(swapper.rollback().is_ok())));
}

#[test]
fn a_callback_that_prepares_harms_nobody() {
    attack(|| harms_nobody(|swapper| step(swapper.prepare(&LiveData::none()).is_ok())));
}

#[test]
fn a_callback_that_asks_for_stats_harms_nobody() {
    attack(|| harms_nobody(|swapper| step(swapper.stats())));
}

#[test]
fn a_factory_that_reloads_and_panics_harms_nobody() {
    attack(|| {
        let slot: Arc<Mutex<Option<Swapper>>> = Arc::default();
        let inside = Arc::clone(&slot);
        let made = AtomicU32::new(0);
        let stage = Stage::without_extension(&[evil("")], |builder| {
            builder.extension::<dyn HostSide>(move || {
                let swapper = inside.lock().unwrap().clone();
                if let Some(swapper) = swapper {
                    step(swapper.reload(&LiveData::none()).is_ok());
                    step(swapper.stats());
                }
                if made.fetch_add(1, SeqCst) == 2 {
                    std::panic::panic_any(Bomb(2));
                }
                Me
            })
        });
        *slot.lock().unwrap() = Some(stage.swapper.clone());
        for _ in 0..4 {
            stage.publish("evil");
            step(stage.swapper.reload(&LiveData::none()).is_ok());
        }
        let own = slot.lock().unwrap().take();
        drop(own);
        stage.all_gone();
    });
}
