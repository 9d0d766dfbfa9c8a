//! The host's end: what a host implements, and the table of functions for it.

use std::ffi::c_void;
use std::sync::Arc;

use super::raw::{
    CONTEXTUAL, CallsiteKind, Interest, ROOT, RawCallsite, RawCurrentSpan, RawField, RawMetadata,
    RawTraces, RawValues, Refresh, TraceTable, kind,
};
use crate::call::silence;
use crate::raw::RawStr;

/// Takes the traces of one plugin.
///
/// A panic in any method but [`panicked`](Self::panicked) is contained.
pub trait TraceHost: Send + Sync + 'static {
    /// What the host has for a callsite.
    type Site: Sync + 'static;

    /// Takes the function that refreshes the plugin. Returns the most verbose level that is taken: 1 is an error, 5 a trace, 0 none.
    fn attached(&self, refresh: Refresh) -> u32;

    /// The callsite of this content; `None` if this thread cannot register one.
    fn callsite(&self, metadata: &CallsiteMetadata<'_>) -> Option<&'static Callsite<Self::Site>>;

    /// Whether something is recorded here now.
    fn enabled(&self, site: &'static Callsite<Self::Site>) -> bool;

    /// An event.
    fn event(&self, site: &'static Callsite<Self::Site>, parent: Parent, values: &Values<'_>);

    /// A span; 0 if there is none. `own` is a word of the plugin.
    fn new_span(
        &self,
        site: &'static Callsite<Self::Site>,
        own: SpanOwner,
        parent: Parent,
        values: &Values<'_>,
    ) -> u64;

    /// More values of a span.
    fn record(&self, span: u64, values: &Values<'_>);

    /// One span follows from another.
    fn follows_from(&self, span: u64, follows: u64);

    /// The thread enters a span.
    fn enter(&self, span: u64);

    /// The thread leaves a span.
    fn exit(&self, span: u64);

    /// One more user of a span.
    fn clone_span(&self, span: u64);

    /// One user less. Returns whether it was the last.
    fn try_close(&self, span: u64) -> bool;

    /// The span that the thread is in.
    fn current_span(&self) -> Option<CurrentSpan>;

    /// A method has panicked.
    fn panicked(&self);
}

/// A callsite of a plugin, as the host has it.
#[repr(C)]
#[derive(Debug)]
pub struct Callsite<S> {
    raw: RawCallsite,
    /// What the host has for it.
    pub site: S,
}

impl<S> Callsite<S> {
    /// A callsite that no subscriber is interested in yet.
    pub const fn new(site: S) -> Self {
        Self {
            raw: RawCallsite::new(),
            site,
        }
    }

    /// The interest of the subscribers.
    #[inline]
    pub fn interest(&self) -> Interest {
        self.raw.interest()
    }

    /// Sets the interest of the subscribers. Returns whether it was another.
    pub fn set_interest(&self, interest: Interest) -> bool {
        self.raw.set_interest(interest)
    }
}

/// What a callsite consists of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallsiteMetadata<'a> {
    /// What it is for.
    pub kind: CallsiteKind,
    /// From 1, an error, to 5, a trace.
    pub level: u32,
    /// The name.
    pub name: &'a str,
    /// The target.
    pub target: &'a str,
    /// The module.
    pub module_path: Option<&'a str>,
    /// The file.
    pub file: Option<&'a str>,
    /// The line in the file.
    pub line: Option<u32>,
    /// The names of the fields.
    pub fields: Vec<&'a str>,
}

impl<'a> CallsiteMetadata<'a> {
    /// # Safety
    ///
    /// What is in it lives for `'a`.
    unsafe fn of(raw: &RawMetadata) -> Self {
        // SAFETY: LENT: by the contract of this function.
        let text = |text: &RawStr| -> &'a str { unsafe { text.as_str() } };
        let known = |text: &'a str| (!text.is_empty()).then_some(text);
        // SAFETY: LENT: by the contract of this function.
        let fields: &[RawStr] = unsafe { raw.fields.as_slice() };
        Self {
            kind: match raw.kind {
                1 => CallsiteKind::Span,
                2 => CallsiteKind::Log,
                _ => CallsiteKind::Event,
            },
            level: raw.level,
            name: text(&raw.name),
            target: text(&raw.target),
            module_path: known(text(&raw.module_path)),
            file: known(text(&raw.file)),
            line: (raw.line != 0).then_some(raw.line),
            fields: fields.iter().map(text).collect(),
        }
    }
}

impl RawMetadata {
    /// A view of what a span of the host is, for plugins that are in it.
    pub fn of_host(metadata: &CallsiteMetadata<'static>, fields: &'static [RawStr]) -> Self {
        Self {
            size: size_of::<Self>() as u32,
            kind: metadata.kind as u32,
            level: metadata.level,
            line: metadata.line.unwrap_or(0),
            name: RawStr::new(metadata.name),
            target: RawStr::new(metadata.target),
            module_path: RawStr::new(metadata.module_path.unwrap_or_default()),
            file: RawStr::new(metadata.file.unwrap_or_default()),
            fields: crate::raw::RawSlice::new(fields),
        }
    }
}

impl CallsiteMetadata<'static> {
    /// Metadata that are known for ever.
    #[expect(clippy::too_many_arguments, reason = "a callsite has as many parts")]
    pub fn new(
        kind: CallsiteKind,
        level: u32,
        name: &'static str,
        target: &'static str,
        module_path: Option<&'static str>,
        file: Option<&'static str>,
        line: Option<u32>,
        fields: Vec<&'static str>,
    ) -> Self {
        Self {
            kind,
            level,
            name,
            target,
            module_path,
            file,
            line,
            fields,
        }
    }
}

