//! A value that is replaced, its readers and whoever reclaims.

use std::ops::Deref;
use std::rc::Rc;

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use loom::thread::{self, JoinHandle};

use crate::barrier::Barrier;
use crate::protocol::{Node, Nodes};

/// Runs `body` on a new stage in every order of its steps in which threads are interrupted up to three times.
pub(crate) fn explore(barrier: Barrier, body: impl Fn(&Stage) + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || body(&Stage::new(barrier)));
}

/// What all threads of a run share. Loom's threads take turns on one real thread, so it need not be an `Arc`.
#[derive(Clone)]
pub(crate) struct Stage(Rc<Cast>);

pub(crate) struct Cast {
    pub(crate) nodes: Nodes,
    current: AtomicPtr<Value>,
    values: [Value; 3],
    barrier: Barrier,
}

/// What `Arc<T>` is in the model.
struct Value {
    alive: UnsafeCell<bool>,
    count: AtomicUsize,
}

impl Value {
    fn new() -> Self {
        Self {
            alive: UnsafeCell::new(false),
            count: AtomicUsize::new(1),
        }
    }

    fn set_alive(&self, alive: bool) {
        // SAFETY: loom reports it if anyone else could be here.
        self.alive.with_mut(|place| unsafe { *place = alive });
    }

    fn use_it(&self) {
        // SAFETY: loom reports it if anyone could be writing.
        let alive = self.alive.with(|place| unsafe { *place });
        assert!(alive, "read when dropped");
    }

    /// Drops one count, as an `Arc` does; but without its fence, which would make up for what the protocol
    /// itself lacks.
    fn drop_count(&self) {
        if self.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.set_alive(false);
        }
    }
}

impl Deref for Stage {
    type Target = Cast;

    fn deref(&self) -> &Cast {
        &self.0
    }
}

impl Stage {
    /// Value 0 is current, the others are to come.
    fn new(barrier: Barrier) -> Self {
        let stage = Self(Rc::new(Cast {
            nodes: Nodes::new(),
            current: AtomicPtr::new(std::ptr::null_mut()),
            values: std::array::from_fn(|_| Value::new()),
            barrier,
        }));
        stage.values[0].set_alive(true);
        stage.put(0);
        stage
    }

    /// A thread with a node.
    pub(crate) fn reader(
        &self,
        body: impl FnOnce(&'static Node, &Stage) + 'static,
    ) -> JoinHandle<()> {
        let stage = self.clone();
        thread::spawn(move || body(stage.nodes.claim(), &stage))
    }

    /// Makes a value, and puts it in the place of the one before.
    pub(crate) fn replace_by(&self, value: usize) {
        self.values[value].set_alive(true);
        self.put(value);
    }

    /// Replaces value 0. Whether it was dropped as well.
    pub(crate) fn replace_and_reclaim(&self) -> bool {
        self.replace_by(1);
        self.reclaim(0)
    }
}

impl Cast {
    /// One call.
    pub(crate) fn read(&self, node: &Node) {
        self.read_with(node, || ());
    }

    /// One call, with something inside it.
    pub(crate) fn read_with(&self, node: &Node, inside: impl FnOnce()) {
        let slot = node.free_slot().expect("there are slots enough");
        // SAFETY: values live as long as the stage; whether they are "alive" is what loom finds out.
        let value = unsafe { &*slot.lease(&self.current, self.barrier) };
        value.use_it();
        inside();
        value.use_it();
        slot.clear();
    }

    /// Takes a count of what is current, as `load` does, and drops it in the end.
    pub(crate) fn share(&self, node: &Node) {
        let slot = node.brief_slot();
        // SAFETY: as in `read_with`.
        let value = unsafe { &*slot.lease(&self.current, self.barrier) };
        value.count.fetch_add(1, Ordering::Relaxed);
        slot.clear();
        value.use_it();
        value.drop_count();
    }

    pub(crate) fn put(&self, value: usize) {
        let value = std::ptr::from_ref(&self.values[value]).cast_mut();
        // As in `Leased::swap`.
        self.current.swap(value, Ordering::AcqRel);
    }

    /// Makes a value current again that was replaced and not reclaimed: its count is the cell's again.
    pub(crate) fn restore(&self, value: usize) {
        self.put(value);
    }

    /// Drops the cell's count of a value that is not current, unless a reader may be in it.
    pub(crate) fn reclaim(&self, value: usize) -> bool {
        let value = &self.values[value];
        let address = std::ptr::from_ref(value).cast();
        let is_free = !self.nodes.is_leased(address, self.barrier);
        if is_free {
            value.drop_count();
        }
        is_free
    }

    /// Makes a new value where one was dropped.
    pub(crate) fn renew(&self, value: usize) {
        self.values[value].count.store(1, Ordering::Relaxed);
        self.values[value].set_alive(true);
    }
}
