use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use test_kit::isolated;
use tracing::info_span;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry, reload};

use crate::scene::{Scene, teller, teller_of};
use crate::span_counts::SpanCounts;

#[test]
fn plugins_record_while_they_are_reloaded_and_filters_change() {
    isolated(|| {
        let counts = SpanCounts::default();
        let (filter, handle) = reload::Layer::new(EnvFilter::new("trace"));
        registry().with(filter).with(counts.clone()).init();
        let scene = Scene::new();
        let builds = [
            teller(),
            teller_of(&format!("\n\n{}", include_str!("teller.rs"))),
        ];
        let is_over = AtomicBool::new(false);
        let work = || {
            let mut round = 0;
            while !is_over.load(Ordering::Relaxed) {
                let request = info_span!("request", round);
                let _in = request.enter();
                for function in ["at_all_levels", "families", "elsewhere", "every_kind"] {
                    scene.tell(function);
                }
                let plugin = scene.plugin();
                let call = plugin.invoke_async::<u32>("instrumented", ("key", 3u32));
                assert_eq!(futures_executor::block_on(call).unwrap(), 3);
                match round % 8 {
                    0 => scene.tell("leak_spans"),
                    1 => scene.tell("on_own_thread"),
                    2 => scene.tell("exit_what_it_has_not_entered"),
                    _ => {}
                }
                round += 1;
            }
        };
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(work);
            }
            for round in 0..test_kit::count("HOTSWAP_STORM", 30) {
                scene.reload(&builds[(round % 2) as usize ^ 1]);
                let filter = ["teller=debug,info", "error", "trace"][(round % 3) as usize];
                handle.reload(EnvFilter::new(filter)).unwrap();
            }
            is_over.store(true, Ordering::Relaxed);
        });
        scene.wait_until_gone();
        let callsites = scene.swapper.stats().callsites;
        scene.remove();
        println!("{counts}, {callsites} callsites");
        assert!(counts.events() > 100 && counts.made() > 100);
        assert_eq!(counts.made(), counts.closed());
    });
}