/// Which span an event or a span is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// The one that the thread is in.
    Contextual,
    /// None.
    Root,
    /// This one.
    Span(u64),
}

impl Parent {
    fn of(number: u64) -> Self {
        match number {
            CONTEXTUAL => Self::Contextual,
            ROOT => Self::Root,
            span => Self::Span(span),
        }
    }
}

/// A word of the plugin that a span belongs to.
#[derive(Clone, Copy, Debug)]
pub struct SpanOwner(*const c_void);

// SAFETY: SEND-SYNC: the host only passes the word back.
unsafe impl Send for SpanOwner {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for SpanOwner {}

/// The span that a thread is in.
#[derive(Clone, Copy, Debug)]
pub enum CurrentSpan {
    /// One of the plugin's own.
    Own(u64, SpanOwner),
    /// Another's.
    Foreign(u64, &'static RawMetadata),
}

/// The values of an event or a span, lent for a call.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    fields: &'a [RawField],
    text: &'a str,
    bytes: &'a [u8],
}

/// Takes values one by one, each with the place of its field in the callsite's list.
///
/// A method for each kind, and no type with all of them: a value that is written to memory as one type and read as another
/// at once costs the processor more than all the rest.
pub trait TakeValues<'a> {
    /// An integer.
    fn i64(&mut self, index: usize, value: i64);
    /// An integer.
    fn u64(&mut self, index: usize, value: u64);
    /// An integer.
    fn i128(&mut self, index: usize, value: i128);
    /// An integer.
    fn u128(&mut self, index: usize, value: u128);
    /// A number.
    fn f64(&mut self, index: usize, value: f64);
    /// A truth value.
    fn bool(&mut self, index: usize, value: bool);
    /// A string.
    fn str(&mut self, index: usize, text: &'a str);
    /// What `Debug` or `Display` wrote.
    fn text(&mut self, index: usize, text: &'a str);
    /// A byte string.
    fn bytes(&mut self, index: usize, bytes: &'a [u8]);
    /// An error.
    fn error(&mut self, index: usize, text: &'a str);
    /// The source of the error before it.
    fn source(&mut self, text: &'a str);
}

impl<'a> Values<'a> {
    /// # Safety
    ///
    /// What is in it lives for `'a`.
    unsafe fn of(raw: &RawValues) -> Self {
        // SAFETY: LENT: by the contract of this function.
        let (fields, text, bytes) = unsafe { raw.parts() };
        Self {
            fields,
            text,
            bytes,
        }
    }

    /// Passes each value on. Values of kinds that are not known here are left out.
    #[inline]
    pub fn pass_on(&self, to: &mut impl TakeValues<'a>) {
        let Self {
            fields,
            text,
            bytes,
        } = *self;
        for field in fields {
            let (index, a, b) = (field.index as usize, field.a, field.b);
            let range = a as usize..(a as usize).saturating_add(b as usize);
            let wide = || u128::from(a) | (u128::from(b) << 64);
            let text = |range| text.get(range).unwrap_or_default();
            match field.kind {
                kind::I64 => to.i64(index, a.cast_signed()),
                kind::U64 => to.u64(index, a),
                kind::F64 => to.f64(index, f64::from_bits(a)),
                kind::BOOL => to.bool(index, a != 0),
                kind::I128 => to.i128(index, wide().cast_signed()),
                kind::U128 => to.u128(index, wide()),
                kind::STR => to.str(index, text(range)),
                kind::TEXT => to.text(index, text(range)),
                kind::BYTES => to.bytes(index, bytes.get(range).unwrap_or_default()),
                kind::ERROR => to.error(index, text(range)),
                kind::SOURCE => to.source(text(range)),
                _ => {}
            }
        }
    }
}

impl RawTraces {
    /// The table for `host`, which must live for as long as the plugin's library is mapped.
    pub(crate) fn of<T: TraceHost>(host: &Arc<T>) -> Self {
        Self {
            table: const {
                &TraceTable {
                    size: size_of::<TraceTable>() as u32,
                    attached: attached::<T>,
                    callsite: callsite::<T>,
                    enabled: enabled::<T>,
                    event: event::<T>,
                    new_span: new_span::<T>,
                    record: record::<T>,
                    follows_from: follows_from::<T>,
                    enter: enter::<T>,
                    exit: exit::<T>,
                    clone_span: clone_span::<T>,
                    try_close: try_close::<T>,
                    current_span: current_span::<T>,
                }
            },
            host: Arc::as_ptr(host).cast(),
        }
    }
}

// The functions below are what a table points to. `TraceTable` describes their contract.

/// Calls `body` with the host. A panic of the host's subscriber must not unwind into the plugin.
///
/// # Safety
///
/// `host` points to a live `T`.
unsafe fn with<T: TraceHost, R>(host: *const c_void, body: impl FnOnce(&T) -> R) -> Option<R> {
    // SAFETY: HOST-OUTLIVES: by the contract of this function.
    let host = unsafe { &*host.cast::<T>() };
    let mut result = None;
    silence(|| result = Some(body(host)));
    if result.is_none() {
        silence(|| host.panicked());
    }
    result
}

/// # Safety
///
/// `callsite` was given by [`callsite`] of the same `T`.
unsafe fn site<T: TraceHost>(callsite: *const RawCallsite) -> &'static Callsite<T::Site> {
    // SAFETY: TRACES: it is the beginning of a `Callsite`, which lives for ever.
    unsafe { &*callsite.cast::<Callsite<T::Site>>() }
}

unsafe extern "C" fn attached<T: TraceHost>(host: *const c_void, refresh: Refresh) -> u32 {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.attached(refresh)) }.unwrap_or_default()
}

unsafe extern "C" fn callsite<T: TraceHost>(
    host: *const c_void,
    metadata: *const RawMetadata,
) -> *const RawCallsite {
    let find = |host: &T| {
        // SAFETY: LENT: by the contract of the table.
        let raw = unsafe { &*metadata };
        // SAFETY: LENT: by the contract of the table.
        let metadata = unsafe { CallsiteMetadata::of(raw) };
        let found = host.callsite(&metadata);
        found.map_or(std::ptr::null(), |it| std::ptr::from_ref(it).cast())
    };
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, find) }.unwrap_or(std::ptr::null())
}

