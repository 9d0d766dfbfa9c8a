//! A plugin that is a host itself.

use hotswap::{LiveData, Obj};

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::{Attacker, evil};
use crate::stage::{Stage, step};

fn nest() -> Attacker {
    let api = include_str!("api.rs");
    let body = format!(
        "pub mod api {{ {} }}
         use api::*;
         use hotswap::prelude::*;
         use hotswap::LiveData;
         use hotswap_runtime::Swapper;
         use std::sync::Mutex;
         static SWAPPER: Mutex<Option<Swapper>> = Mutex::new(None);
         #[derive(Default)] pub struct Nest;
         #[hotswap::plugin] impl Plugin for Nest {{ fn on_free(&self) {{ SWAPPER.lock().unwrap().take(); }} }}
         #[plugin_fn] fn start(directory: &str) -> hotswap::Result<String> {{
             let swapper = Swapper::builder(directory).free_delay(std::time::Duration::ZERO).build()?;
             let report = swapper.load(&LiveData::none())?;
             *SWAPPER.lock().unwrap() = Some(swapper);
             Ok(report.to_string())
         }}
         #[plugin_fn] fn get() -> hotswap::Result<Obj<dyn Thing>> {{
             let manager = SWAPPER.lock().unwrap().as_ref().ok_or_else(|| hotswap::Error::msg(\"not started\"))?.current();
             manager.plugin(\"evil\")?.invoke(\"local\", (1u32,))
         }}",
        api.replace("//! What the host and the plugins that attack it share.", "")
    );
    let runtime = format!(
        "hotswap-runtime = {{ package = \"hotswap-host\", path = {:?} }}",
        env!("CARGO_MANIFEST_DIR")
    );
    Attacker::of("nest", &body).dependency(&runtime)
}

/// Either it is refused before its code runs, or it works over reloads, objects of its own plugins included.
#[test]
fn a_plugin_that_is_a_host_works_or_is_refused() {
    attack(|| {
        let inner = Stage::empty(&[evil("")], |builder| builder);
        inner.publish("evil");
        let outer = Stage::empty(&[nest()], |builder| builder);
        outer.publish("nest");
        step("the outer host loads it");
        if let Err(error) = outer.swapper.load(&LiveData::none()) {
            let text = error.to_string();
            assert!(
                text.contains("hotswap-runtime") || text.contains("hotswap_runtime"),
                "{text}"
            );
            return;
        }
        for _ in 0..5 {
            let directory = inner.plugins.path().to_str().unwrap();
            step(outer.call::<String>("nest", "start", (directory,)));
            let object: Obj<dyn Thing> = outer.call("nest", "get", ());
            assert_eq!(object.poke(1), 2);
            outer.replace("nest");
            let another = object.clone();
            assert_eq!(another.poke(1), 2);
            drop((object, another));
        }
        outer.all_gone();
        outer.end();
    });
}
