//! The global dispatcher of a plugin: what its `tracing` records goes to the host.

use std::ffi::c_void;

use tracing_core::field::Visit;
use tracing_core::span::{Attributes, Current, Id, Record};
use tracing_core::subscriber::Interest;
use tracing_core::{Dispatch, Event, Level, Metadata, Subscriber, dispatcher};

use super::address_map::AddressMap;
use super::foreign;
use super::raw::{CONTEXTUAL, CallsiteKind, Interest as RawInterest, ROOT, RawMetadata, RawValues};
use super::recorded::Recorded;
use super::to_host::{KnownCallsite, ToHost};
use crate::raw::{RawSlice, RawStr};

/// The callsites of this library that the host knows, by the address of their metadata.
static CALLSITES: AddressMap<KnownCallsite> = AddressMap::new();

/// What stands for a span that the host could not make.
const NO_SPAN: u64 = u64::MAX;

/// Makes the host the global dispatcher of this library.
pub(super) fn install(host: ToHost) {
    // It is the first: no code of the plugin has run, apart from constructors of C libraries.
    let _ = dispatcher::set_global_default(Dispatch::new(host));
}

/// Frees what is known of callsites.
///
/// # Safety
///
/// None of the plugin's code runs any more.
pub(super) unsafe fn forget() {
    // SAFETY: QUIET: by the contract of this function.
    unsafe { CALLSITES.clear() };
    // SAFETY: QUIET: by the contract of this function.
    unsafe { foreign::forget() };
}

fn address(metadata: &Metadata<'_>) -> usize {
    std::ptr::from_ref(metadata).addr()
}

/// What the host knows of a callsite of this library. It knows all that were registered.
#[inline]
fn known(metadata: &Metadata<'_>) -> Option<KnownCallsite> {
    CALLSITES.get(address(metadata)).copied()
}

/// Makes a callsite known to the host.
fn introduce(host: ToHost, metadata: &'static Metadata<'static>) -> Option<KnownCallsite> {
    let fields: Vec<_> = metadata
        .fields()
        .iter()
        .map(|field| RawStr::new(field.name()))
        .collect();
    let kind = match metadata.is_span() {
        true => CallsiteKind::Span,
        false => CallsiteKind::Event,
    };
    let known = host.callsite(&RawMetadata {
        size: size_of::<RawMetadata>() as u32,
        kind: kind as u32,
        level: level(*metadata.level()),
        line: metadata.line().unwrap_or(0),
        name: RawStr::new(metadata.name()),
        target: RawStr::new(metadata.target()),
        module_path: RawStr::new(metadata.module_path().unwrap_or_default()),
        file: RawStr::new(metadata.file().unwrap_or_default()),
        fields: RawSlice::new(&fields),
    })?;
    Some(*CALLSITES.insert(address(metadata), known))
}

fn level(level: Level) -> u32 {
    match level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        Level::TRACE => 5,
    }
}

fn parent(id: Option<&Id>, is_root: bool) -> u64 {
    match id {
        Some(id) => id.into_u64(),
        None if is_root => ROOT,
        None => CONTEXTUAL,
    }
}

/// Has the values of something recorded, and lends them.
#[inline]
fn with_values<R>(record: impl FnOnce(&mut dyn Visit), with: impl FnOnce(&RawValues) -> R) -> R {
    let mut recorded = Recorded::new();
    record(&mut recorded);
    with(&recorded.lend())
}

impl Subscriber for ToHost {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let known = known(metadata).or_else(|| introduce(*self, metadata));
        match known.map(|it| it.0.interest()) {
            Some(RawInterest::Always) => Interest::always(),
            Some(RawInterest::Never) => Interest::never(),
            // If it is not known, another thread is about to introduce it, and this must not be the last word.
            Some(RawInterest::Sometimes) | None => Interest::sometimes(),
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        known(metadata).is_some_and(|callsite| ToHost::enabled(*self, callsite))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let metadata = span.metadata();
        let own = std::ptr::from_ref::<Metadata<'static>>(metadata).cast::<c_void>();
        let parent = parent(span.parent(), span.is_root());
        let id = known(metadata).map_or(0, |callsite| {
            with_values(
                |visitor| span.record(visitor),
                |values| ToHost::new_span(*self, callsite, own, parent, values),
            )
        });
        Id::from_u64(if id == 0 { NO_SPAN } else { id })
    }

    fn record(&self, span: &Id, record: &Record<'_>) {
        with_values(
            |visitor| record.record(visitor),
            |values| ToHost::record(*self, span.into_u64(), values),
        );
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.follows_from(span.into_u64(), follows.into_u64());
    }

    fn event(&self, event: &Event<'_>) {
        let Some(callsite) = known(event.metadata()) else {
            return;
        };
        let parent = parent(event.parent(), event.is_root());
        with_values(
            |visitor| event.record(visitor),
            |values| ToHost::event(*self, callsite, parent, values),
        );
    }

    fn enter(&self, span: &Id) {
        ToHost::enter(*self, span.into_u64());
    }

    fn exit(&self, span: &Id) {
        ToHost::exit(*self, span.into_u64());
    }

    fn clone_span(&self, span: &Id) -> Id {
        ToHost::clone_span(*self, span.into_u64());
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        ToHost::try_close(*self, span.into_u64())
    }

    fn current_span(&self) -> Current {
        let current = ToHost::current_span(*self);
        // SAFETY: TRACES: the host gives back the word that `new_span` gave it.
        let own = unsafe { current.own.cast::<Metadata<'static>>().as_ref() };
        // SAFETY: TRACES: what the host says of a span lives for ever.
        let foreign = || unsafe { current.foreign.as_ref() }.map(foreign::metadata);
        match own.or_else(foreign) {
            Some(metadata) if current.id != 0 => Current::new(Id::from_u64(current.id), metadata),
            _ => Current::none(),
        }
    }
}
