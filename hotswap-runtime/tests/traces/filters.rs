use test_kit::{isolated, wait_until};
use tracing::field::FieldSet;
use tracing::info_span;
use tracing_subscriber::filter::{FilterFn, LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry, reload};

use crate::collector::Collector;
use crate::scene::Scene;

/// The messages of the events, without those of the host.
fn messages(collector: &Collector) -> Vec<String> {
    let events = collector.events().into_iter();
    let events = events.filter(|it| it.contains(" teller ["));
    let message = |event: String| {
        event
            .split_once("message=")?
            .1
            .split_once(" plugin=")
            .map(|it| it.0.to_owned())
    };
    events.filter_map(message).collect()
}

#[test]
fn the_filter_of_the_host_rules_also_when_it_changes() {
    isolated(|| {
        let collector = Collector::default();
        let (filter, handle) = reload::Layer::new(EnvFilter::new("info"));
        registry().with(filter).with(collector.clone()).init();
        let scene = Scene::new();
        collector.events();
        scene.tell("at_all_levels");
        assert_eq!(messages(&collector), ["error", "warn", "info"]);
        assert!(!scene.ask::<bool>("debug_now", ()));
        for _ in 0..3 {
            handle.reload(EnvFilter::new("teller=debug,info")).unwrap();
            wait_until("debugging is on", || scene.ask("debug_now", ()));
            collector.events();
            scene.tell("at_all_levels");
            assert_eq!(messages(&collector), ["error", "warn", "info", "debug"]);
            handle.reload(EnvFilter::new("teller=error,info")).unwrap();
            wait_until("debugging is off", || !scene.ask::<bool>("debug_now", ()));
            wait_until("only errors are on", || {
                collector.events();
                scene.tell("at_all_levels");
                messages(&collector) == ["error"]
            });
        }
    });
}

#[test]
fn a_subscriber_that_comes_after_the_plugins_gets_everything() {
    isolated(|| {
        let scene = Scene::new();
        scene.tell("at_all_levels");
        assert!(!scene.ask::<bool>("debug_now", ()));
        let collector = Collector::default();
        registry().with(collector.clone()).init();
        wait_until("debugging is on", || scene.ask("debug_now", ()));
        collector.events();
        scene.tell("at_all_levels");
        assert_eq!(messages(&collector).len(), 5);
    });
}

#[test]
fn each_layer_has_a_filter_of_its_own() {
    isolated(|| {
        let [all, warnings, elsewhere, odd] = [(); 4].map(|()| Collector::default());
        let is_odd = FilterFn::new(|metadata| metadata.line().is_some_and(|line| line % 2 == 1));
        registry()
            .with(all.clone())
            .with(warnings.clone().with_filter(LevelFilter::WARN))
            .with(
                elsewhere
                    .clone()
                    .with_filter(Targets::new().with_target("another", LevelFilter::INFO)),
            )
            .with(odd.clone().with_filter(is_odd))
            .init();
        let scene = Scene::new();
        for collector in [&all, &warnings, &elsewhere, &odd] {
            collector.events();
        }
        scene.tell("at_all_levels");
        assert_eq!(messages(&all).len(), 5);
        assert_eq!(messages(&warnings), ["error", "warn"]);
        assert!([2, 3].contains(&messages(&odd).len()), "every other line");
        scene.tell("elsewhere");
        let events = elsewhere.events();
        assert_eq!(events.len(), 1, "{events:?}");
        assert!(
            events[0].starts_with("INFO another::target [] message=elsewhere"),
            "{events:?}"
        );
        assert_eq!(
            elsewhere.lives(),
            [
                "new spanned",
                "enter spanned",
                "exit spanned",
                "close spanned"
            ]
        );
        assert_eq!(odd.lives().len() % 4, 0);
    });
}

