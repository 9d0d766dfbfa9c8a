//! A reload that is asked for from inside, and a host that goes from inside.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, plugin_source};

use crate::common::host::Host;

#[hotswap::interface]
trait Operator {
    fn reload(&self) -> hotswap::Result<String>;
}
struct Console(Swapper);

impl Operator for Console {
    fn reload(&self) -> hotswap::Result<String> {
        Ok(self.0.reload(&LiveData::none())?.to_string())
    }
}

/// A plugin that asks for a reload when it is told to.
fn impatient() -> Plugin {
    Plugin::new("world").source(plugin_source(
        "#[hotswap::interface] pub trait Operator { fn reload(&self) -> hotswap::Result<String>; }
         #[plugin_fn] fn ask(operator: Obj<dyn Operator>) -> hotswap::Result<String> { operator.reload() }
         #[plugin_fn] fn version() -> u32 { 7 }",
    ))
}

#[test]
fn a_reload_asked_for_inside_a_plugin_call_is_refused_and_the_host_may_ask_afterwards() {
    let host = Host::serving();
    host.plugins.add(&impatient());
    host.reload().unwrap();
    let console = Obj::<dyn Operator>::new(Console(host.swapper.clone()));
    let manager = host.swapper.current();
    let ask = || {
        manager
            .plugin("world")?
            .invoke::<String>("ask", (&console,))
    };
    let error = ask().unwrap_err().to_string();
    assert!(error.contains("from within a plugin call"), "{error}");
    assert_eq!(host.version(), 7);
    assert_eq!(console.reload().unwrap(), "world: unchanged");
}

#[hotswap::interface]
trait Owner {
    fn leave(&self);
}

/// Lets go of the last swapper, once it is the last, and says when that is done.
struct Last {
    swapper: Mutex<Option<Swapper>>,
    is_last: Mutex<Receiver<()>>,
    has_left: Sender<()>,
}

impl Owner for Last {
    fn leave(&self) {
        self.is_last.lock().unwrap().recv().unwrap();
        drop(self.swapper.lock().unwrap().take());
        self.has_left.send(()).unwrap();
    }
}

/// A plugin whose `on_free` waits for its thread, which calls the host.
fn attached() -> Plugin {
    Plugin::new("world").source(
        r#"
        use hotswap::prelude::*;
        use std::sync::Mutex;

        #[hotswap::interface]
        pub trait Owner { fn leave(&self); }

        static THREAD: Mutex<Option<hotswap::Thread>> = Mutex::new(None);

        #[derive(Default)]
        pub struct World;

        #[hotswap::plugin]
        impl Plugin for World {
            fn on_free(&self) { THREAD.lock().unwrap().take().map(hotswap::Thread::join); }
        }

        #[plugin_fn]
        fn have_leave(owner: Obj<dyn Owner>) {
            *THREAD.lock().unwrap() = hotswap::spawn("leaver", move |_| owner.leave()).ok();
        }
        "#,
    )
}

#[test]
fn a_swapper_that_a_thread_of_a_plugin_drops_does_not_wait_for_that_thread() {
    let host = Host::serving();
    host.plugins.add(&attached());
    host.reload().unwrap();
    let (last, is_last) = channel();
    let (leave, has_left) = channel();
    let owner = Obj::<dyn Owner>::new(Last {
        swapper: Mutex::new(Some(host.swapper.clone())),
        is_last: Mutex::new(is_last),
        has_left: leave,
    });
    let world = host.swapper.current();
    let called = world
        .plugin("world")
        .unwrap()
        .invoke::<()>("have_leave", (owner,));
    called.unwrap();
    drop(world);
    drop(host);
    last.send(()).unwrap();
    let left = has_left.recv_timeout(Duration::from_secs(20));
    assert!(left.is_ok(), "it waits for itself");
}
