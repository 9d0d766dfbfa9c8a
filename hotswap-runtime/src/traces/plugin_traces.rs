//! The traces of one version of a plugin, on their way to the host's subscriber.

use std::cell::Cell;
use std::fmt;
use std::ptr;
use std::sync::{Arc, Once, OnceLock, Weak};

use hotswap::call::contain;
use hotswap::keep::Keep;
use hotswap::trace::{
    Callsite, CallsiteMetadata, CurrentSpan, Interest, Parent, Refresh, SpanOwner, TraceHost,
    Values,
};
use tracing_core::field::ValueSet;
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Dispatch, Event, LevelFilter, dispatcher};

use super::changes::Refreshed;
use super::sites::{self, Site};
use super::spans::{Span, Spans};
use super::{changes, foreign, values};
use crate::held_dispatch::HeldDispatch;
use crate::version_info::VersionInfo;
use crate::{entered_spans, guest, panics};

thread_local! {
    /// The callsite that the subscriber was asked about last on this thread, by its address; 0 after it was used.
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// The traces of one version.
pub(crate) struct PluginTraces {
    info: Arc<VersionInfo>,
    /// Keeps its library loaded, while there is one.
    keep: Box<dyn Fn() -> Option<Keep> + Send + Sync>,
    this: Weak<Self>,
    refresh: OnceLock<Refresh>,
    spans: Spans,
}

impl PluginTraces {
    pub(crate) fn new(
        info: &Arc<VersionInfo>,
        keep: impl Fn() -> Option<Keep> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            info: Arc::clone(info),
            keep: Box::new(keep),
            this: Weak::clone(this),
            refresh: OnceLock::new(),
            spans: Spans::default(),
        })
    }

    fn is_attached(&self) -> bool {
        self.refresh.get().is_some()
    }

    /// Whether the subscriber takes something here that the plugin has asked about before.
    ///
    /// Filters of single layers remember the last answer until it is used. A value that records something itself, while it
    /// is written, comes between the answer and its use. Then they are asked again.
    fn is_still_enabled(&self, callsite: &'static Callsite<Site>) -> bool {
        if callsite.interest() != Interest::Sometimes {
            return true;
        }
        let is_asked = ASKED.get() == std::ptr::from_ref(callsite).addr();
        let is_enabled = is_asked || self.enabled(callsite);
        ASKED.set(0);
        is_enabled
    }

    /// The host's number of a span.
    fn id(&self, span: u64) -> Option<Id> {
        self.spans.get(span).map(|span| span.id)
    }
}

impl Refreshed for PluginTraces {
    fn refresh(&self, max_level: u32) {
        if let Some(refresh) = self.refresh.get()
            && let Some(keep) = (self.keep)()
        {
            refresh(max_level);
            drop(keep);
        }
    }
}

impl TraceHost for PluginTraces {
    type Site = Site;

    fn attached(&self, refresh: Refresh) -> u32 {
        let _ = self.refresh.set(refresh);
        entered_spans::begin(self.info.number());
        let this: Weak<Self> = Weak::clone(&self.this);
        changes::tell(this);
        changes::max_level()
    }

    fn callsite(&self, metadata: &CallsiteMetadata<'_>) -> Option<&'static Callsite<Site>> {
        // `tracing` asks the subscriber of the thread that registers a callsite, which may be that of this thread alone.
        (!changes::is_own_thread()).then(|| sites::intern(metadata))
    }

    fn enabled(&self, callsite: &'static Callsite<Site>) -> bool {
        ASKED.set(std::ptr::from_ref(callsite).addr());
        let metadata = callsite.site.metadata();
        *metadata.level() <= LevelFilter::current()
            && dispatcher::get_default(|dispatch| dispatch.enabled(metadata))
    }

    fn event(&self, callsite: &'static Callsite<Site>, parent: Parent, values: &Values<'_>) {
        if !self.is_still_enabled(callsite) {
            return;
        }
        let metadata = callsite.site.metadata();
        let record = |values: &ValueSet<'_>| match parent {
            Parent::Contextual => Event::dispatch(metadata, values),
            Parent::Root => Event::child_of(None, metadata, values),
            Parent::Span(span) => Event::child_of(self.id(span), metadata, values),
        };
        values::of_plugin(&callsite.site, values, &self.info, record);
    }

