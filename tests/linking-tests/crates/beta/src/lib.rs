//! A plugin that needs another.

use hotswap::prelude::*;
use mode_api::Counter;
use mode_diary::Diary;

/// What it needs.
#[derive(Imports)]
pub struct Deps {
    #[hotswap(plugin = "mode_alpha")]
    alpha: Obj<dyn Counter>,
}

/// The plugin.
#[derive(Debug, Default)]
pub struct Beta {
    diary: Diary,
}

#[hotswap::plugin(imports = Deps, exports = dyn Counter)]
impl Plugin for Beta {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        self.diary.begin(data, "beta.on_load")?;
        Beta::imports().alpha.add(1);
        Ok(())
    }

    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        let text: String = vault.live_fn("alpha_greet")?.call(("beta",))?;
        self.diary.write(&text);
        self.diary.hook("beta.on_init")
    }

    fn on_free(&self) {
        // What is imported is there to the end.
        let sum = Beta::imports().alpha.add(0);
        self.diary.write(&format!("beta.on_free {}", sum > 0));
    }
}

impl Counter for Beta {
    fn maker(&self) -> String {
        format!("beta, who knows {}", Beta::imports().alpha.maker())
    }

    fn add(&self, by: u64) -> u64 {
        Beta::imports().alpha.add(by)
    }

    fn another(&self) -> Obj<dyn Counter> {
        Beta::imports().alpha.another()
    }

    fn fall(&self) -> hotswap::Result<()> {
        Beta::imports().alpha.fall()
    }
}

#[plugin_fn]
fn whoami() -> String {
    "beta".to_owned()
}

/// What it imports, for the host.
#[plugin_fn]
fn give_alpha() -> Obj<dyn Counter> {
    Beta::imports().alpha.clone()
}
