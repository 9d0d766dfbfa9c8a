//! A plugin that needs two others.

use std::sync::Mutex;

use hotswap::prelude::*;
use mode_api::{Counter, Job};
use mode_diary::Diary;

/// What it needs.
#[derive(Imports)]
pub struct Deps {
    #[hotswap(plugin = "mode_beta")]
    beta: Obj<dyn Counter>,
    #[hotswap(plugin = "mode-alpha", order_only)]
    _alpha: (),
}

/// That of the swapper that has the plugin.
static VAULT: Mutex<Option<Vault>> = Mutex::new(None);

/// The plugin.
#[derive(Debug, Default)]
pub struct Gamma {
    diary: Diary,
}

#[hotswap::plugin(imports = Deps)]
impl Plugin for Gamma {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        self.diary.begin(data, "gamma.on_load")
    }

    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        *VAULT.lock().expect("nobody panics") = Some(vault.clone());
        self.diary.hook("gamma.on_init")
    }

    fn on_free(&self) {
        self.diary.write("gamma.on_free");
        assert!(!self.diary.panics("gamma.on_free"), "gamma.on_free panics");
    }
}

#[plugin_fn]
fn whoami() -> String {
    "gamma".to_owned()
}

#[plugin_fn]
fn chain() -> String {
    Gamma::imports().beta.maker()
}

/// Through two plugins, to one that panics.
#[plugin_fn]
fn fall() -> hotswap::Result<()> {
    Gamma::imports().beta.fall()
}

#[live_fn]
fn gamma_sum(numbers: Vec<u64>) -> u64 {
    numbers.into_iter().sum()
}

/// Has the object in the slot do its job.
#[plugin_fn]
fn run_slot() -> hotswap::Result<String> {
    Ok(vault().extension::<dyn Job>()?.run())
}

/// Puts another plugin's job into the slot.
#[plugin_fn]
fn fill_slot(job: Obj<dyn Job>) -> hotswap::Result<()> {
    vault().set_extension::<dyn Job>(job)
}

/// Has a job done that was stored.
#[plugin_fn]
fn run_stored(job: LiveData) -> hotswap::Result<String> {
    Ok(vault().restore::<dyn Job>(&job)?.run())
}

fn vault() -> Vault {
    let vault = VAULT.lock().expect("nobody panics").clone();
    vault.expect("it is called when it is loaded")
}
