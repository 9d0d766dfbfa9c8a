//! The spans that one version of a plugin has.
//!
//! The plugin knows a span by a number that is made here, and not by that of the host's subscriber. So it can close no span
//! of others, numbers that it makes up mean nothing, and what it has not closed is known when it goes.

use std::cell::Cell;
use std::collections::VecDeque;
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use hotswap::trace::SpanOwner;
use parking_lot::Mutex;
use tracing_core::Metadata;
use tracing_core::span::Id;

use crate::held_dispatch::HeldDispatch;

/// Threads use different shards, so they seldom wait for each other.
const SHARDS: usize = 16;
const SHARD_BITS: u32 = SHARDS.trailing_zeros();
const GENERATION_SHIFT: u32 = 32;

/// As many spans that are not the plugin's own are known in a shard without being used.
const LENT: usize = 16;

#[derive(Default)]
pub(super) struct Spans([Mutex<Shard>; SHARDS]);

/// A span that a plugin has.
#[derive(Clone)]
pub(super) struct Span {
    pub(super) dispatch: HeldDispatch,
    pub(super) id: Id,
    pub(super) metadata: &'static Metadata<'static>,
    /// `None` if it is not the plugin's own.
    pub(super) own: Option<SpanOwner>,
}

#[derive(Default)]
struct Shard {
    slots: Vec<Slot>,
    free: Vec<usize>,
    /// The numbers of spans that are not the plugin's own. Those that it does not use are forgotten one day.
    lent: VecDeque<u64>,
}

struct Slot {
    /// A number with another generation means an earlier span.
    generation: u32,
    entry: Option<Entry>,
}

struct Entry {
    span: Span,
    /// How often the plugin has it.
    count: usize,
}

