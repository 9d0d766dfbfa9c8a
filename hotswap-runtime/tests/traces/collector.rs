//! A layer that remembers what is recorded.

use std::error::Error;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// What was recorded. All clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    events: Vec<String>,
    /// What happens to spans: `new`, `enter`, `exit`, `close`.
    lives: Vec<String>,
    open: usize,
}

/// The fields of a span, as text.
struct Fields(String);

impl Collector {
    /// Takes the events: `LEVEL target [outer{…}:inner{…}] message field=kind:value`.
    pub(crate) fn events(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().events)
    }

    /// The only event.
    #[track_caller]
    pub(crate) fn event(&self) -> String {
        let mut events = self.events();
        assert_eq!(events.len(), 1, "{events:#?}");
        events.remove(0)
    }

    /// Takes what has happened to spans.
    pub(crate) fn lives(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().lives)
    }

    /// How many spans are open.
    pub(crate) fn open(&self) -> usize {
        self.0.lock().unwrap().open
    }

    fn live(&self, what: &str, name: &str) {
        let mut state = self.0.lock().unwrap();
        state.lives.push(format!("{what} {name}"));
    }
}

/// Writes each value with its kind.
struct Text<'a>(&'a mut String);

impl Text<'_> {
    fn add(&mut self, field: &Field, value: std::fmt::Arguments<'_>) {
        let space = if self.0.is_empty() { "" } else { " " };
        write!(self.0, "{space}{field}={value}").unwrap();
    }
}

impl Visit for Text<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, format_args!("f64:{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, format_args!("i64:{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, format_args!("u64:{value}"));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.add(field, format_args!("i128:{value}"));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.add(field, format_args!("u128:{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, format_args!("bool:{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, format_args!("str:{value}"));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.add(field, format_args!("bytes:{value:?}"));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(error) = source {
            write!(text, " < {error}").unwrap();
            source = error.source();
        }
        self.add(field, format_args!("error:{text}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => self.add(field, format_args!("{value:?}")),
            _ => self.add(field, format_args!("debug:{value:?}")),
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut text = String::new();
        attributes.record(&mut Text(&mut text));
        // Another collector may have written the same.
        span.extensions_mut().replace(Fields(text));
        self.live("new", span.name());
        self.0.lock().unwrap().open += 1;
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let mut extensions = span.extensions_mut();
        let fields = extensions.get_mut::<Fields>().unwrap();
        values.record(&mut Text(&mut fields.0));
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        let name = |id| context.span(id).unwrap().name();
        self.live("follows", &format!("{} {}", name(id), name(follows)));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut text = format!("{} {} [", metadata.level(), metadata.target());
        let scope = context.event_scope(event).into_iter();
        let scope: Vec<_> = scope
            .flat_map(|scope| scope.from_root())
            .map(|span| {
                let extensions = span.extensions();
                let fields = extensions.get::<Fields>().map_or("", |it| &it.0);
                format!("{}{{{fields}}}", span.name())
            })
            .collect();
        text.push_str(&scope.join(":"));
        text.push(']');
        let mut fields = String::new();
        event.record(&mut Text(&mut fields));
        write!(text, " {fields}").unwrap();
        self.0.lock().unwrap().events.push(text);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let name = context.span(id).map_or("?", |span| span.name());
        self.live("enter", name);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let name = context.span(id).map_or("?", |span| span.name());
        self.live("exit", name);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        self.live("close", span.name());
        self.0.lock().unwrap().open -= 1;
    }
}
