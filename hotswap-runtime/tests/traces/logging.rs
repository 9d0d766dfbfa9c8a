use test_kit::{Plugin, isolated, plugin_source, wait_until};
use tracing::info_span;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry, reload};

use crate::collector::Collector;
use crate::scene::{Scene, collect};

const OWN: &str = "plugin=str:teller plugin.version=str:1.2.3";

/// A plugin that uses `log`.
pub(crate) fn logger() -> Plugin {
    let source = plugin_source(
        r#"
        #[plugin_fn]
        fn at_all_levels() {
            log::error!("error {}", 1);
            log::warn!(target: "another::target", "warn");
            log::info!("info");
            log::debug!("debug");
            log::trace!("trace");
        }

        #[plugin_fn]
        fn to_target(target: &str) {
            log::info!(target: target, "to a target");
        }

        #[plugin_fn]
        fn from_places(first: u32, count: u32) {
            for number in first..first + count {
                let place = format!("script-{number}");
                log::logger().log(
                    &log::Record::builder()
                        .level(log::Level::Info)
                        .target(&place)
                        .module_path(Some(&place))
                        .file(Some(&place))
                        .line(Some(number))
                        .args(format_args!("from a place"))
                        .build(),
                );
            }
        }

        #[plugin_fn]
        fn max_level() -> String {
            format!("{} {}", log::max_level(), log::log_enabled!(log::Level::Debug))
        }

        #[plugin_fn]
        fn long(size: u32) {
            log::info!("{}", "ü".repeat(size as usize));
        }
        "#,
    );
    Plugin::new("teller")
        .version("1.2.3")
        .feature("log")
        .dependency("log = \"0.4\"")
        .source(source)
}

#[test]
fn what_a_plugin_logs_is_an_event_of_the_host() {
    isolated(|| {
        let collector = collect();
        let scene = Scene::serving(&logger());
        collector.events();
        info_span!("request", id = 7).in_scope(|| scene.tell("at_all_levels"));
        let (request, teller) = ("[request{id=i64:7}]", "teller");
        assert_eq!(
            collector.events(),
            [
                format!("ERROR {teller} {request} message=error 1 {OWN}"),
                format!("WARN another::target {request} message=warn {OWN}"),
                format!("INFO {teller} {request} message=info {OWN}"),
                format!("DEBUG {teller} {request} message=debug {OWN}"),
                format!("TRACE {teller} {request} message=trace {OWN}"),
            ]
        );
        scene.ask::<()>("long", (1000u32,));
        assert!(collector.event().contains(&"ü".repeat(1000)));
        scene.remove();
    });
}

#[test]
fn the_level_of_a_plugins_log_is_that_of_the_hosts_filter() {
    isolated(|| {
        let collector = Collector::default();
        let (filter, handle) = reload::Layer::new(EnvFilter::new("warn"));
        registry().with(filter).with(collector.clone()).init();
        let scene = Scene::serving(&logger());
        let level = || scene.ask::<String>("max_level", ());
        assert_eq!(level(), "WARN false");
        scene.tell("at_all_levels");
        assert_eq!(collector.events().len(), 2);
        for (filter, expected, events) in [
            ("debug", "DEBUG true", 4),
            ("off", "OFF false", 0),
            ("another=trace,teller=info", "TRACE false", 3),
            ("error", "ERROR false", 1),
        ] {
            handle.reload(EnvFilter::new(filter)).unwrap();
            wait_until(filter, || level() == expected);
            wait_until(filter, || {
                collector.events();
                scene.tell("at_all_levels");
                collector.events().len() == events
            });
        }
    });
}

#[test]
fn targets_that_are_made_at_run_time_do_not_grow_for_ever() {
    isolated(|| {
        let collector = collect();
        let scene = Scene::serving(&logger());
        collector.events();
        for n in 0..2000 {
            let target = format!("target-{n}");
            let plugin = scene.plugin();
            plugin
                .invoke::<()>("to_target", (target.as_str(),))
                .unwrap();
            let event = collector.event();
            let is_own = event.starts_with(&format!("INFO {target} []"));
            assert!(
                is_own || (n > 1000 && event.starts_with("INFO log []")),
                "{event}"
            );
        }
        let callsites = scene.swapper.stats().callsites;
        assert!((1000..1100).contains(&callsites), "{callsites}");
    });
}

#[test]
fn places_that_are_made_at_run_time_do_not_grow_for_ever() {
    isolated(|| {
        let collector = collect();
        let scene = Scene::serving(&logger());
        let callsites = || scene.swapper.stats().callsites;
        scene.ask::<()>("from_places", (0u32, 6000u32));
        assert_eq!(scene.ask::<String>("max_level", ()), "TRACE true");
        let before = callsites();
        assert!(before > 1000, "{before}");
        collector.events();
        scene.ask::<()>("from_places", (6000u32, 5000u32));
        assert_eq!(collector.events().len(), 5000, "all are recorded");
        assert_eq!(callsites(), before);
        // Those that are known stay as they are.
        scene.ask::<()>("from_places", (7u32, 1u32));
        let event = collector.event();
        assert!(event.starts_with("INFO script-7 []"), "{event}");
    });
}