    fn new_span(
        &self,
        callsite: &'static Callsite<Site>,
        own: SpanOwner,
        parent: Parent,
        values: &Values<'_>,
    ) -> u64 {
        if !self.is_still_enabled(callsite) {
            return 0;
        }
        let metadata = callsite.site.metadata();
        let (dispatch, id) = values::of_plugin(&callsite.site, values, &self.info, |values| {
            let attributes = match parent {
                Parent::Contextual => Attributes::new(metadata, values),
                Parent::Root => Attributes::new_root(metadata, values),
                Parent::Span(span) => match self.id(span) {
                    Some(id) => Attributes::child_of(id, metadata, values),
                    None => Attributes::new_root(metadata, values),
                },
            };
            dispatcher::get_default(|dispatch| {
                let id = dispatch.new_span(&attributes);
                (HeldDispatch::new(dispatch.clone()), id)
            })
        });
        self.spans.add(Span {
            dispatch,
            id,
            metadata,
            own: Some(own),
        })
    }

    fn record(&self, span: u64, values: &Values<'_>) {
        if let Some(span) = self.spans.get(span) {
            values::of_span(span.metadata, values, |values| {
                span.dispatch.record(&span.id, &Record::new(values));
            });
        }
    }

    fn follows_from(&self, span: u64, follows: u64) {
        if let (Some(span), Some(follows)) = (self.spans.get(span), self.id(follows)) {
            span.dispatch.record_follows_from(&span.id, &follows);
        }
    }

    fn enter(&self, span: u64) {
        if let Some(Span { dispatch, id, .. }) = self.spans.get(span) {
            let is_first = entered_spans::enter(self.info.number(), span, dispatch, id);
            if is_first {
                guest::watch_thread();
            }
        }
    }

    fn exit(&self, span: u64) {
        entered_spans::exit(self.info.number(), span);
    }

    fn clone_span(&self, span: u64) {
        if let Some(Span { dispatch, id, .. }) = self.spans.keep(span) {
            dispatch.clone_span(&id);
        }
    }

    fn try_close(&self, span: u64) -> bool {
        let last = self.spans.release(span);
        last.is_some_and(|Span { dispatch, id, .. }| dispatch.try_close(id))
    }

    fn current_span(&self) -> Option<CurrentSpan> {
        let current = |dispatch: &Dispatch| {
            let (id, metadata) = dispatch.current_span().into_inner()?;
            Some((HeldDispatch::new(dispatch.clone()), id, metadata))
        };
        let (dispatch, id, metadata) = dispatcher::get_default(current)?;
        let entered = entered_spans::handle_of(self.info.number(), &id);
        // Another subscriber may have a span with the same id.
        let is_it = |span: &Span| ptr::eq(span.metadata, metadata);
        if let Some(number) = entered
            && let Some(own) = self.spans.get(number).filter(is_it).and_then(|it| it.own)
        {
            return Some(CurrentSpan::Own(number, own));
        }
        let number = self.spans.lend(Span {
            dispatch,
            id,
            metadata,
            own: None,
        });
        Some(CurrentSpan::Foreign(number, foreign::describe(metadata)))
    }

    fn panicked(&self) {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| panics::tell_lost_trace(self.info.plugin()));
    }
}

impl Drop for PluginTraces {
    fn drop(&mut self) {
        if !self.is_attached() {
            return;
        }
        for Span { dispatch, id, .. } in self.spans.take() {
            drop(contain(|| Ok(dispatch.try_close(id))));
        }
        entered_spans::end(self.info.number());
        guest::announce();
    }
}

impl fmt::Debug for PluginTraces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginTraces")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}
