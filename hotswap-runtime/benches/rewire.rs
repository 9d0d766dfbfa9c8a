//! What it costs to make plugins anew because of one that they need.
//!
//! `cargo bench -p hotswap-host --bench rewire`

mod kit;

use std::io::Write;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::inspect::seal;
use hotswap_runtime::{Outcome, Swapper};
use kit::{Comparison, release};
use test_kit::{PluginDir, file_name};

const ROUNDS: usize = 51;

/// How many plugins there are, and how many of them need the first.
const PLUGINS: usize = 100;
const DEPENDENTS: usize = 10;

const LINK: &str = "#[hotswap::interface] pub trait Link { fn number(&self) -> u32; }";

/// A plugin that answers `number`, and is needed by others.
fn base(number: u32) -> String {
    format!(
        "use hotswap::prelude::*;
        {LINK}
        #[derive(Default)] pub struct P;
        #[hotswap::plugin(exports = dyn Link)] impl Plugin for P {{}}
        impl Link for P {{ fn number(&self) -> u32 {{ {number} }} }}
        #[plugin_fn] fn number() -> u32 {{ {number} }}"
    )
}

/// One that asks it.
fn dependent() -> String {
    format!(
        "use hotswap::prelude::*;
        {LINK}
        #[derive(Imports)] struct Deps {{ base: Obj<dyn Link> }}
        #[derive(Default)] pub struct P;
        #[hotswap::plugin(imports = Deps)] impl Plugin for P {{}}
        #[plugin_fn] fn number() -> u32 {{ P::imports().base.number() }}"
    )
}

fn library(source: &str) -> Vec<u8> {
    let mut library = std::fs::read(release("plugin", source).build()).unwrap();
    library.extend(seal::seal(&library));
    library
}

/// Publishes a library as `cargo hotswap build` does.
fn publish(library: &[u8], plugins: &PluginDir, name: &str) {
    let mut file = tempfile::NamedTempFile::with_suffix_in(".tmp", plugins.path()).unwrap();
    file.write_all(library).unwrap();
    file.persist(plugins.path().join(file_name(name))).unwrap();
}

/// A directory of plugins, and a host of it. What moves is a base; `needed` of them need the first.
struct Scene {
    plugins: PluginDir,
    swapper: Swapper,
    bases: [Vec<u8>; 2],
    turn: u32,
}

impl Scene {
    fn new(needed: usize) -> Self {
        let plugins = PluginDir::new();
        let bases = [1, 2].map(|number| library(&base(number)));
        let dependent = library(&dependent());
        publish(&bases[0], &plugins, "base");
        publish(&bases[0], &plugins, "alone");
        for number in 2..PLUGINS {
            let library = if number < 2 + needed {
                &dependent
            } else {
                &bases[0]
            };
            publish(library, &plugins, &format!("other_{number}"));
        }
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        // Files so new that their times may hide a further write are read again; these are not to be.
        std::thread::sleep(Duration::from_millis(50));
        swapper.reload(&LiveData::none()).unwrap();
        Self {
            plugins,
            swapper,
            bases,
            turn: 0,
        }
    }

    /// Publishes the next version of these, and reloads.
    fn reload(&mut self, moved: &[&str], rewired: usize) -> Duration {
        self.turn += 1;
        for name in moved {
            publish(&self.bases[self.turn as usize % 2], &self.plugins, name);
        }
        let start = Instant::now();
        let report = self.swapper.reload(&LiveData::none()).unwrap();
        let took = start.elapsed();
        let outcomes = || report.outcomes().map(|(_, outcome)| outcome);
        let count = |wanted| outcomes().filter(|it| *it == wanted).count();
        assert_eq!(
            (count(Outcome::Ok), count(Outcome::Rewired)),
            (moved.len(), rewired)
        );
        while self.swapper.stats().versions.len() > PLUGINS {
            std::thread::sleep(Duration::from_micros(100));
        }
        took
    }
}

fn main() {
    let (mut plain, mut rewiring) = (Scene::new(0), Scene::new(DEPENDENTS));
    let mut many = Scene::new(0);
    let moved: Vec<_> = (2..2 + DEPENDENTS)
        .map(|it| format!("other_{it}"))
        .collect();
    let mut moved: Vec<_> = moved.iter().map(String::as_str).collect();
    moved.push("base");
    println!("The libraries have {} KB.", plain.bases[0].len() / 1024);
    Comparison::new("`reload` of one among 100 that others need")
        .work("one, which nobody needs", || plain.reload(&["alone"], 0))
        .work("one, which ten need: they are made anew", || {
            rewiring.reload(&["base"], DEPENDENTS)
        })
        .work("eleven, of which none needs another", || {
            many.reload(&moved, 0)
        })
        .run(ROUNDS);
}
