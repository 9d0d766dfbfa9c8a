//! Objects of plugins in the host, of the host in plugins, and of plugins in each other.

use hotswap::prelude::*;

use crate::api::Counter;
use crate::scene::Host;

#[test]
fn an_object_of_a_plugin_answers_the_host() {
    let host = Host::of(&["world"]);
    let counter: Obj<dyn Counter> = host.call("world", "counter", (40u64,)).unwrap();
    assert_eq!(
        (counter.add(1), counter.add(1), counter.version()),
        (41, 42, 1)
    );
}
