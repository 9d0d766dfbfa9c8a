use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotswap_runtime::Watch;
use test_kit::wait_until;

use super::{serving, world};
use crate::common::scene::Scene;

/// Longer than the watcher takes to look at the directory by itself.
const LONGER_THAN_A_LOOK: Duration = Duration::from_millis(1_500);

pub(crate) fn watch(scene: &Scene) -> (Watch, Arc<Mutex<Vec<String>>>) {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let tell = Arc::clone(&told);
    let watch = scene.swapper.watch(move |result| {
        let text = result
            .as_ref()
            .map_or_else(ToString::to_string, ToString::to_string);
        tell.lock().unwrap().push(text);
    });
    (watch.expect("the directory can be watched"), told)
}

/// Nothing is reloaded for a while; then version 3 is, when it is published.
fn stays_until_files_change(scene: &Scene, told: &Mutex<Vec<String>>) {
    let before = told.lock().unwrap().len();
    std::thread::sleep(LONGER_THAN_A_LOOK);
    assert_eq!(told.lock().unwrap().len(), before, "{told:?}");
    assert_eq!(scene.version("world"), 1);
    scene.add(&world(3));
    wait_until("version 3 is loaded", || scene.version("world") == 3);
}

#[test]
fn a_version_that_a_watcher_has_loaded_is_not_loaded_again_after_a_rollback() {
    let scene = serving("watch_rollback");
    let (_watch, told) = watch(&scene);
    scene.add(&world(2));
    wait_until("version 2 is loaded", || scene.version("world") == 2);
    scene.swapper.rollback().unwrap();
    stays_until_files_change(&scene, &told);
}

#[test]
fn nor_is_one_that_a_host_has_loaded_itself() {
    let scene = serving("watch_rollback_by_hand");
    scene.add(&world(2));
    scene.reload().unwrap();
    let (_watch, told) = watch(&scene);
    scene.swapper.rollback().unwrap();
    stays_until_files_change(&scene, &told);
}
