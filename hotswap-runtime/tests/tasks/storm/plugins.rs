//! The plugins of the storm.

use std::path::PathBuf;

use test_kit::Plugin;

use crate::{background, own_tokio};

/// A call that waits in spans: in its own, and in those of tasks and of futures that are waited for together.
const TRACED: &str = r#"
    use tracing::Instrument;

    #[tracing::instrument]
    async fn step(number: u32) -> u32 {
        sleep(Duration::from_millis(u64::from(number % 2))).await;
        tracing::info!("slept");
        1
    }

    #[plugin_fn] async fn traces(n: u32) -> hotswap::Result<u32> {
        let spawned = tokio::spawn(step(n).in_current_span());
        let mut all: FuturesUnordered<_> = (0..n).map(step).collect();
        let mut sum = 0;
        while let Some(one) = all.next().await { sum += one }
        Ok(sum + spawned.await?)
    }
"#;

/// A plugin with tokio, whose async functions have `#[instrument]`.
pub(super) fn world(version: u32) -> Plugin {
    let source = format!("{}{TRACED}", own_tokio::source(version));
    let plain = "#[plugin_fn] async fn";
    assert!(source.contains(plain));
    let instrumented = "#[plugin_fn] #[tracing::instrument(skip_all)] async fn";
    own_tokio::plugin(version)
        .source(source.replace(plain, instrumented))
        .feature("tracing")
        .dependency("tracing = \"0.1\"")
}

/// One with tasks on the executor of the host.
fn tasks(version: u32) -> Plugin {
    background::plugin(version).named("tasks")
}

/// A plugin that is built, in two versions.
pub(super) struct Built {
    pub(super) name: &'static str,
    pub(super) versions: [PathBuf; 2],
}

/// All of them.
pub(super) fn built() -> [Built; 2] {
    let build = |name, plugin: fn(u32) -> Plugin| Built {
        name,
        versions: [1, 2].map(|version| plugin(version).build()),
    };
    [build("world", world), build("tasks", tasks)]
}