unsafe extern "C" fn enabled<T: TraceHost>(
    host: *const c_void,
    callsite: *const RawCallsite,
) -> u8 {
    // SAFETY: TRACES: by the contract of the table.
    let site = unsafe { site::<T>(callsite) };
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.enabled(site)) }
        .unwrap_or_default()
        .into()
}

unsafe extern "C" fn event<T: TraceHost>(
    host: *const c_void,
    callsite: *const RawCallsite,
    parent: u64,
    values: *const RawValues,
) {
    // SAFETY: TRACES: by the contract of the table.
    let site = unsafe { site::<T>(callsite) };
    // SAFETY: LENT: by the contract of the table.
    let raw = unsafe { &*values };
    // SAFETY: LENT: by the contract of the table.
    let values = unsafe { Values::of(raw) };
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.event(site, Parent::of(parent), &values)) };
}

unsafe extern "C" fn new_span<T: TraceHost>(
    host: *const c_void,
    callsite: *const RawCallsite,
    own: *const c_void,
    parent: u64,
    values: *const RawValues,
) -> u64 {
    // SAFETY: TRACES: by the contract of the table.
    let site = unsafe { site::<T>(callsite) };
    // SAFETY: LENT: by the contract of the table.
    let raw = unsafe { &*values };
    // SAFETY: LENT: by the contract of the table.
    let values = unsafe { Values::of(raw) };
    let make = |host: &T| host.new_span(site, SpanOwner(own), Parent::of(parent), &values);
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, make) }.unwrap_or_default()
}

unsafe extern "C" fn record<T: TraceHost>(
    host: *const c_void,
    span: u64,
    values: *const RawValues,
) {
    // SAFETY: LENT: by the contract of the table.
    let raw = unsafe { &*values };
    // SAFETY: LENT: by the contract of the table.
    let values = unsafe { Values::of(raw) };
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.record(span, &values)) };
}

unsafe extern "C" fn follows_from<T: TraceHost>(host: *const c_void, span: u64, follows: u64) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.follows_from(span, follows)) };
}

unsafe extern "C" fn enter<T: TraceHost>(host: *const c_void, span: u64) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.enter(span)) };
}

unsafe extern "C" fn exit<T: TraceHost>(host: *const c_void, span: u64) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.exit(span)) };
}

unsafe extern "C" fn clone_span<T: TraceHost>(host: *const c_void, span: u64) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.clone_span(span)) };
}

unsafe extern "C" fn try_close<T: TraceHost>(host: *const c_void, span: u64) -> u8 {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    unsafe { with::<T, _>(host, |host| host.try_close(span)) }
        .unwrap_or_default()
        .into()
}

unsafe extern "C" fn current_span<T: TraceHost>(host: *const c_void, out: *mut RawCurrentSpan) {
    // SAFETY: HOST-OUTLIVES: by the contract of the table.
    let current = unsafe { with::<T, _>(host, T::current_span) }.flatten();
    let raw = match current {
        Some(CurrentSpan::Own(id, SpanOwner(own))) => RawCurrentSpan {
            id,
            own,
            ..RawCurrentSpan::NONE
        },
        Some(CurrentSpan::Foreign(id, foreign)) => RawCurrentSpan {
            id,
            foreign,
            ..RawCurrentSpan::NONE
        },
        None => RawCurrentSpan::NONE,
    };
    // SAFETY: OUT: by the contract of the table.
    unsafe { out.write(raw) };
}
