//! The plugin's end of the table: each function as a safe one.

use std::ffi::c_void;

use super::raw::{
    RawCallsite, RawCurrentSpan, RawMetadata, RawTraces, RawValues, Refresh, TraceTable,
};

/// The host of this library, which takes its traces. It outlives this library.
#[derive(Clone, Copy)]
pub(super) struct ToHost {
    table: &'static TraceTable,
    host: *const c_void,
}

// SAFETY: SEND-SYNC: as `RawTraces`.
unsafe impl Send for ToHost {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for ToHost {}

/// A callsite that the host gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownCallsite(pub(super) &'static RawCallsite);

impl ToHost {
    /// `None` if the host takes no traces, or fewer functions are in its table.
    ///
    /// # Safety
    ///
    /// The table and the host of `raw` live as long as this library.
    pub(super) unsafe fn new(raw: RawTraces) -> Option<Self> {
        // SAFETY: HOST-OUTLIVES: by the contract of this function.
        let table = unsafe { raw.table.as_ref() }?;
        (table.size as usize >= size_of::<TraceTable>()).then_some(Self {
            table,
            host: raw.host,
        })
    }

    pub(super) fn attached(self, refresh: Refresh) -> u32 {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.attached)(self.host, refresh) }
    }

    pub(super) fn callsite(self, metadata: &RawMetadata) -> Option<KnownCallsite> {
        // SAFETY: HOST-OUTLIVES and LENT: the host outlives this library, and the metadata are lent for the call.
        let callsite = unsafe { (self.table.callsite)(self.host, metadata) };
        // SAFETY: TRACES: the host's callsites live for ever.
        unsafe { callsite.as_ref() }.map(KnownCallsite)
    }

    pub(super) fn enabled(self, callsite: KnownCallsite) -> bool {
        // SAFETY: HOST-OUTLIVES and TRACES: the host outlives this library, and gave the callsite.
        unsafe { (self.table.enabled)(self.host, callsite.0) != 0 }
    }

    pub(super) fn event(self, callsite: KnownCallsite, parent: u64, values: &RawValues) {
        // SAFETY: HOST-OUTLIVES, TRACES and LENT: the host outlives this library, and gave the callsite. The values are
        // lent for the call.
        unsafe { (self.table.event)(self.host, callsite.0, parent, values) }
    }
}

#[cfg(feature = "tracing")]
impl ToHost {
    pub(super) fn new_span(
        self,
        callsite: KnownCallsite,
        own: *const c_void,
        parent: u64,
        values: &RawValues,
    ) -> u64 {
        // SAFETY: HOST-OUTLIVES, TRACES and LENT: as for `event`.
        unsafe { (self.table.new_span)(self.host, callsite.0, own, parent, values) }
    }

    pub(super) fn record(self, span: u64, values: &RawValues) {
        // SAFETY: HOST-OUTLIVES and LENT: the host outlives this library, and the values are lent for the call.
        unsafe { (self.table.record)(self.host, span, values) }
    }

    pub(super) fn follows_from(self, span: u64, follows: u64) {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.follows_from)(self.host, span, follows) }
    }

    pub(super) fn enter(self, span: u64) {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.enter)(self.host, span) }
    }

    pub(super) fn exit(self, span: u64) {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.exit)(self.host, span) }
    }

    pub(super) fn clone_span(self, span: u64) {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.clone_span)(self.host, span) }
    }

    pub(super) fn try_close(self, span: u64) -> bool {
        // SAFETY: HOST-OUTLIVES: the host outlives this library.
        unsafe { (self.table.try_close)(self.host, span) != 0 }
    }

    pub(super) fn current_span(self) -> RawCurrentSpan {
        let mut current = RawCurrentSpan::NONE;
        // SAFETY: HOST-OUTLIVES and OUT: the host outlives this library, and `current` is a place to write to.
        unsafe { (self.table.current_span)(self.host, &raw mut current) };
        current
    }
}
