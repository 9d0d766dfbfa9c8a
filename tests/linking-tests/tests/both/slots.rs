use hotswap::Obj;
use hotswap_runtime::Swapper;
use linking_tests::both_ways;
use mode_api::Job;

const WITHOUT_SOLO: [&str; 3] = ["mode_alpha", "mode_beta", "mode_gamma"];
const ALL: [&str; 4] = ["mode_alpha", "mode_beta", "mode_gamma", "mode_solo"];

/// A job of the host.
struct Ours;

impl Job for Ours {
    fn run(&self) -> String {
        "the host works".to_owned()
    }
}

/// What gamma hears from the object in the slot.
fn heard_by_gamma(swapper: &Swapper) -> hotswap::Result<String> {
    swapper
        .current()
        .plugin("mode_gamma")?
        .invoke("run_slot", ())
}

both_ways! {
    fn a_slot_that_a_plugin_fills_answers_the_host_and_other_plugins(scene) {
        let swapper = scene.load(&ALL);
        assert_eq!(swapper.current().vault().extension::<dyn Job>().unwrap().run(), "solo sings");
        assert_eq!(swapper.late_extension::<dyn Job>().call(|job| job.run()).unwrap(), "solo sings");
        assert_eq!(heard_by_gamma(&swapper).unwrap(), "solo sings");
    }

    fn a_slot_that_the_host_fills_answers_plugins(scene) {
        let builder = scene.builder(&WITHOUT_SOLO).extension::<dyn Job>(|| Ours);
        let swapper = builder.build().unwrap();
        swapper.load(&scene.data()).unwrap();
        assert_eq!(heard_by_gamma(&swapper).unwrap(), "the host works");
    }

    fn a_slot_that_is_filled_twice_names_both(scene) {
        let swapper = scene.load(&ALL);
        let manager = swapper.current();
        let fill = |job: Obj<dyn Job>| manager.plugin("mode_gamma").unwrap().invoke::<()>("fill_slot", (job,));
        let error = fill(Obj::new(Ours)).unwrap_err().to_string();
        assert!(error.contains("already filled by plugin mode_solo, and plugin mode_gamma fills it again"), "{error}");
        let error = manager.vault().set_extension::<dyn Job>(Obj::new(Ours)).unwrap_err().to_string();
        assert!(error.contains("already filled by plugin mode_solo, and the host fills it again"), "{error}");
    }

    fn a_plugin_that_fills_a_slot_of_the_host_undoes_the_load(scene) {
        let builder = scene.builder(&["mode_solo"]).extension::<dyn Job>(|| Ours);
        let error = builder.build().unwrap().load(&scene.data()).unwrap_err().to_string();
        assert!(error.contains("already filled by the host, and plugin mode_solo fills it again"), "{error}");
    }

    fn a_slot_that_is_empty_is_an_error(scene) {
        let swapper = scene.load(&WITHOUT_SOLO);
        let error = heard_by_gamma(&swapper).unwrap_err();
        assert_eq!(error.to_string(), "no extension `dyn Job` in the vault, which has none");
    }
}
