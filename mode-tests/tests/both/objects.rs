use std::sync::Mutex;

use hotswap::Obj;
use mode_api::{Counter, Sink};
use mode_tests::both_ways;

/// Keeps what it is given.
#[derive(Default)]
struct Shelf(Mutex<Vec<Obj<dyn Counter>>>);

impl Sink for Shelf {
    fn take(&self, counter: Obj<dyn Counter>) {
        self.0.lock().unwrap().push(counter);
    }
}

fn is_freed(scene: &mode_tests::Scene, plugin: &str) -> bool {
    scene
        .diary()
        .iter()
        .any(|it| it.starts_with(&format!("{plugin}.on_free")))
}

/// Freed on the reaper's thread, soon.
fn wait_until_freed(scene: &mode_tests::Scene, plugin: &str) {
    while !is_freed(scene, plugin) {
        std::thread::yield_now();
    }
}

both_ways! {
    fn an_object_keeps_its_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter: Obj<dyn Counter> = swapper.current().plugin("mode_alpha").unwrap().invoke("counter", ()).unwrap();
        drop(swapper);
        assert!(!is_freed(&scene, "alpha"));
        assert_eq!((counter.add(2), counter.add(3)), (2, 5));
        drop(counter);
        wait_until_freed(&scene, "alpha");
    }

    fn an_object_that_an_object_has_made_keeps_the_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter: Obj<dyn Counter> = swapper.current().plugin("mode_alpha").unwrap().invoke("counter", ()).unwrap();
        let other = counter.another().another();
        drop((counter, swapper));
        assert!(!is_freed(&scene, "alpha"));
        assert_eq!(other.add(1), 101);
        drop(other);
        wait_until_freed(&scene, "alpha");
    }

    fn an_object_that_was_handed_out_during_a_call_keeps_its_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let shelf = std::sync::Arc::new(Shelf::default());
        let sink: Obj<dyn Sink> = Obj::from_arc(std::sync::Arc::clone(&shelf));
        swapper.current().plugin("mode_alpha").unwrap().invoke::<()>("give", (&sink,)).unwrap();
        drop(swapper);
        assert!(!is_freed(&scene, "alpha"));
        let counter = shelf.0.lock().unwrap().pop().unwrap();
        assert_eq!(counter.add(1), 8);
        drop(counter);
        wait_until_freed(&scene, "alpha");
    }

    fn an_import_that_is_handed_out_outlives_the_plugin_that_has_imported_it(scene) {
        let swapper = scene.load(&["mode_alpha", "mode_beta"]);
        let alpha: Obj<dyn Counter> = swapper.current().plugin("mode_beta").unwrap().invoke("give_alpha", ()).unwrap();
        drop(swapper);
        wait_until_freed(&scene, "beta");
        assert_eq!(alpha.maker(), "alpha");
        assert_eq!((alpha.add(0), alpha.another().add(4)), (1, 4));
        drop(alpha);
        wait_until_freed(&scene, "alpha");
    }

    fn objects_say_whose_they_are(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter: Obj<dyn Counter> = swapper.current().plugin("mode_alpha").unwrap().invoke("counter", ()).unwrap();
        assert_eq!(format!("{counter:?}"), "Obj<dyn Counter> of mode_alpha");
        let error = counter.fall().unwrap_err();
        assert_eq!(format!("{error:#}"), "plugin mode_alpha: too small to fall");
        let sink: Obj<dyn Sink> = Obj::new(Shelf::default());
        assert_eq!(format!("{sink:?}"), "Obj<dyn Sink> of the host");
    }

    fn who_holds_a_plugin_is_counted(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter: Obj<dyn Counter> = swapper.current().plugin("mode_alpha").unwrap().invoke("counter", ()).unwrap();
        let both = [counter.clone(), counter];
        let stats = swapper.stats().to_string();
        assert!(stats.contains("2 × Obj"), "{stats}");
        drop(both);
        let stats = swapper.stats().to_string();
        assert!(!stats.contains("Obj"), "{stats}");
    }
}
