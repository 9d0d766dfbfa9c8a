//! Interfaces, live types and imports that are out of date: warned of where the user wrote it alone.
#![deny(warnings, missing_docs)]

use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

/// Tells the time.
#[deprecated = "ask the system"]
#[hotswap::interface]
pub trait Clock {
    /// Now.
    fn now(&self) -> u64;
    /// Then.
    #[deprecated = "ask for `now`"]
    fn then(&self) -> u64;
}

/// The same, the other way round.
#[hotswap::interface]
#[deprecated]
pub trait Watch {
    /// Now.
    fn now(&self) -> u64;
}

/// A job.
#[hotswap::interface]
pub trait Job {
    /// Does it.
    fn run(&self);
}

/// Burns.
#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
#[deprecated = "too hot"]
pub struct Fire;

#[allow(deprecated)]
impl Job for Fire {
    fn run(&self) {}
}

/// Old.
#[derive(Serialize, Deserialize)]
#[deprecated]
pub struct Old;

#[allow(deprecated)]
fn up(_: Old) -> Blaze {
    Blaze
}

/// Burns more.
#[live_type(dyn Job, version = 2, upgrade = up)]
#[derive(Serialize, Deserialize)]
pub struct Blaze;

impl Job for Blaze {
    fn run(&self) {}
}

#[derive(Imports)]
#[allow(deprecated)]
struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(skip)]
    #[deprecated]
    _last: u64,
}

/// The plugin.
#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = Deps)]
impl Plugin for World {
    fn on_init(&self, _: &Vault) -> hotswap::Result<()> {
        #[allow(deprecated)]
        let _ = Self::imports().clock.now();
        Ok(())
    }
}

fn main() {}
