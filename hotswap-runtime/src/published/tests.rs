//! What every strategy promises, tested over each of them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use super::barrier::Barrier;
use super::{Counted, Leased, Publish, Retired, thread as nodes};

/// A number that says when it is dropped, and is no longer that number then.
struct Value {
    number: AtomicU64,
    drops: Arc<AtomicU64>,
}

const DEAD: u64 = u64::MAX;

impl Value {
    fn number(&self) -> u64 {
        self.number.load(Ordering::Relaxed)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.number.store(DEAD, Ordering::Relaxed);
        self.drops.fetch_add(1, Ordering::Relaxed);
    }
}

/// A cell, and how many of its values have been dropped.
struct Stage<C> {
    cell: C,
    drops: Arc<AtomicU64>,
}

impl<C: Publish<Value>> Stage<C> {
    fn new(make: impl FnOnce(Arc<Value>) -> C) -> Self {
        let drops = Arc::default();
        Self {
            cell: make(value(0, &drops)),
            drops,
        }
    }

    fn put(&self, number: u64) -> Retired<Value> {
        self.cell.swap(value(number, &self.drops))
    }

    fn read(&self) -> u64 {
        self.cell.with(Value::number)
    }

    fn drops(&self) -> u64 {
        self.drops.load(Ordering::Relaxed)
    }

    /// Tries once to let go of a value; gives it back if somebody is in it.
    fn reclaim(&self, retired: Retired<Value>) -> Option<Retired<Value>> {
        retired.let_go().map(drop).err()
    }

    fn reclaim_all(&self, retired: &mut Vec<Retired<Value>>) {
        let tried = std::mem::take(retired).into_iter();
        retired.extend(tried.filter_map(|it| self.reclaim(it)));
    }
}

fn value(number: u64, drops: &Arc<AtomicU64>) -> Arc<Value> {
    Arc::new(Value {
        number: AtomicU64::new(number),
        drops: Arc::clone(drops),
    })
}

fn readers_get_the_newest<C: Publish<Value>>(stage: &Stage<C>) {
    assert_eq!(stage.read(), 0);
    assert!(stage.reclaim(stage.put(1)).is_none());
    assert_eq!(stage.read(), 1);
    assert_eq!(stage.cell.load().number(), 1);
    assert_eq!(stage.drops(), 1);
}

fn a_share_outlives_what_it_came_from<C: Publish<Value>>(stage: &Stage<C>) {
    let share = stage.cell.load();
    assert!(stage.reclaim(stage.put(1)).is_none());
    assert_eq!((share.number(), stage.drops()), (0, 0));
    drop(share);
    assert_eq!(stage.drops(), 1);
}

fn what_a_reader_is_in_is_not_dropped<C: Publish<Value>>(stage: &Stage<C>) {
    let kept = stage.cell.with(|value| {
        let kept = stage.reclaim(stage.put(1));
        assert_eq!((value.number(), stage.drops()), (0, 0));
        kept
    });
    kept.map(|kept| stage.reclaim(kept));
    assert_eq!(stage.drops(), 1);
}

fn a_reader_inside_a_reader_gets_the_newest<C: Publish<Value>>(stage: &Stage<C>) {
    // Deeper than there are slots.
    fn descend<C: Publish<Value>>(stage: &Stage<C>, depth: u64, retired: &mut Vec<Retired<Value>>) {
        stage.cell.with(|value| {
            assert_eq!(value.number(), depth);
            if depth < 20 {
                retired.push(stage.put(depth + 1));
                stage.reclaim_all(retired);
                descend(stage, depth + 1, retired);
            }
            assert_eq!(value.number(), depth, "still alive");
        });
    }
    let mut retired = Vec::new();
    descend(stage, 0, &mut retired);
    stage.reclaim_all(&mut retired);
    assert!(retired.is_empty());
    assert_eq!(stage.drops(), 20);
}

fn a_panic_ends_the_reading<C: Publish<Value>>(stage: &Stage<C>) {
    let panics = AssertUnwindSafe(|| stage.cell.with(|_| std::panic::resume_unwind(Box::new(()))));
    assert!(catch_unwind(panics).is_err());
    assert!(stage.reclaim(stage.put(1)).is_none());
    assert_eq!(stage.drops(), 1);
}

fn values_go_with_their_cell<C: Publish<Value>>(stage: Stage<C>) {
    let drops = Arc::clone(&stage.drops);
    drop(stage);
    assert_eq!(drops.load(Ordering::Relaxed), 1);
}

/// Reads when it is dropped: some thread-locals are dropped before the node is given back, some after.
struct ReadsAtEnd {
    read: Box<dyn Fn() -> u64 + Send>,
    answers: mpsc::Sender<u64>,
}

impl Drop for ReadsAtEnd {
    fn drop(&mut self) {
        let _ = self.answers.send((self.read)());
    }
}

thread_local! {
    static FIRST: RefCell<Option<ReadsAtEnd>> = const { RefCell::new(None) };
    static LAST: RefCell<Option<ReadsAtEnd>> = const { RefCell::new(None) };
}

