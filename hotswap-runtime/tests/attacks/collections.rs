//! Keys that hash, compare and order as they like.

use std::cmp::Ordering as Order;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::Stage;

/// The same type, with the same manners, as the plugin has.
#[derive(hotswap::Abi, Clone, Debug)]
struct Key(u32);

static TURN: AtomicUsize = AtomicUsize::new(0);

impl PartialEq for Key {
    fn eq(&self, _: &Self) -> bool {
        TURN.fetch_add(1, SeqCst).is_multiple_of(3)
    }
}
impl Eq for Key {}
impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_usize(TURN.fetch_add(7, SeqCst));
    }
}
impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Order> {
        Some(self.cmp(other))
    }
}
impl Ord for Key {
    fn cmp(&self, other: &Self) -> Order {
        self.0.cmp(&other.0)
    }
}

const PLUGIN: &str = "
    use std::collections::{BTreeMap, HashMap, HashSet};
    use std::cmp::Ordering as Order;
    #[derive(hotswap::Abi, Clone, Debug)] struct Key(u32);
    static TURN: AtomicUsize = AtomicUsize::new(0);
    impl PartialEq for Key { fn eq(&self, _: &Self) -> bool { TURN.fetch_add(1, SeqCst).is_multiple_of(3) } }
    impl Eq for Key {}
    impl std::hash::Hash for Key { fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        if self.0 == 99999 { panic!(\"in hash\") }
        hasher.write_usize(TURN.fetch_add(7, SeqCst))
    } }
    impl PartialOrd for Key { fn partial_cmp(&self, other: &Self) -> Option<Order> { Some(self.cmp(other)) } }
    impl Ord for Key { fn cmp(&self, _: &Self) -> Order {
        let turn = TURN.fetch_add(1, SeqCst);
        if turn % 1009 == 0 { panic!(\"in cmp\") }
        [Order::Less, Order::Equal, Order::Greater][turn % 3]
    } }
    #[plugin_fn] fn map(map: HashMap<Key, String>) -> u32 { map.len() as u32 }
    #[plugin_fn] fn set(set: HashSet<Key>) -> u32 { set.len() as u32 }
    #[plugin_fn] fn tree(tree: BTreeMap<Key, Vec<String>>) -> u32 { tree.len() as u32 }
    #[plugin_fn] fn numbers(n: u32) -> HashMap<u32, String> { (0..n).map(|n| (n, n.to_string())).collect() }";

#[test]
fn keys_without_manners_are_counted_or_refused() {
    attack(|| {
        let stage = Stage::of(&[evil(PLUGIN)]);
        for size in 0..150u32 {
            // It is the plugin that panics at this key, while it lifts the map.
            let key = |n| Key(if size % 50 == 49 && n == 3 { 99999 } else { n });
            let map: HashMap<Key, String> = (0..size)
                .map(|n| (key(n), "v".repeat(n as usize)))
                .collect();
            let set: HashSet<Key> = (0..size).map(Key).collect();
            let tree: BTreeMap<Key, Vec<String>> = (0..size)
                .map(|n| (Key(n), vec!["z".to_owned(); 3]))
                .collect();
            // Whatever they come to: there is no right answer.
            let _ = stage.try_call::<u32>("evil", "map", (map,));
            let _ = stage.try_call::<u32>("evil", "set", (set,));
            let _ = stage.try_call::<u32>("evil", "tree", (tree,));
            let numbers: HashMap<u32, String> = stage.call("evil", "numbers", (size,));
            assert_eq!(numbers.len(), size as usize);
        }
        stage.replace("evil");
        stage.all_gone();
    });
}
