//! What outlives a swapper, and who drops its last handle.

use std::sync::{Arc, Mutex};

use hotswap::{LiveData, Obj};
use hotswap_runtime::{Swapper, Watch};

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::{evil, peer};
use crate::stage::{Stage, step};

/// An object of the host that owns the swapper.
struct Owner(Swapper);

impl Thing for Owner {
    fn poke(&self, n: u32) -> u32 {
        n
    }
    fn give(&self, _: Obj<dyn Thing>) -> hotswap::Result<u32> {
        Ok(self.0.reload_count() as u32)
    }
    fn back(&self) -> Option<Obj<dyn Thing>> {
        None
    }
}

#[test]
fn objects_functions_and_generations_work_when_their_swapper_is_gone() {
    attack(|| {
        let stage = Stage::of(&[evil("#[live_fn] fn own(n: u32) -> u32 { n + 1 }"), peer("")]);
        let object: Obj<dyn Thing> = stage.call("evil", "local", (1u32,));
        let manager = stage.swapper.current();
        let export = manager.export::<dyn Thing>("peer").unwrap();
        let function = manager.vault().live_fn("own").unwrap();
        let late = stage.swapper.late_fn("own");
        let late_plugin = stage.swapper.late_plugin::<dyn Thing>("peer");
        stage.end();
        assert_eq!(object.poke(1), 2);
        step(export.poke(1));
        assert_eq!(function.call::<u32>((1u32,)).unwrap(), 2);
        let plugin = manager.plugin("evil").unwrap();
        assert_eq!(plugin.invoke::<u32>("version", ()).unwrap(), 0);
        // They work or say that it is gone.
        step(late.call::<u32>((1u32,)).is_ok());
        step(late_plugin.call(|plugin| plugin.poke(1)).is_ok());
    });
}

#[test]
fn a_plugin_may_have_the_last_handle_of_its_swapper() {
    attack(|| {
        let stage = Stage::of(&[evil("")]);
        let export = stage.swapper.current().export::<dyn Thing>("evil").unwrap();
        export.give(Obj::new(Owner(stage.swapper.clone()))).unwrap();
        drop(export);
        let swapper = stage.leave();
        step("all but the plugin's are dropped");
        drop(swapper);
    });
}

#[test]
fn a_value_that_is_freed_may_have_the_last_handle_of_its_swapper() {
    attack(|| {
        let stage = Stage::of(&[evil(""), peer("")]);
        let export = stage.swapper.current().export::<dyn Thing>("peer").unwrap();
        export.give(Obj::new(Owner(stage.swapper.clone()))).unwrap();
        drop(export);
        stage.replace("peer");
        let swapper = stage.leave();
        step("all but the plugin's are dropped");
        drop(swapper);
    });
}

#[test]
fn a_watch_may_be_dropped_by_what_it_calls() {
    attack(|| {
        let stage = Stage::of(&[evil("")]);
        let slot: Arc<Mutex<Option<Watch>>> = Arc::default();
        let (tell, told) = std::sync::mpsc::channel();
        let inside = Arc::clone(&slot);
        let watch = stage.swapper.watch(move |_| {
            // It is there as soon as the test has put it there.
            let watch = test_kit::wait_for(|| inside.lock().unwrap().take().ok_or("no watch"));
            drop(watch);
            tell.send(()).unwrap();
        });
        *slot.lock().unwrap() = Some(watch.unwrap());
        stage.publish("evil");
        test_kit::wait_until("the watch is dropped", || told.try_recv().is_ok());
        stage.all_gone();
    });
}

#[test]
fn the_last_handle_of_a_swapper_may_be_dropped_by_what_a_watch_calls() {
    attack(|| {
        let stage = Stage::of(&[evil("")]);
        let (tell, told) = std::sync::mpsc::channel();
        let slot: Arc<Mutex<Option<Swapper>>> = Arc::default();
        let inside = Arc::clone(&slot);
        let watch = stage.swapper.watch(move |_| {
            let swapper = test_kit::wait_for(|| inside.lock().unwrap().take().ok_or("no swapper"));
            drop(swapper);
            let _ = tell.send(());
        });
        let watch = watch.unwrap();
        stage.publish("evil");
        *slot.lock().unwrap() = Some(stage.leave());
        test_kit::wait_until("the swapper is dropped", || told.try_recv().is_ok());
        drop(watch);
    });
}

#[test]
fn a_staged_generation_may_be_forgotten_committed_late_or_held() {
    attack(|| {
        let stage = Stage::of(&[evil("")]);
        let none = LiveData::none();
        stage.publish("evil");
        let staged = stage.swapper.prepare(&none).unwrap();
        step(stage.swapper.reload(&none).is_ok());
        step(staged.commit().is_ok());
        stage.publish("evil");
        std::mem::forget(stage.swapper.prepare(&none).unwrap());
        step(stage.swapper.reload(&none).is_ok());
        stage.publish("evil");
        let staged = stage.swapper.prepare(&none).unwrap();
        let manager = staged.manager().clone();
        drop(staged);
        let undone = manager.plugin("evil").unwrap().invoke::<u32>("version", ());
        step(undone.is_ok());
        drop(manager);
        stage.end();
    });
}
