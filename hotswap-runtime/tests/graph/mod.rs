//! Plugins that need each other: random graphs of real libraries, and imports under attack.
//!
//! - `node`, `shapes`, `stage`, `model`, `random`: random graphs, against a naive model of what must happen
//! - `random_refused`: the same with plugins that are kept or left out
//! - `imports`: who may still look at an import, and until when
//! - `rewiring`: files that move while what they need is rebuilt
//! - `refused`: plugins that are kept or left out, and the others are loaded
//! - `objects`: objects that hold whole chains of old versions
//! - `compilers`: importer and exporter by different compilers, with different dependencies
//! - `checking`: would these be loaded?
//! - `soak`: hundreds of reloads of a chain under load

mod checking;
mod compilers;
mod imports;
mod model;
mod objects;
mod random;
mod random_refused;
mod refused;
mod rewiring;
mod shapes;
mod soak;
mod stage;

use crate::common::scene::Scene;
use hotswap_runtime::{Stats, safe_point};

impl Scene {
    /// Waits until the statistics are as they should be.
    fn wait_for_stats(&self, what: &str, is_so: impl Fn(&Stats) -> bool) {
        test_kit::wait_for(|| {
            // This thread called the plugins, too.
            safe_point();
            let stats = self.swapper.stats();
            if is_so(&stats) {
                Ok(())
            } else {
                Err(format!("{what}:\n{stats}"))
            }
        });
    }

    fn wait_for_unloaded(&self, count: u64) {
        self.wait_for_stats("old ones are gone", |stats| stats.unloaded >= count);
    }
}
