use std::thread;

use test_kit::isolated;
use tracing::{info, info_span};
use tracing_subscriber::layer::SubscriberExt;

use crate::scene::{Scene, teller, teller_of};

const OWN: &str = "plugin=str:teller plugin.version=str:1.2.3";

#[test]
fn spans_that_a_plugin_has_leaked_are_closed_when_it_goes() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let request = info_span!("request");
        request.in_scope(|| scene.tell("leak_spans"));
        drop(request);
        assert_eq!(collector.open(), 3, "{:?}", collector.lives());
        scene.remove();
        let mut closed = collector.lives();
        closed.retain(|it| it.starts_with("close"));
        closed.sort();
        assert_eq!(
            closed,
            ["close forgotten", "close kept in a static", "close request"]
        );
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn a_span_that_was_left_entered_is_left_when_the_plugin_goes() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("leave_entered");
        info!("while it is there");
        let inside =
            format!("INFO traces::leaving [left entered{{{OWN}}}] message=while it is there");
        assert_eq!(collector.event(), inside);
        let request = info_span!(parent: None, "request").entered();
        scene.remove();
        // The last event of hotswap itself.
        test_kit::wait_until("its end is told", || {
            let told = collector.events();
            told.iter().any(|it| it.contains("message=unloaded"))
        });
        info!("afterwards");
        assert_eq!(
            collector.event(),
            "INFO traces::leaving [request{}] message=afterwards"
        );
        drop(request);
        info!("outside");
        assert_eq!(collector.event(), "INFO traces::leaving [] message=outside");
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn a_thread_that_ends_in_a_span_leaves_it() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("on_own_thread");
        let event = collector.event();
        assert!(
            event.contains(&format!("[of the caller{{{OWN}}}] message=on a thread")),
            "{event}"
        );
        let lives = collector.lives();
        assert!(lives.contains(&"exit at the end".to_owned()), "{lives:?}");
        thread::scope(|scope| {
            // Only this waits for what the end of the thread runs.
            scope.spawn(|| scene.tell("leave_entered")).join().unwrap();
        });
        let lives = collector.lives();
        assert_eq!(
            lives,
            [
                "new left entered",
                "enter left entered",
                "exit left entered"
            ]
        );
        // Threads that come later have the numbers of those that have ended.
        for _ in 0..4 {
            thread::spawn(|| info!("elsewhere")).join().unwrap();
            assert_eq!(
                collector.event(),
                "INFO traces::leaving [] message=elsewhere"
            );
        }
        scene.remove();
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn a_plugin_can_leave_and_close_no_span_but_its_own() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let request = info_span!("request").entered();
        scene.tell("exit_what_it_has_not_entered");
        collector.events();
        info!("still inside");
        assert_eq!(
            collector.event(),
            "INFO traces::leaving [request{}] message=still inside"
        );
        assert_eq!(collector.open(), 1);
        scene.remove();
        assert_eq!(collector.open(), 1);
        drop(request);
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn callsites_grow_with_distinct_source_alone() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let told = |scene: &Scene| {
            scene.tell("at_all_levels");
            scene.tell("families");
            scene.swapper.stats().callsites
        };
        let before = told(&scene);
        assert!(before > 10, "{before}");
        let source = include_str!("teller.rs");
        for round in 0..4 {
            // Another library of equal callsites.
            let same = format!(
                "{source}\n#[plugin_fn] fn round() -> u32 {{ {} }}",
                round % 2
            );
            scene.reload(&teller_of(&same));
            assert_eq!(told(&scene), before, "round {round}");
        }
        let stats = scene.swapper.stats().to_string();
        assert!(
            stats.contains(&format!(", {before} callsites\n")),
            "{stats}"
        );
        scene.reload(&teller_of(&source.replace("contextual", "in context")));
        assert_eq!(told(&scene), before, "a message is no part of a callsite");
        scene.reload(&teller_of(&format!("{}{source}", "\n".repeat(1000))));
        let after = told(&scene);
        assert_eq!(after, 2 * before, "all lines are others");
        scene.reload(&teller());
        assert_eq!(told(&scene), after);
        assert!(!collector.events().is_empty());
        scene.wait_until_gone();
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn a_plugin_cannot_replace_the_dispatcher() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        assert!(!scene.ask::<bool>("set_own_subscriber", ()));
        scene.tell("own_fields");
        assert!(collector.event().contains("mine"));
    });
}

/// A layer that panics when it is dropped.
struct PanicsAtTheEnd;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for PanicsAtTheEnd {}

impl Drop for PanicsAtTheEnd {
    fn drop(&mut self) {
        panic!("the disk is full");
    }
}

#[test]
fn a_subscriber_that_panics_when_it_is_dropped_does_not_end_the_process() {
    isolated(|| {
        let scene = Scene::new();
        // The last who has the subscriber is the span that the plugin has left entered.
        let leave = || {
            let subscriber = tracing_subscriber::registry().with(PanicsAtTheEnd);
            tracing::subscriber::with_default(subscriber, || {
                scene.tell("leave_entered");
            });
        };
        thread::scope(|scope| scope.spawn(leave).join().unwrap());
        leave();
        scene.remove();
    });
}
