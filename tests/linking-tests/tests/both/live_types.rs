use hotswap::LiveData;
use hotswap_runtime::Swapper;
use linking_tests::both_ways;
use mode_api::Job;

const ALL: [&str; 3] = ["mode_alpha", "mode_beta", "mode_gamma"];

/// What a function of alpha has stored.
fn letter(swapper: &Swapper) -> LiveData {
    let manager = swapper.current();
    manager
        .plugin("mode_alpha")
        .unwrap()
        .invoke("letter", ("Bob",))
        .unwrap()
}

both_ways! {
    fn a_vault_lists_the_live_types_of_all_crates_by_plugin(scene) {
        let swapper = scene.load(&ALL);
        let types = swapper.current().vault().live_types().unwrap();
        let lines: Vec<_> = types.iter().map(ToString::to_string).collect();
        assert_eq!(lines, [
            "Letter (version 1): dyn Job, in plugin mode_alpha",
            "Stamp (version 1): dyn Job, in plugin mode_alpha",
        ]);
    }

    fn a_value_is_restored_by_the_name_inside_its_data(scene) {
        let swapper = scene.load(&ALL);
        let data = letter(&swapper);
        assert_eq!(data.live_type(), Some(("Letter", 1)));
        let job = swapper.restore::<dyn Job>(&data).unwrap();
        assert_eq!(job.run(), "alpha writes to Bob");
        assert_eq!(format!("{job:?}"), "Obj<dyn Job> of mode_alpha");
        let manager = swapper.current();
        let stamp: LiveData = manager.plugin("mode_alpha").unwrap().invoke("stamp", (80u32,)).unwrap();
        assert_eq!(swapper.late_type("Stamp").restore::<dyn Job>(&stamp).unwrap().run(), "alpha pays 80");
    }

    fn another_plugin_restores_it_too(scene) {
        let swapper = scene.load(&ALL);
        let data = LiveData::from_bytes(letter(&swapper).into_bytes()).unwrap();
        let said: String = swapper.current().plugin("mode_gamma").unwrap().invoke("run_stored", (data,)).unwrap();
        assert_eq!(said, "alpha writes to Bob");
    }

    fn what_was_restored_keeps_its_plugin(scene) {
        let swapper = scene.load(&["mode_alpha"]);
        let data = letter(&swapper);
        let late = swapper.late_type("Letter");
        let job = late.restore::<dyn Job>(&data).unwrap();
        drop(swapper);
        assert!(!scene.is_freed("alpha"));
        assert_eq!(job.run(), "alpha writes to Bob");
        assert!(late.restore::<dyn Job>(&data).is_err());
        drop(job);
        scene.wait_until_freed("alpha");
    }
}
