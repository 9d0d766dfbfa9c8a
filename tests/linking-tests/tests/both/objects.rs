use std::sync::Mutex;

use hotswap::Obj;
use hotswap_runtime::Swapper;
use linking_tests::both_ways;
use mode_api::{Counter, Sink};

/// Keeps what it is given.
#[derive(Default)]
struct Shelf(Mutex<Vec<Obj<dyn Counter>>>);

impl Sink for Shelf {
    fn take(&self, counter: Obj<dyn Counter>) {
        self.0.lock().unwrap().push(counter);
    }
}

/// One that alpha has made.
fn counter(swapper: &Swapper) -> Obj<dyn Counter> {
    let manager = swapper.current();
    manager
        .plugin("mode_alpha")
        .unwrap()
        .invoke("counter", ())
        .unwrap()
}

both_ways! {
    fn an_object_keeps_its_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter = counter(&swapper);
        drop(swapper);
        assert!(!scene.is_freed("alpha"));
        assert_eq!((counter.add(2), counter.add(3)), (2, 5));
        drop(counter);
        scene.wait_until_freed("alpha");
    }

    fn an_object_that_an_object_has_made_keeps_the_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter = counter(&swapper);
        let other = counter.another().another();
        drop((counter, swapper));
        assert!(!scene.is_freed("alpha"));
        assert_eq!(other.add(1), 101);
        drop(other);
        scene.wait_until_freed("alpha");
    }

    fn an_object_that_was_handed_out_during_a_call_keeps_its_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let shelf = std::sync::Arc::new(Shelf::default());
        let sink: Obj<dyn Sink> = Obj::from_arc(std::sync::Arc::clone(&shelf));
        swapper.current().plugin("mode_alpha").unwrap().invoke::<()>("give", (&sink,)).unwrap();
        drop(swapper);
        assert!(!scene.is_freed("alpha"));
        let counter = shelf.0.lock().unwrap().pop().unwrap();
        assert_eq!(counter.add(1), 8);
        drop(counter);
        scene.wait_until_freed("alpha");
    }

    fn an_import_that_is_handed_out_outlives_the_plugin_that_has_imported_it(scene) {
        let swapper = scene.load(&["mode_alpha", "mode_beta"]);
        let alpha: Obj<dyn Counter> = swapper.current().plugin("mode_beta").unwrap().invoke("give_alpha", ()).unwrap();
        drop(swapper);
        scene.wait_until_freed("beta");
        assert_eq!(alpha.maker(), "alpha");
        assert_eq!((alpha.add(0), alpha.another().add(4)), (1, 4));
        drop(alpha);
        scene.wait_until_freed("alpha");
    }

    fn objects_say_whose_they_are(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter = counter(&swapper);
        assert_eq!(format!("{counter:?}"), "Obj<dyn Counter> of mode_alpha");
        let error = counter.fall().unwrap_err();
        assert_eq!(format!("{error:#}"), "plugin mode_alpha: too small to fall");
        let sink: Obj<dyn Sink> = Obj::new(Shelf::default());
        assert_eq!(format!("{sink:?}"), "Obj<dyn Sink> of the host");
    }

    fn who_holds_a_plugin_is_counted(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let counter = counter(&swapper);
        let both = [counter.clone(), counter];
        let stats = swapper.stats().to_string();
        assert!(stats.contains("2 × Obj"), "{stats}");
        drop(both);
        let stats = swapper.stats().to_string();
        assert!(!stats.contains("Obj"), "{stats}");
    }
}
