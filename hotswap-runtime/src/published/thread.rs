//! The node of the running thread.

use std::cell::Cell;
use std::sync::LazyLock;

use super::protocol::{Node, Nodes};

/// The nodes of all threads of the process, for all cells there are.
pub(super) static NODES: LazyLock<Nodes> = LazyLock::new(Nodes::new);

thread_local! {
    /// Has no destructor, so it can be asked at any moment of a thread's life.
    static NODE: Cell<Option<&'static Node>> = const { Cell::new(None) };
    static AT_END: AtEnd = const { AtEnd };
}

/// Gives the node back when the thread ends.
struct AtEnd;

impl Drop for AtEnd {
    fn drop(&mut self) {
        if let Some(node) = NODE.take() {
            node.leave();
        }
    }
}

/// The node of this thread; `None` if it is ending and has given its node back.
#[inline]
pub(super) fn node() -> Option<&'static Node> {
    NODE.get().or_else(claim_node)
}

#[cold]
fn claim_node() -> Option<&'static Node> {
    AT_END.try_with(|_| ()).ok()?;
    let node = NODES.claim();
    NODE.set(Some(node));
    Some(node)
}

/// Lends a node for something short: this thread's, or some other where it has none any more.
pub(super) fn borrow_node<R>(body: impl FnOnce(&Node) -> R) -> R {
    if let Some(node) = node() {
        return body(node);
    }
    let node = NODES.claim();
    let answer = body(node);
    node.leave();
    answer
}
