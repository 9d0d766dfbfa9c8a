//! What events and spans of a plugin cost, beside the same in the host. Each number is for 1,000 of them.
//!
//! `cargo bench -p hotswap-host --bench traces`, or one of them: `-- message`

#[path = "../kit/mod.rs"]
mod kit;
#[allow(unreachable_pub, reason = "the plugin has it, too")]
mod spin;

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use hotswap::{LiveData, LiveFn};
use hotswap_runtime::Swapper;
use kit::{Comparison, release};
use test_kit::PluginDir;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

const ROUNDS: usize = 301;

/// Of each round.
const EVENTS: u32 = 1000;

/// Looks at each value, and forgets it.
struct Look;

static SEEN: AtomicUsize = AtomicUsize::new(0);

impl<S: Subscriber> Layer<S> for Look {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut lengths = Lengths(0);
        event.record(&mut lengths);
        SEEN.fetch_add(lengths.0, Ordering::Relaxed);
    }
}

struct Lengths(usize);

impl Visit for Lengths {
    fn record_u64(&mut self, _: &Field, value: u64) {
        self.0 += value as usize;
    }

    fn record_bool(&mut self, _: &Field, value: bool) {
        self.0 += usize::from(value);
    }

    fn record_str(&mut self, _: &Field, value: &str) {
        self.0 += value.len();
    }

    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        // Counting does not fail.
        let _ = write!(self, "{value:?}");
    }
}

impl Write for Lengths {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

/// A title, the name of the function, and the host's own.
type Case = (&'static str, &'static str, fn(u32));

fn plugin() -> test_kit::Plugin {
    let functions = ["nothing", "disabled", "message", "fields", "spans"]
        .map(|name| format!("#[plugin_fn] fn {name}(n: u32) {{ spin::{name}(n) }}"));
    let source = format!(
        "use hotswap::prelude::*;\n#[derive(Default)] pub struct P;\n\
         #[hotswap::plugin] impl Plugin for P {{}}\n{}\nmod spin {{\n{}\n}}",
        functions.join("\n"),
        include_str!("spin.rs").replace("//!", "//")
    );
    release("bench", &source)
        .feature("tracing")
        .dependency("tracing = \"0.1\"")
}

fn main() {
    registry().with(LevelFilter::INFO).with(Look).init();
    let plugins = PluginDir::new();
    plugins.add(&plugin());
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let manager = swapper.current();
    let plugin = manager.plugin("bench").unwrap();
    let run = |function: &LiveFn| function.call::<()>((EVENTS,)).unwrap();
    let comparisons: [Case; 5] = [
        ("An empty loop", "nothing", spin::nothing),
        ("A disabled event", "disabled", spin::disabled),
        ("An event with a message", "message", spin::message),
        (
            "An event with a message and three fields",
            "fields",
            spin::fields,
        ),
        ("A span: made, entered, left, closed", "spans", spin::spans),
    ];
    let only = std::env::args().skip(1).find(|it| !it.starts_with('-'));
    for (title, name, in_host) in comparisons {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let function = plugin.plugin_fn(name).unwrap();
        Comparison::new(&format!("{title}, 1,000 times"))
            .calls(1, "the host's own", || in_host(EVENTS))
            .calls(1, "a plugin's", || run(&function))
            .run(ROUNDS);
    }
}
