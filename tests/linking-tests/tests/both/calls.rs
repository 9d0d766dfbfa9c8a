use hotswap::Error;
use linking_tests::both_ways;
use mode_api::Counter;
use test_kit::{block_on, wait_until};

const ALL: [&str; 4] = ["mode_alpha", "mode_beta", "mode_gamma", "mode_solo"];

both_ways! {
    fn functions_of_one_name_are_told_apart_by_plugin(scene) {
        let swapper = scene.load(&ALL);
        let answers = swapper.current().collect_each::<String>("whoami", ());
        let names: Vec<_> = answers.into_iter().map(|(_, name)| name.unwrap()).collect();
        assert_eq!(names, ["alpha", "beta", "gamma", "solo"]);
    }

    fn a_plugin_has_the_functions_of_its_crates_and_no_others(scene) {
        let swapper = scene.load(&ALL);
        let manager = swapper.current();
        let items = |plugin: &str| -> Vec<String> {
            manager.plugin(plugin).unwrap().manifest().items.iter().map(|it| it.name.clone()).collect()
        };
        assert_eq!(items("mode_alpha"), [
            "add_twice", "counter", "fall", "give", "letter", "naps", "refuse", "rings_in_background", "stamp", "start_thread",
            "twice", "wait", "waiter", "whoami", "alpha_greet", "alpha_shout", "Letter", "Stamp",
        ]);
        assert_eq!(items("mode_solo"), ["described", "sing", "sing_by_name", "start_thread", "tell", "whoami", "solo_sings"]);
        assert_eq!(manager.plugin("mode_alpha").unwrap().invoke::<u64>("twice", (21u64,)).unwrap(), 42);
        assert!(matches!(manager.plugin("mode_beta").unwrap().invoke::<u64>("twice", (21u64,)), Err(Error::NotFound { .. })));
    }

    fn live_functions_are_found_across_plugins(scene) {
        let swapper = scene.load(&ALL);
        let manager = swapper.current();
        assert_eq!(manager.vault().live_fn_names().unwrap(), ["alpha_greet", "alpha_shout", "gamma_sum", "solo_sings"]);
        let sum = manager.vault().live_fn("gamma_sum").unwrap();
        assert_eq!(sum.plugin(), "mode_gamma");
        assert_eq!(sum.call::<u64>((vec![1u64, 2, 3],)).unwrap(), 6);
        let error = manager.vault().live_fn("gamma_sun").unwrap_err();
        assert!(error.to_string().contains("did you mean `gamma_sum`"), "{error}");
    }

    fn methods_by_name_get_the_value_of_the_plugin_and_its_context(scene) {
        let swapper = scene.load(&["mode_solo"]);
        let solo = swapper.current().plugin("mode_solo").unwrap().clone();
        assert_eq!(solo.invoke::<u64>("sing", (2u64,)).unwrap(), 2);
        assert_eq!(block_on(solo.invoke_async::<u64>("sing_by_name", (3u64,))).unwrap(), 5);
        assert_eq!(solo.invoke::<u64>("sing", (1u64,)).unwrap(), 6);
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(solo.invoke::<String>("described", ()).unwrap(), format!("mode_solo {version} 1"));
    }

    fn another_host_has_another_value(scene) {
        for _ in 0..2 {
            let swapper = scene.load(&["mode_solo"]);
            let solo = swapper.current().plugin("mode_solo").unwrap().clone();
            assert_eq!(solo.invoke::<u64>("sing", (2u64,)).unwrap(), 2);
        }
    }

    fn a_wrong_signature_is_an_error(scene) {
        let swapper = scene.load(&["mode_solo"]);
        let error = swapper.current().plugin("mode_solo").unwrap().invoke::<u64>("whoami", (1u8,)).unwrap_err();
        assert!(matches!(error, Error::SignatureMismatch { .. }), "{error}");
    }

    fn errors_and_panics_name_the_plugin(scene) {
        let swapper = scene.load(&ALL);
        let manager = swapper.current();
        let alpha = manager.plugin("mode_alpha").unwrap();
        let error = alpha.invoke::<()>("refuse", ()).unwrap_err();
        assert_eq!(format!("{error:#}"), "plugin mode_alpha: alpha refuses");
        let Error::Panicked { plugin, message, location, .. } = alpha.invoke::<()>("fall", ()).unwrap_err() else { panic!() };
        assert_eq!((plugin.as_str(), message.as_str()), ("mode_alpha", "alpha fell"));
        assert!(location.unwrap().contains("lib.rs:"));
    }

    fn a_panic_is_named_through_two_plugins(scene) {
        let swapper = scene.load(&ALL);
        let error = swapper.current().plugin("mode_gamma").unwrap().invoke::<()>("fall", ()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("mode_alpha") && text.contains("alpha fell"), "{text}");
    }

    fn what_a_plugin_imports_is_called(scene) {
        let swapper = scene.load(&ALL);
        let chain: String = swapper.current().plugin("mode_gamma").unwrap().invoke("chain", ()).unwrap();
        assert_eq!(chain, "beta, who knows alpha");
    }

    fn late_handles_wait_for_the_load(scene) {
        let swapper = scene.builder(&ALL).build().unwrap();
        let greet = swapper.late_fn("alpha_greet");
        let beta = swapper.late_plugin::<dyn Counter>("mode_beta");
        assert!(greet.call::<String>(("Bob",)).is_err());
        swapper.load(&scene.data()).unwrap();
        assert_eq!(greet.call::<String>(("Bob",)).unwrap(), "alpha greets Bob");
        let name = beta.call(|it| it.maker()).unwrap();
        assert_eq!(name, "beta, who knows alpha");
        drop(swapper);
        assert!(greet.call::<String>(("Bob",)).is_err());
    }

    fn threads_are_told_to_stop_with_their_own_plugin(scene) {
        let alpha = scene.load(&["mode_alpha"]);
        let solo = scene.load(&["mode_solo"]);
        for (swapper, plugin) in [(&alpha, "mode_alpha"), (&solo, "mode_solo")] {
            let file = scene.path(plugin).display().to_string();
            let manager = swapper.current();
            manager.plugin(plugin).unwrap().invoke::<()>("start_thread", (file,)).unwrap();
        }
        drop(alpha);
        wait_until("alpha's thread is told", || scene.path("mode_alpha").exists());
        assert!(!scene.path("mode_solo").exists());
        drop(solo);
        wait_until("solo's thread is told", || scene.path("mode_solo").exists());
    }
}