#[test]
fn a_filter_may_ask_for_the_fields_of_a_span() {
    isolated(|| {
        let collector = Collector::default();
        let filter = EnvFilter::new("info,[request{id=7}]=trace,[fetch{key=k}]=trace");
        registry().with(filter).with(collector.clone()).init();
        let scene = Scene::new();
        collector.events();
        for (id, expected) in [(6, 3), (7, 5), (8, 3), (7, 5)] {
            info_span!("request", id).in_scope(|| scene.tell("at_all_levels"));
            assert_eq!(messages(&collector).len(), expected, "request {id}");
        }
        let plugin = scene.plugin();
        for (key, expected) in [("other", 1), ("k", 2)] {
            let call = plugin.invoke_async::<u32>("instrumented", (key, 0u32));
            futures_executor::block_on(call).unwrap();
            assert_eq!(
                messages(&collector).len(),
                expected,
                "span of the plugin: {key}"
            );
        }
    });
}

#[test]
fn a_dispatcher_of_one_thread_gets_what_the_plugin_does_there() {
    isolated(|| {
        let scene = Scene::new();
        let [one, two] = [(); 2].map(|()| Collector::default());
        let spans = [&one, &two].map(|collector| {
            let subscriber = registry().with(collector.clone());
            tracing::subscriber::with_default(subscriber, || {
                wait_until("debugging is on", || scene.ask("debug_now", ()));
                collector.events();
                scene.tell("families");
                assert_eq!(collector.events().len(), 6);
                scene.tell("leave_entered");
                collector.open()
            })
        });
        assert_eq!(spans, [1, 1]);
        scene.remove();
        assert_eq!((one.open(), two.open()), (0, 0));
    });
}

#[test]
fn a_value_that_records_something_itself_is_filtered_as_any() {
    isolated(|| {
        let [all, outer, inner] = [(); 3].map(|()| Collector::default());
        let is_outer = |fields: &FieldSet| fields.field("value").is_some();
        registry()
            .with(all.clone())
            .with(
                outer
                    .clone()
                    .with_filter(filter_fn(move |it| is_outer(it.fields()))),
            )
            .with(
                inner
                    .clone()
                    .with_filter(filter_fn(move |it| !is_outer(it.fields()))),
            )
            .init();
        let scene = Scene::new();
        all.events();
        scene.tell("log_in_debug");
        assert_eq!(messages(&all), ["inside", "outside value=debug:chatty"]);
        assert_eq!(messages(&outer), ["outside value=debug:chatty"]);
        assert_eq!(messages(&inner), ["inside"]);
    });
}

#[test]
fn a_span_of_one_subscriber_is_not_taken_for_one_of_another() {
    isolated(|| {
        let scene = Scene::new();
        for plugin_keeps_it in [true, false] {
            let collector = Collector::default();
            let subscriber = registry().with(collector.clone());
            tracing::subscriber::with_default(subscriber, || {
                wait_until("debugging is on", || scene.ask("debug_now", ()));
                collector.events();
                // Each subscriber has the same number for its first span.
                let request = info_span!("request", user = tracing::field::Empty);
                request.in_scope(|| match plugin_keeps_it {
                    true => scene.tell("leak_spans"),
                    false => drop(scene.ask::<String>("record_on_current", (7u64,))),
                });
            });
            if !plugin_keeps_it {
                let event = collector.event();
                assert!(event.contains("[request{user=u64:7}]"), "{event}");
            }
        }
    });
}

#[test]
fn a_span_that_a_plugin_is_in_is_not_taken_for_one_of_another_subscriber() {
    isolated(|| {
        let scene = Scene::new();
        let [one, two] = [(); 2].map(|()| Collector::default());
        tracing::subscriber::with_default(registry().with(one), || {
            wait_until("debugging is on", || scene.ask("debug_now", ()));
            scene.tell("leave_entered");
        });
        tracing::subscriber::with_default(registry().with(two), || {
            wait_until("debugging is on", || scene.ask("debug_now", ()));
            // It has the same number.
            let request = info_span!("request", user = tracing::field::Empty);
            let current = request.in_scope(|| scene.ask::<String>("record_on_current", (7u64,)));
            assert!(current.contains("request"), "{current}");
        });
    });
}
