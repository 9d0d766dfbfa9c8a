//! A plugin that needs two others.

use hotswap::prelude::*;
use mode_api::Counter;
use mode_diary::Diary;

/// What it needs.
#[derive(Imports)]
pub struct Deps {
    #[hotswap(plugin = "mode_beta")]
    beta: Obj<dyn Counter>,
    #[hotswap(plugin = "mode-alpha", order_only)]
    _alpha: (),
}

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

    fn on_init(&self, _: &Vault) -> hotswap::Result<()> {
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
