use hotswap_runtime::{OnRefused, Outcome, ReloadError};
use linking_tests::both_ways;
use mode_api::Counter;

const ALL: [&str; 3] = ["mode_alpha", "mode_beta", "mode_gamma"];

both_ways! {
    fn hooks_follow_the_graph(scene) {
        // The allow list is in another order.
        let swapper = scene.load(&["mode_gamma", "mode_beta", "mode_alpha"]);
        let current = swapper.current();
        let order: Vec<_> = current.plugins().map(|it| it.name().to_owned()).collect();
        assert_eq!(order, ALL);
        drop((current, swapper));
        assert_eq!(scene.diary(), [
            "alpha.on_load", "beta.on_load", "gamma.on_load",
            "alpha.on_init", "alpha greets beta", "beta.on_init", "gamma.on_init",
            "gamma.on_free", "beta.on_free true", "alpha.on_free",
        ]);
    }

    fn a_hook_that_fails_undoes_the_load_backwards(scene) {
        let scene = scene.fails("beta.on_init");
        let swapper = scene.builder(&ALL).build().unwrap();
        let error = swapper.load(&scene.data()).unwrap_err();
        assert_eq!(error.to_string(), "plugin mode_beta: on_init failed: beta.on_init fails");
        assert_eq!(swapper.current().generation(), 0);
        drop(swapper);
        let freed: Vec<_> = scene.diary().into_iter().filter(|it| it.contains("on_free")).collect();
        assert_eq!(freed, ["gamma.on_free", "beta.on_free true", "alpha.on_free"]);
    }

    fn a_hook_that_panics_is_named_with_its_place(scene) {
        let scene = scene.panics("gamma.on_load");
        let swapper = scene.builder(&ALL).build().unwrap();
        let error = swapper.load(&scene.data()).unwrap_err();
        let ReloadError::Hook { plugin, hook, error, .. } = error else { panic!("{error}") };
        assert_eq!((plugin.as_str(), hook), ("mode_gamma", "on_load"));
        let text = error.to_string();
        assert!(text.contains("gamma.on_load panics") && text.contains("lib.rs:"), "{text}");
    }

    fn what_failed_once_can_be_loaded_again(scene) {
        let failing = scene.fails("beta.on_load");
        let swapper = failing.builder(&ALL).build().unwrap();
        swapper.load(&failing.data()).unwrap_err();
        let scene = failing.fails("nothing");
        swapper.load(&scene.data()).unwrap();
        assert_eq!(swapper.current().plugins().len(), 3);
        drop(swapper);
    }

    fn a_plugin_that_fails_is_left_out_of_a_start_with_what_needs_it(scene) {
        let scene = scene.fails("beta.on_init");
        let builder = scene.builder(&ALL).on_refused(OnRefused::KeepOld);
        let swapper = builder.build().unwrap();
        let report = swapper.load(&scene.data()).unwrap();
        let outcomes: Vec<_> = report.outcomes().collect();
        assert_eq!(outcomes, [
            ("mode_alpha", Outcome::Ok), ("mode_beta", Outcome::LeftOut), ("mode_gamma", Outcome::LeftOut),
        ]);
        let reason = report.reason("mode_beta").unwrap().to_string();
        assert_eq!(reason, "plugin mode_beta: on_init failed: beta.on_init fails");
        let greeting = swapper.current().vault().live_fn("alpha_greet").unwrap();
        assert_eq!(greeting.call::<String>(("Bob",)).unwrap(), "alpha greets Bob");
        drop(greeting);
        drop(swapper);
        let freed = scene.diary().into_iter().filter(|it| it.contains("on_free"));
        assert_eq!(freed.collect::<Vec<_>>(), [
            "gamma.on_free", "beta.on_free true", "alpha.on_free", "alpha.on_free",
        ]);
    }

    fn a_panic_in_on_free_keeps_nobody_from_being_freed(scene) {
        let scene = scene.panics("gamma.on_free");
        drop(scene.load(&ALL));
        let diary = scene.diary();
        assert_eq!(diary[diary.len() - 3..], ["gamma.on_free", "beta.on_free true", "alpha.on_free"]);
    }

    fn a_swapper_after_the_other_begins_anew(scene) {
        drop(scene.load(&ALL));
        let swapper = scene.load(&ALL);
        let beta = swapper.current().export::<dyn Counter>("mode_beta").unwrap();
        assert_eq!(beta.add(0), 1, "what beta's own `on_load` has added");
    }

    fn a_plugin_that_another_needs_must_be_there(scene) {
        let error = scene.builder(&["mode_beta"]).build().unwrap().load(&scene.data()).unwrap_err();
        assert!(error.to_string().contains("plugin mode_beta needs `mode_alpha`"), "{error}");
    }

    fn load_twice_is_refused(scene) {
        let swapper = scene.load(&["mode_solo"]);
        let error = swapper.load(&scene.data()).unwrap_err();
        assert!(matches!(error, ReloadError::AlreadyLoaded), "{error}");
    }

    fn a_callback_that_fails_undoes_the_load(scene) {
        let builder = scene.builder(&["mode_alpha"]);
        let swapper = builder.on_reload(|_| Err(hotswap::Error::msg("no"))).build().unwrap();
        swapper.load(&scene.data()).unwrap_err();
        assert_eq!(swapper.current().generation(), 0);
        drop(swapper);
        assert_eq!(scene.diary(), ["alpha.on_load", "alpha.on_init", "alpha.on_free"]);
    }

    fn what_is_prepared_is_tried_before_it_serves(scene) {
        let swapper = scene.builder(&["mode_alpha"]).build().unwrap();
        let staged = swapper.prepare(&scene.data()).unwrap();
        let name: String = staged.manager().plugin("mode_alpha").unwrap().invoke("whoami", ()).unwrap();
        assert_eq!(name, "alpha");
        assert_eq!(swapper.current().generation(), 0);
        staged.commit().unwrap();
        assert_eq!(swapper.current().generation(), 1);
    }
}
