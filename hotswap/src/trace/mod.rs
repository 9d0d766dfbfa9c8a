//! Traces: what a plugin records with `tracing` or `log` reaches the subscriber of its host.
//!
//! A plugin has its own copy of these crates, of its own version. With the feature `tracing` or `log` its global dispatcher or
//! logger is one that passes everything on, through a [`TraceTable`] of the host.
//!
//! | | |
//! |---|---|
//! | a callsite | is one of the host's: the host gives a [`RawCallsite`] for its content, which lives for ever. Its first byte is the interest of the host's subscriber, so a disabled event does not cross |
//! | an event | crosses with its values, which are lent for the call |
//! | a span | is a number that the host gives. The host knows which spans a plugin has, and closes those that are left when it goes |
//!
//! - `raw`: what crosses
//! - `host`: the host's end: a trait, and the table for an implementation of it
//! - `attach`: connects a plugin
//! - `to_host`: the plugin's end of the table
//! - `subscriber`: the dispatcher of a plugin
//! - `logger`: its logger
//! - `recorded`: the values of an event, on their way
//! - `foreign`: spans that are not the plugin's own
//! - `address_map`: a map that is read without a lock

#[cfg(feature = "tracing")]
mod address_map;
#[cfg(any(feature = "tracing", feature = "log"))]
mod attach;
#[cfg(feature = "tracing")]
mod foreign;
mod host;
#[cfg(feature = "log")]
mod logger;
mod raw;
#[cfg(any(feature = "tracing", feature = "log"))]
mod recorded;
#[cfg(feature = "tracing")]
mod subscriber;
#[cfg(any(feature = "tracing", feature = "log"))]
mod to_host;

#[cfg(any(feature = "tracing", feature = "log"))]
pub(crate) use attach::{attach, detach};
pub use host::{
    Callsite, CallsiteMetadata, CurrentSpan, Parent, SpanOwner, TakeValues, TraceHost, Values,
};
pub use raw::{
    CallsiteKind, Interest, RawCallsite, RawCurrentSpan, RawField, RawMetadata, RawTraces,
    RawValues, Refresh, TraceTable,
};
