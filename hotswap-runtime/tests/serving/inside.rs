//! A reload that is asked for from inside.

use hotswap::prelude::*;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, plugin_source};

use crate::host::Host;

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
    assert!(error.contains("inside a call of a plugin"), "{error}");
    assert_eq!(host.version(), 7);
    assert_eq!(console.reload().unwrap(), "world: unchanged");
}
