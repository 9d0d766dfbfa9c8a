//! Spans that are not the plugin's own: those of its host, and of other plugins.

use std::sync::OnceLock;

use tracing_core::field::FieldSet;
use tracing_core::metadata::Kind;
use tracing_core::subscriber::Interest;
use tracing_core::{Callsite, Level, Metadata, callsite};

use super::address_map::AddressMap;
use super::raw::RawMetadata;
use crate::raw::RawStr;

/// Those that this library has seen, by the address of what the host says of them.
static FOREIGN: AddressMap<Foreign> = AddressMap::new();

/// The callsite of such a span. It is not registered: nothing is recorded with it.
struct Foreign {
    fields: Vec<&'static str>,
    /// Set right after it is in the map.
    metadata: OnceLock<Metadata<'static>>,
}

impl Callsite for Foreign {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata.get().expect("it is set before it is used")
    }
}

/// What `tracing` of this library knows of such a span.
pub(super) fn metadata(raw: &'static RawMetadata) -> &'static Metadata<'static> {
    let address = std::ptr::from_ref(raw).addr();
    let foreign = FOREIGN.get(address).unwrap_or_else(|| {
        // SAFETY: TRACES: what the host says of a span lives for ever.
        let fields: &[RawStr] = unsafe { raw.fields.as_slice() };
        let fields = fields.iter().map(text).collect();
        FOREIGN.insert(
            address,
            Foreign {
                fields,
                metadata: OnceLock::new(),
            },
        )
    });
    foreign.metadata.get_or_init(|| {
        let known = |text: &'static str| (!text.is_empty()).then_some(text);
        Metadata::new(
            text(&raw.name),
            text(&raw.target),
            level(raw.level),
            known(text(&raw.file)),
            (raw.line != 0).then_some(raw.line),
            known(text(&raw.module_path)),
            FieldSet::new(&foreign.fields, callsite::Identifier(foreign)),
            Kind::SPAN,
        )
    })
}

fn text(raw: &RawStr) -> &'static str {
    // SAFETY: TRACES: what the host says of a span lives for ever.
    unsafe { raw.as_str() }
}

fn level(number: u32) -> Level {
    match number {
        1 => Level::ERROR,
        2 => Level::WARN,
        3 => Level::INFO,
        4 => Level::DEBUG,
        _ => Level::TRACE,
    }
}

/// Frees all of them.
///
/// # Safety
///
/// None of the plugin's code runs any more.
pub(super) unsafe fn forget() {
    // SAFETY: QUIET: by the contract of this function.
    unsafe { FOREIGN.clear() };
}
