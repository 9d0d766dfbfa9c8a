use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use test_kit::isolated;
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry, reload};

use crate::scene::{Scene, teller, teller_of};

/// Counts, and looks at what it is given.
#[derive(Clone, Default)]
struct Counts(Arc<Numbers>);

#[derive(Default)]
struct Numbers {
    events: AtomicU64,
    made: AtomicU64,
    closed: AtomicU64,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counts {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.made.fetch_add(1, Ordering::Relaxed);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let scope = context.event_scope(event).into_iter().flatten();
        let names: Vec<_> = scope.map(|span| span.name()).collect();
        let metadata = event.metadata();
        assert!(!metadata.target().is_empty() && !format!("{names:?} {metadata:?}").is_empty());
        self.0.events.fetch_add(1, Ordering::Relaxed);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        assert!(!context.span(&id).expect("it is there").name().is_empty());
        self.0.closed.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn plugins_record_while_they_are_reloaded_and_filters_change() {
    isolated(|| {
        let counts = Counts::default();
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
        let Numbers {
            events,
            made,
            closed,
        } = &*counts.0;
        let load = |it: &AtomicU64| it.load(Ordering::Relaxed);
        println!(
            "{} events, {} spans, {callsites} callsites",
            load(events),
            load(made)
        );
        assert!(load(events) > 100 && load(made) > 100);
        assert_eq!(load(made), load(closed));
    });
}
