//! How many spans and events a subscriber of the host gets.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// Counts, and looks at what it is given.
#[derive(Clone, Default)]
pub(crate) struct SpanCounts(Arc<Numbers>);

#[derive(Default)]
struct Numbers {
    events: AtomicU64,
    made: AtomicU64,
    closed: AtomicU64,
}

impl SpanCounts {
    pub(crate) fn events(&self) -> u64 {
        self.0.events.load(Ordering::Relaxed)
    }

    pub(crate) fn made(&self) -> u64 {
        self.0.made.load(Ordering::Relaxed)
    }

    pub(crate) fn closed(&self) -> u64 {
        self.0.closed.load(Ordering::Relaxed)
    }
}

impl fmt::Display for SpanCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (events, made, closed) = (self.events(), self.made(), self.closed());
        write!(f, "{events} events, {made} spans, {closed} closed")
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for SpanCounts {
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