/// The shard of this thread.
fn shard_here() -> usize {
    thread_local! {
        static SHARD: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let mut shard = SHARD.get();
    if shard == usize::MAX {
        // Relaxed: any number will do.
        shard = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
        SHARD.set(shard);
    }
    shard
}

impl Spans {
    /// Adds a span that the plugin has once.
    pub(super) fn add(&self, span: Span) -> u64 {
        let at = shard_here();
        let entry = Entry { span, count: 1 };
        self.0[at].lock().insert(at, entry)
    }

    /// The number of a span that is not the plugin's own, which this thread is in.
    pub(super) fn lend(&self, span: Span) -> u64 {
        let at = shard_here();
        let known = self.0[at].lock().find_lent(&span);
        // Another subscriber may have a span with the same id. No lock is held while subscribers are asked.
        let mut known = known.into_iter();
        if let Some((number, _)) = known.find(|(_, known)| known.is_current()) {
            return number;
        }
        let mut shard = self.0[at].lock();
        let forgotten = match shard.lent.len() {
            LENT => shard.forget_oldest(),
            _ => None,
        };
        let number = shard.insert(at, Entry { span, count: 0 });
        shard.lent.push_back(number);
        drop(shard);
        // It may be the last that has its subscriber, whose drop is code of the host.
        drop(forgotten);
        number
    }

    /// The span of this number.
    pub(super) fn get(&self, number: u64) -> Option<Span> {
        let shard = self.shard(number).lock();
        shard.entry(number).map(|entry| entry.span.clone())
    }

    /// Counts one more use of a span. Returns the span if it is the first.
    pub(super) fn keep(&self, number: u64) -> Option<Span> {
        let mut shard = self.shard(number).lock();
        let entry = shard.entry_mut(number)?;
        entry.count += 1;
        (entry.count == 1).then(|| entry.span.clone())
    }

    /// Counts one use less. Returns the span if it was the last.
    pub(super) fn release(&self, number: u64) -> Option<Span> {
        let mut shard = self.shard(number).lock();
        let entry = shard.entry_mut(number)?;
        entry.count = entry.count.checked_sub(1)?;
        if entry.count > 0 {
            return None;
        }
        shard.remove(number).map(|entry| entry.span)
    }

    /// Takes all spans that the plugin still has.
    pub(super) fn take(&mut self) -> Vec<Span> {
        let shards = self.0.iter_mut().map(Mutex::get_mut);
        let slots = shards.flat_map(|shard| mem::take(&mut shard.slots));
        let entries = slots.filter_map(|slot| slot.entry);
        let used = entries.filter(|entry| entry.count > 0);
        used.map(|entry| entry.span).collect()
    }

    fn shard(&self, number: u64) -> &Mutex<Shard> {
        &self.0[number as usize % SHARDS]
    }
}

/// The place of a number's slot in its shard.
fn index(number: u64) -> usize {
    (number as u32 >> SHARD_BITS) as usize
}

fn generation(number: u64) -> u32 {
    (number >> GENERATION_SHIFT) as u32
}

impl Span {
    /// Whether its own subscriber says that this thread is in it.
    fn is_current(&self) -> bool {
        let current = self.dispatch.current_span();
        current.id() == Some(&self.id)
            && current
                .metadata()
                .is_some_and(|it| ptr::eq(it, self.metadata))
    }
}

impl Shard {
    /// The numbers of spans that were lent, of any subscriber, with this id and these metadata.
    fn find_lent(&self, span: &Span) -> Vec<(u64, Span)> {
        let numbers = self.lent.iter().copied();
        let entries = numbers.filter_map(|number| Some((number, &self.entry(number)?.span)));
        let is_same = |known: &Span| known.id == span.id && ptr::eq(known.metadata, span.metadata);
        let found = entries.filter(|(_, known)| is_same(known));
        found
            .map(|(number, known)| (number, known.clone()))
            .collect()
    }

    fn entry(&self, number: u64) -> Option<&Entry> {
        let slot = self.slots.get(index(number))?;
        slot.entry
            .as_ref()
            .filter(|_| slot.generation == generation(number))
    }

    fn entry_mut(&mut self, number: u64) -> Option<&mut Entry> {
        let slot = self.slots.get_mut(index(number))?;
        slot.entry
            .as_mut()
            .filter(|_| slot.generation == generation(number))
    }

    fn insert(&mut self, shard: usize, entry: Entry) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot {
                generation: 0,
                entry: None,
            });
            self.slots.len() - 1
        });
        let slot = &mut self.slots[index];
        // Never 0, so no number is 0; and never the highest, which stands for other things.
        slot.generation = slot.generation % (u32::MAX - 1) + 1;
        slot.entry = Some(entry);
        let generation = u64::from(slot.generation) << GENERATION_SHIFT;
        generation | (index << SHARD_BITS | shard) as u64
    }

    fn remove(&mut self, number: u64) -> Option<Entry> {
        self.entry(number)?;
        self.free.push(index(number));
        self.slots[index(number)].entry.take()
    }

    /// Forgets the span that was lent first, unless the plugin uses it.
    fn forget_oldest(&mut self) -> Option<Entry> {
        let number = self.lent.pop_front()?;
        let is_unused = self.entry(number)?.count == 0;
        is_unused.then(|| self.remove(number)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use tracing_core::Dispatch;
    use tracing_core::span::Attributes;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    static METADATA: std::sync::LazyLock<&'static Metadata<'static>> =
        std::sync::LazyLock::new(|| {
            let span = || tracing::info_span!("test").metadata();
            let registry = tracing_subscriber::registry();
            tracing::subscriber::with_default(registry, span).expect("it is enabled")
        });

    fn span(id: u64) -> Span {
        Span {
            dispatch: HeldDispatch::new(Dispatch::none()),
            id: Id::from_u64(id),
            metadata: *METADATA,
            own: None,
        }
    }

    /// A span that this thread is in, of a subscriber of its own.
    fn entered() -> Span {
        let dispatch = HeldDispatch::new(Dispatch::new(tracing_subscriber::registry()));
        let metadata: &'static Metadata<'static> = *METADATA;
        let values = metadata.fields().value_set_all(&[]);
        let id = dispatch.new_span(&Attributes::new_root(metadata, &values));
        dispatch.enter(&id);
        Span {
            dispatch,
            id,
            metadata,
            own: None,
        }
    }

    #[test]
    fn a_number_means_its_span_until_that_is_released_as_often_as_it_was_kept() {
        let spans = Spans::default();
        let first = spans.add(span(7));
        assert!(spans.keep(first).is_none(), "not the first use");
        assert!(spans.release(first).is_none());
        assert_eq!(spans.release(first).unwrap().id, Id::from_u64(7));
        assert!(spans.get(first).is_none());
        let second = spans.add(span(8));
        assert_ne!(first, second);
        assert!(spans.get(first).is_none(), "the slot is another's");
        assert!(spans.release(first).is_none());
        assert_eq!(spans.get(second).unwrap().id, Id::from_u64(8));
    }

    #[test]
    fn a_span_is_not_taken_for_that_of_another_subscriber_with_the_same_id() {
        let spans = Spans::default();
        let one = entered();
        let first = spans.lend(one.clone());
        one.dispatch.exit(&one.id);
        let other = entered();
        assert_eq!(one.id, other.id);
        assert_ne!(spans.lend(other), first);
    }

    #[test]
    fn spans_that_were_lent_and_not_used_are_forgotten() {
        let mut spans = Spans::default();
        let lent = entered();
        let first = spans.lend(lent.clone());
        assert_eq!(spans.lend(lent), first, "it is known");
        let used = spans.lend(span(2));
        assert_eq!(spans.keep(used).unwrap().id, Id::from_u64(2));
        for id in 10..100 {
            spans.lend(span(id));
        }
        assert!(spans.get(first).is_none());
        assert_eq!(spans.get(used).unwrap().id, Id::from_u64(2));
        let left: Vec<_> = spans.take().into_iter().map(|span| span.id).collect();
        assert_eq!(left, [Id::from_u64(2)], "only what is used is left");
    }

    /// A subscriber that looks for locks when it is dropped.
    struct Looks {
        spans: Arc<Spans>,
        finds_lock: Arc<AtomicBool>,
    }

    impl<S: tracing_core::Subscriber> tracing_subscriber::Layer<S> for Looks {}

    impl Drop for Looks {
        fn drop(&mut self) {
            let is_locked = |shard: &Mutex<Shard>| shard.try_lock().is_none();
            let finds_lock = self.spans.0.iter().any(is_locked);
            self.finds_lock.fetch_or(finds_lock, Ordering::SeqCst);
        }
    }

    #[test]
    fn a_subscriber_is_dropped_without_a_lock() {
        let spans = Arc::new(Spans::default());
        let finds_lock = Arc::new(AtomicBool::new(false));
        let lend = |id| {
            let looks = Looks {
                spans: Arc::clone(&spans),
                finds_lock: Arc::clone(&finds_lock),
            };
            let subscriber = tracing_subscriber::registry().with(looks);
            let dispatch = HeldDispatch::new(Dispatch::new(subscriber));
            spans.lend(Span {
                dispatch,
                ..span(id)
            });
        };
        for id in 1..100 {
            lend(id);
        }
        assert!(!finds_lock.load(Ordering::SeqCst));
    }
}