fn a_thread_that_is_ending_may_read<C: Publish<Value> + 'static>(stage: Stage<C>) {
    let stage = Arc::new(stage);
    let (sender, answers) = mpsc::channel();
    let reads_at_end = || {
        let stage = Arc::clone(&stage);
        Some(ReadsAtEnd {
            read: Box::new(move || stage.read() + stage.cell.load().number()),
            answers: sender.clone(),
        })
    };
    let (first, last) = (reads_at_end(), reads_at_end());
    let _ = stage.put(21).let_go();
    thread::spawn({
        let stage = Arc::clone(&stage);
        move || {
            FIRST.set(first);
            stage.read();
            LAST.set(last);
        }
    })
    .join()
    .unwrap();
    drop(sender);
    assert_eq!(answers.iter().collect::<Vec<_>>(), [42, 42]);
    assert!(
        stage.reclaim(stage.put(1)).is_none(),
        "nothing is left behind"
    );
}

fn no_reader_ever_sees_what_is_dropped<C: Publish<Value>>(stage: &Stage<C>) {
    const SWAPS: u64 = 20_000;
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut last = 0;
                while !stop.load(Ordering::Relaxed) {
                    let number = stage.cell.with(|outer| {
                        let number = outer.number();
                        assert!((number..DEAD).contains(&stage.read()));
                        assert_eq!(outer.number(), number);
                        number
                    });
                    assert!((last..DEAD).contains(&number), "time goes forward");
                    last = number;
                    assert!((last..DEAD).contains(&stage.cell.load().number()));
                }
            });
        }
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                scope
                    .spawn(|| assert_ne!(stage.read(), DEAD))
                    .join()
                    .unwrap();
            }
        });
        let mut retired = Vec::new();
        for number in 1..=SWAPS {
            retired.push(stage.put(number));
            stage.reclaim_all(&mut retired);
        }
        stop.store(true, Ordering::Relaxed);
        while !retired.is_empty() {
            stage.reclaim_all(&mut retired);
        }
    });
    assert_eq!(stage.drops(), SWAPS);
}

macro_rules! suite {
    ($strategy:ident, $make:expr) => {
        mod $strategy {
            use super::*;

            suite!(@tests $make;
                readers_get_the_newest(&),
                a_share_outlives_what_it_came_from(&),
                what_a_reader_is_in_is_not_dropped(&),
                a_reader_inside_a_reader_gets_the_newest(&),
                a_panic_ends_the_reading(&),
                values_go_with_their_cell(),
                a_thread_that_is_ending_may_read(),
                no_reader_ever_sees_what_is_dropped(&),
            );
        }
    };
    (@tests $make:expr; $($test:ident($($by:tt)?),)+) => {$(
        #[test]
        fn $test() {
            super::$test($($by)? Stage::new($make));
        }
    )+};
}

suite!(counted, Counted::new);
suite!(leased, Leased::new);
suite!(leased_with_fences, |first| {
    Leased::with_barrier(first, Barrier::Fences)
});

#[test]
fn threads_hand_their_seats_on() {
    let node = || nodes::node().map(|node| std::ptr::from_ref(node).addr());
    let taken: HashSet<_> = (0..500)
        .map(|_| thread::spawn(node).join().unwrap())
        .collect();
    assert!(!taken.contains(&None));
    assert!(taken.len() < 100, "{} nodes for 500 threads", taken.len());
}

#[test]
fn what_is_dropped_with_a_reader_in_it_is_never_let_go() {
    let stage = Stage::new(Leased::new);
    stage.cell.with(|value| {
        drop(stage.put(1));
        assert_eq!(value.number(), 0);
    });
    assert_eq!(stage.drops(), 0);
}

#[test]
fn what_is_published_again_outlives_its_retirement() {
    let stage = Stage::new(Leased::new);
    let first = stage.cell.load();
    let retired = stage.put(1);
    let second = stage.cell.swap(first);
    stage.cell.with(|_| {
        let retired = stage.reclaim(retired).expect("it is being read");
        assert!(stage.reclaim(second).is_none());
        drop(retired);
    });
    assert_eq!((stage.read(), stage.drops()), (0, 1));
}

#[cfg(unix)]
#[test]
fn a_forked_child_reads_on_and_keeps_what_lost_threads_were_in() {
    test_kit::isolated(|| {
        let stage = Stage::new(Leased::new);
        let (inside, is_inside) = mpsc::channel();
        let (leave, leaves) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let cell = &stage.cell;
            scope.spawn(move || {
                cell.with(|_| {
                    inside.send(()).unwrap();
                    let _ = leaves.recv();
                });
            });
            is_inside.recv().unwrap();
            // SAFETY: C-CALL: the child does only what the C library allows after a fork, and leaves by `_exit`.
            let child = unsafe { libc::fork() };
            if child == 0 {
                let first = stage.reclaim(stage.put(1));
                let second = stage.reclaim(stage.put(2));
                let is_right = first.is_some() && second.is_none() && stage.read() == 2;
                // SAFETY: C-CALL: it ends the process in any state.
                unsafe { libc::_exit(i32::from(!is_right)) };
            }
            let mut status = -1;
            // SAFETY: C-CALL: `status` is a place to write to.
            let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
            assert_eq!((waited, status), (child, 0));
            drop(leave);
        });
    });
}
