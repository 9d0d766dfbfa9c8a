use std::pin::pin;
use std::task::{Context, Poll, Waker};

use test_kit::isolated;
use tracing::field::Empty;
use tracing::info_span;

use crate::scene::Scene;

const OWN: &str = "plugin=str:teller plugin.version=str:1.2.3";

#[test]
fn spans_and_events_have_the_parents_that_the_plugin_gave_them() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("families");
        let (outer, other) = (format!("outer{{{OWN}}}"), format!("other{{{OWN}}}"));
        assert_eq!(
            collector.events(),
            [
                format!("INFO teller [{outer}] message=contextual {OWN}"),
                format!("INFO teller [] message=root {OWN}"),
                format!("INFO teller [{other}] message=explicit {OWN}"),
                format!("INFO teller [{outer}:inner{{{OWN}}}] message=nested {OWN}"),
                format!("INFO teller [{other}:cousin{{{OWN}}}] message=in cousin {OWN}"),
                format!(
                    "INFO teller [{other}:by id{{{OWN}}}] message=of a parent that is not held any more {OWN}"
                ),
            ]
        );
        assert_eq!(collector.open(), 0, "{:?}", collector.lives());
    });
}

#[test]
fn the_span_of_the_host_is_the_parent_of_the_plugins() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let request = info_span!("request", id = 7);
        request.in_scope(|| scene.tell("elsewhere"));
        let events = collector.events();
        assert!(
            events[0].contains("[request{id=i64:7}] message=elsewhere"),
            "{events:?}"
        );
        let inside = format!("[request{{id=i64:7}}:spanned{{{OWN}}}] message=inside");
        assert!(events[2].contains(&inside), "{events:?}");
        scene.tell("own_fields");
        assert!(collector.event().contains("teller []"), "it was left again");
        drop(request);
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn a_plugin_records_on_spans_of_its_own_and_of_the_host() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        scene.tell("record_later");
        let later = format!("later{{first=i64:1 {OWN} second=str:two third=debug:Point(3)}}");
        assert_eq!(
            collector.event(),
            format!("INFO teller [{later}] message=recorded {OWN}")
        );
        assert!(
            collector
                .lives()
                .contains(&"follows later cause".to_owned())
        );

        let request = info_span!("request", user = Empty);
        let seen: String = request.in_scope(|| scene.ask("record_on_current", (42u64,)));
        assert_eq!(seen, r#"Some(("request", "traces::parents", true))"#);
        let event = collector.event();
        assert!(
            event.contains("[request{user=u64:42}] message=in the current"),
            "{event}"
        );
        drop(request);
        assert_eq!(collector.open(), 0);

        let seen: String = scene.ask("record_on_current", (42u64,));
        assert_eq!(seen, "None", "there is no span");
        let name: String = scene.ask("current_name", ());
        assert_eq!(name, "own true");
        assert_eq!(collector.open(), 0);
    });
}

#[test]
fn an_instrumented_future_is_in_its_span_at_each_poll_and_nowhere_else() {
    isolated(|| {
        let (scene, collector) = Scene::collecting();
        let plugin = scene.plugin();
        let request = info_span!("request");
        let mut call = pin!(plugin.invoke_async::<u32>("instrumented", ("k", 2u32)));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..2 {
            let polled = request.in_scope(|| call.as_mut().poll(&mut context));
            assert!(polled.is_pending());
            tracing::info!("between");
            assert_eq!(
                collector.events().pop().unwrap(),
                "INFO traces::parents [] message=between"
            );
        }
        let polled = request.in_scope(|| call.as_mut().poll(&mut context));
        assert!(matches!(polled, Poll::Ready(Ok(2))), "{polled:?}");
        let fetch = format!("fetch{{key=str:k times=u64:2 extra=str:yes {OWN}}}");
        let expected = format!("INFO teller [request{{}}:{fetch}] message=after {OWN}");
        assert_eq!(collector.event(), expected);

        let failed =
            futures_executor::block_on(plugin.invoke_async::<u32>("instrumented", ("", 1u32)));
        assert_eq!(failed.unwrap(), 0);
        let event = collector.events().pop().unwrap();
        assert!(
            event.starts_with("ERROR teller [fetch{key=str: "),
            "{event}"
        );
        assert!(event.contains("error=debug:no key"), "{event}");

        // Dropped while it waits.
        let mut cancelled = Box::pin(plugin.invoke_async::<()>("instrumented_by_hand", (5u32,)));
        assert!(cancelled.as_mut().poll(&mut context).is_pending());
        collector.lives();
        drop(cancelled);
        assert_eq!(
            collector.lives(),
            ["enter by hand", "exit by hand", "close by hand"]
        );
        drop(request);
        assert_eq!(collector.open(), 0);
    });
}
