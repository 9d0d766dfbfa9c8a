use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use test_kit::isolated;
use tracing::{Event, Subscriber, info_span};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::collector::Collector;
use crate::scene::Scene;

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Buffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Buffer {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

#[test]
fn a_json_subscriber_gets_all_values() {
    isolated(|| {
        let buffer = Buffer::default();
        tracing_subscriber::fmt()
            .json()
            .with_file(true)
            .with_line_number(true)
            .with_writer(buffer.clone())
            .init();
        let scene = Scene::new();
        buffer.take();
        info_span!("request", id = 7).in_scope(|| scene.tell("every_kind"));
        let event: Value = serde_json::from_str(&buffer.take()).unwrap();
        let fields = &event["fields"];
        assert_eq!(fields["message"], "all kinds of them");
        assert_eq!(fields["long"], i64::MIN);
        assert_eq!(fields["unsigned"], u64::MAX);
        assert_eq!(fields["float"], 0.5);
        assert_eq!(fields["truth"], true);
        assert_eq!(fields["text"], "té xt");
        assert_eq!(fields["error"], "outer");
        assert_eq!(fields["plugin"], "teller");
        assert_eq!(fields["plugin.version"], "1.2.3");
        assert_eq!(event["level"], "INFO");
        assert_eq!(event["target"], "teller");
        assert_eq!(event["span"]["id"], 7);
        assert!(
            event["filename"].as_str().unwrap().ends_with("lib.rs"),
            "{event}"
        );
        assert!(event["line_number"].as_u64().unwrap() > 0, "{event}");
    });
}

#[test]
fn a_fmt_subscriber_writes_what_people_expect() {
    isolated(|| {
        let buffer = Buffer::default();
        tracing_subscriber::fmt()
            .without_time()
            .with_ansi(false)
            .with_writer(buffer.clone())
            .init();
        let scene = Scene::new();
        buffer.take();
        info_span!("request", id = 7).in_scope(|| scene.tell("elsewhere"));
        assert_eq!(
            buffer.take(),
            " INFO request{id=7}: another::target: elsewhere plugin=\"teller\" plugin.version=\"1.2.3\"\n \
              WARN request{id=7}: teller: named plugin=\"teller\" plugin.version=\"1.2.3\"\n \
              INFO request{id=7}:spanned{plugin=\"teller\" plugin.version=\"1.2.3\"}: teller: inside \
              plugin=\"teller\" plugin.version=\"1.2.3\"\n"
        );
    });
}

/// A layer that panics at events of plugins.
struct Panics;

impl<S: Subscriber> Layer<S> for Panics {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "teller" {
            panic!("the disk is full");
        }
    }

    fn on_new_span(
        &self,
        _: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: Context<'_, S>,
    ) {
        panic!("the disk is full");
    }

    fn on_enter(&self, _: &tracing::span::Id, _: Context<'_, S>) {
        panic!("the disk is full");
    }

    fn on_close(&self, _: tracing::span::Id, _: Context<'_, S>) {
        panic!("the disk is full");
    }
}

#[test]
fn a_subscriber_that_panics_is_contained_and_said_once() {
    let outcome = test_kit::child().run(|_| {
        registry().with(Collector::default()).with(Panics).init();
        let scene = Scene::new();
        for function in ["at_all_levels", "families", "on_own_thread", "elsewhere"] {
            scene.tell(function);
        }
        scene.remove();
    });
    assert!(outcome.success(), "{outcome}");
    let said = outcome.output.matches("this is reported once").count();
    assert_eq!(said, 1, "{outcome}");
}
