//! The plugin: it puts jobs into the queue, and does them when they are due. Edit it while the host runs, and jobs
//! that wait already are done by the new code.
//!
//! Change a text first. Then give `Fire` a field with `#[serde(default)]`. Then one that needs more: raise its version,
//! and write the upgrade.

use std::time::Duration;

use hotswap::prelude::*;
use livex_api::{Job, Queue};
use serde::{Deserialize, Serialize};

/// How long jobs wait.
const WAIT: Duration = Duration::from_secs(5);

/// One value of it is made for each build that is loaded.
#[derive(Default)]
pub struct Jobs;

#[hotswap::plugin]
impl Plugin for Jobs {}

#[hotswap::methods]
impl Jobs {
    /// The host calls it each second.
    #[plugin_fn]
    fn tick(&self, number: u32) -> hotswap::Result<()> {
        let queue = self.context().vault().extension::<dyn Queue>()?;
        let fire = Fire {
            ordered: number,
            shots: number % 3 + 1,
        };
        queue.run_later(fire.to_live()?, WAIT)?;
        queue.call_later("salute", LiveData::from(number), WAIT)
    }
}

/// A job by type: what it needs is in its fields, which are stored.
#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
struct Fire {
    ordered: u32,
    shots: u32,
}

impl Job for Fire {
    fn run(&self) -> hotswap::Result<String> {
        let shots = "bang ".repeat(self.shots as usize);
        Ok(format!("{shots}(ordered at {})", self.ordered))
    }
}

/// A job by function: what it needs is in its data.
#[live_fn]
fn salute(data: LiveData) -> hotswap::Result<String> {
    let number: u32 = data.unwrap()?;
    Ok(format!("salute (ordered at {number})"))
}
