//! Logs, traces, metrics: what a plugin records reaches its host.
//!
//! A plugin has its own copy of every crate, so its `tracing` knows no subscriber, its `log` no logger, and its `metrics` no recorder. A feature
//! connects each of them with the host:
//!
//! ```toml
//! [dependencies]
//! hotswap = { package = "hotswap-rs", version = "0.1", features = ["tracing"] }   # and "log", "metrics"
//! tracing = "0.1"
//! ```
//!
//! That is all. The plugin needs no code for it, and for `tracing` and `log` the host needs nothing but its subscriber:
//!
//! ```text
//! INFO request{id=7}:lookup{key="name" plugin="store" plugin.version="1.2.0"}: store: found plugin="store" plugin.version="1.2.0"
//! ```
//!
//! Host and plugin may have different versions of `tracing` (0.1), `log` (0.4) and `metrics` (0.24). Without the features, a plugin
//! has none of these crates. A plugin that is [linked into its host](crate::linked) shares those of the host, with or
//! without the features; its events have no field `plugin`.
//!
//! # Events and spans
//!
//! - Level, target, name, module, file, line and all fields are those of the plugin. Values of every kind arrive as what they are: integers, numbers, truth
//!   values, strings, bytes, errors with their sources, and what `Debug` or `Display` writes.
//! - The fields `plugin` and `plugin.version` are added to events and spans, unless they have a field of that name.
//! - Parents cross: a request span of the host is the parent of what the plugin records in a call, also in a future with
//!   `#[instrument]`. `Span::current()` in the plugin is the span of the host, and `Span::current().record("user", id)` records on it.
//! - The filters of the host rule, also when they change while it runs: the plugin follows within milliseconds. A disabled event
//!   does not reach the host, and costs a fraction of a
//!   nanosecond more than one of the host's own.
//! - `Debug` and `Display` of a value run in the plugin, before the event crosses. A panic there is a panic of the plugin. A subscriber
//!   that panics loses the event, and is reported once on standard error.
//! - When a plugin goes, the spans that it has leaked are closed, and those that it has left entered are left: on each thread at its
//!   next safe point. Until then they stay on the stack of the thread, as they would in one program.
//!
//! What the plugin's own `tracing` allocates for its list of subscribers, some hundred bytes, is lost when a version is unloaded, as all memory that
//! statics own.
//!
//! A plugin must not set a global subscriber or logger of its own: the feature has set it, so `init()` of `tracing_subscriber` panics, and `try_init()`
//! returns an error. Extensions of a subscriber that are asked by type, as `OpenTelemetrySpanExt` does, do not find the
//! host's.
//!
//! # `log`
//!
//! Each record is an event of the host, with target, module, file and line, and the same two fields. Its level is checked in the
//! plugin, where `log::max_level()` is that of the host's filters. Key-value pairs do not cross.
//!
//! Most callsites of `tracing` and `log` are known when a program is compiled. A target of `log` can be made at run time; after 1,024 different
//! ones, more records have the target `log`. So can a module and a file; after 4,096 different ones, more records have none, and no line.
//!
//! # `metrics`
//!
//! Counters, gauges and histograms of a plugin are those of the host's recorder: of the one that the host had set when the
//! plugin registered them. Names and labels are those of the plugin, so a series goes on after a reload. A host takes metrics with the feature `metrics` of
//! `hotswap-host`; without it, plugins measure nothing. Handles that a plugin keeps, in a static for example, are dropped when it is
//! unloaded.
//!
//! `counter!("name").increment(1)` registers the counter each time, as in any program, and here that crosses to the host and
//! copies the name. Keep the handle of a metric that is changed often.
//!
//! # Without a subscriber
//!
//! If the host has no subscriber, what plugins record is dropped, as it is for the host's own. What went wrong is still seen: a panic and a
//! failed hook are printed on standard error if no caller gets them, and failed calls are errors of their callers.
//!
//! # Standard output
//!
//! `println!` and `eprintln!` of a plugin stay what they are: they write to the streams of the process.
