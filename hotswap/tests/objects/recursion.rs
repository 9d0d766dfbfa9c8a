//! Interfaces that stand in themselves, and in each other.

use std::sync::Mutex;

use hotswap::Abi;
use hotswap::object::Interface;
use hotswap::prelude::*;

#[hotswap::interface]
trait Node {
    fn next(&self) -> Option<Obj<dyn Node>>;
    fn link(&self, to: &Obj<dyn Node>, others: &[Obj<dyn Node>], more: Vec<(u8, Obj<dyn Node>)>);
    fn value(&self) -> hotswap::Result<Pair<Obj<dyn Node>>>;
}

#[derive(hotswap::Abi, Clone)]
struct Pair<T> {
    left: Option<T>,
    right: Vec<T>,
}

#[derive(Default)]
struct Links(Mutex<Vec<Obj<dyn Node>>>);

impl Node for Links {
    fn next(&self) -> Option<Obj<dyn Node>> {
        self.0.lock().unwrap().first().cloned()
    }

    fn link(&self, to: &Obj<dyn Node>, others: &[Obj<dyn Node>], more: Vec<(u8, Obj<dyn Node>)>) {
        let more = more.into_iter().map(|(_, node)| node);
        let all = [to.clone()].into_iter().chain(others.to_vec()).chain(more);
        self.0.lock().unwrap().extend(all);
    }

    fn value(&self) -> hotswap::Result<Pair<Obj<dyn Node>>> {
        let right = self.0.lock().unwrap().clone();
        Ok(Pair {
            left: self.next(),
            right,
        })
    }
}

#[test]
fn an_interface_may_stand_in_itself() {
    let node = || Obj::<dyn Node>::new(Links::default());
    let [a, b, c, d] = [node(), node(), node(), node()];
    assert_eq!(a.next(), None);
    a.link(&b, &[c.clone(), d.clone()], vec![(1, d.clone())]);
    assert_eq!(a.next(), Some(b.clone()));
    let Pair { left, right } = a.value().unwrap();
    assert_eq!((left, right), (Some(b.clone()), vec![b, c, d.clone(), d]));
}

/// Two ideas of interfaces that stand in each other.
macro_rules! pair {
    ($side:ident, $more:ty) => {
        mod $side {
            use hotswap::prelude::*;

            #[hotswap::interface]
            pub(crate) trait Parent {
                #[hotswap(recursive)]
                fn children(&self) -> Vec<Obj<dyn Child>>;
            }

            #[hotswap::interface]
            pub(crate) trait Child {
                fn parent(&self) -> Option<Obj<dyn Parent>>;
                fn age(&self) -> $more;
            }
        }
    };
}

pair!(ours, u8);
pair!(theirs, u64);

struct Family;

impl ours::Parent for Family {
    fn children(&self) -> Vec<Obj<dyn ours::Child>> {
        vec![Obj::new(Family), Obj::new(Family)]
    }
}

impl ours::Child for Family {
    fn parent(&self) -> Option<Obj<dyn ours::Parent>> {
        Some(Obj::new(Family))
    }
    fn age(&self) -> u8 {
        7
    }
}

#[test]
fn interfaces_may_stand_in_each_other() {
    use ours::{Child as _, Parent as _};
    let parent = Obj::<dyn ours::Parent>::new(Family);
    let children = parent.children();
    assert_eq!(children[1].age(), 7);
    assert_eq!(children[0].parent().unwrap().children().len(), 2);
}

/// `Parent` is but a name in `Child`, and the other way round: so a `Parent` alone does not say which
/// `Child` it has. It is seen when one arrives.
#[test]
fn a_difference_behind_a_name_is_found_before_it_does_harm() {
    use theirs::Parent as _;
    let [ours, theirs] = [<dyn ours::Parent>::TYPE, <dyn theirs::Parent>::TYPE];
    assert_eq!(ours.fingerprint(), theirs.fingerprint());
    let lowered = Obj::<dyn ours::Parent>::new(Family).lower();
    // SAFETY: the fingerprints are equal.
    let parent = unsafe { <Obj<dyn theirs::Parent>>::lift(lowered) };
    let panic = std::panic::catch_unwind(|| parent.children()).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("different versions of `dyn Child`"), "{text}");
}
