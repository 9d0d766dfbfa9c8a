//! A host by one compiler, plugins by others: every value goes there and comes back.
//!
//! The host is built by the toolchain that runs the tests; the plugins by it with other options and another
//! allocator, by another release of the compiler, and by a nightly that shuffles the fields of every type that is not
//! `repr(C)`, each time differently. A test whose compiler is not installed says so and ends.

mod types;

use std::sync::Arc;
use std::time::Duration;

use hotswap::{Error, LiveData};
use hotswap_runtime::{LoadedPlugin, PluginManager, Swapper};
use test_kit::{Plugin, PluginDir, Toolchain};
use types::Everything;

/// The plugin's source, which ends with the module that it shares with the host.
fn source() -> String {
    let (plugin, types) = (include_str!("plugin.rs"), include_str!("types.rs"));
    format!("{plugin}\nmod types {{\n{types}\n}}\n")
}

fn plugin() -> Plugin {
    Plugin::new("compiled").source(source())
}

/// The plugin by a nightly whose layouts depend on `seed`; `None` where there is no nightly.
fn shuffled(seed: u32) -> Option<Plugin> {
    Some(plugin().toolchain(&Toolchain::shuffling(seed)?))
}

/// A host that serves one build of the plugin after another.
struct Host {
    directory: PluginDir,
    swapper: Swapper,
}

impl Host {
    fn new() -> Self {
        let directory = PluginDir::new();
        let swapper = Swapper::builder(directory.path()).free_delay(Duration::ZERO);
        let swapper = swapper.build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        Self { directory, swapper }
    }

    fn serve(&self, plugin: &Plugin) -> Arc<PluginManager> {
        self.directory.add(plugin);
        self.swapper.reload(&LiveData::none()).unwrap();
        self.swapper.current()
    }
}

/// Everything that can cross does, in every way there is.
fn everything_crosses(build: &Plugin) {
    let host = Host::new();
    let manager = host.serve(build);
    let plugin = manager.plugin("compiled").unwrap();
    values_cross(plugin);
    borrows_cross(plugin);
    errors_cross(plugin);
    live_data_crosses(&manager);
}

fn values_cross(plugin: &LoadedPlugin) {
    for seed in 0..14 {
        let sample = || Everything::sample(seed);
        let echo: Everything = plugin.invoke("echo", (sample(),)).unwrap();
        assert_eq!(echo, sample());
        let made: Everything = plugin.invoke("sample", (seed,)).unwrap();
        assert_eq!(made, sample());
        assert!(
            plugin
                .invoke::<bool>("is_sample", (sample(), seed))
                .unwrap()
        );
        let next: Everything = plugin.invoke("advanced", (sample(), seed)).unwrap();
        assert_eq!(next, advanced(seed));
    }
}

/// What the plugin makes of a sample, made here.
fn advanced(seed: u64) -> Everything {
    let mut value = Everything::sample(seed);
    value.advance(seed);
    value
}

fn borrows_cross(plugin: &LoadedPlugin) {
    let samples: Vec<_> = (3..9).map(Everything::sample).collect();
    assert!(
        plugin
            .invoke::<bool>("are_samples", (&samples[..], 3u64))
            .unwrap()
    );
    let words = ["a", "ß"].map(str::to_owned);
    let arguments = (
        "text",
        &[1u8, 2][..],
        &words[..],
        &[true, false][..],
        &[u128::MAX][..],
    );
    let text: String = plugin.invoke("borrowed", arguments).unwrap();
    assert_eq!(
        text,
        format!("text [1, 2] {words:?} [true, false] [{}]", u128::MAX)
    );
    let nan = (
        f32::from_bits(0x7fc0_0123),
        f64::from_bits(0xfff8_0000_0000_4567),
    );
    let bits: (u32, u64) = plugin.invoke("bits", nan).unwrap();
    assert_eq!(bits, (0x7fc0_0123, 0xfff8_0000_0000_4567));
}

fn errors_cross(plugin: &LoadedPlugin) {
    assert_eq!(
        plugin.invoke::<Everything>("parse", ("5",)).unwrap(),
        Everything::sample(5)
    );
    let error = plugin.invoke::<Everything>("parse", ("x",)).unwrap_err();
    assert_eq!(error.to_string(), "invalid digit found in string");
    let error = plugin
        .invoke::<Everything>("panics", (Everything::sample(1),))
        .unwrap_err();
    assert!(matches!(error, Error::Panicked { .. }), "{error:?}");
    assert!(error.to_string().contains("cannot stand 1ß"), "{error}");
    let error = plugin
        .invoke::<()>("echo", (Everything::sample(1),))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("result: host (), plugin Everything"),
        "{error}"
    );
}

fn live_data_crosses(manager: &PluginManager) {
    let next = manager.vault().live_fn("next").unwrap();
    let data: LiveData = next.call((LiveData::wrap(&41u64).unwrap(),)).unwrap();
    assert_eq!(data.unwrap::<u64>().unwrap(), 42);
    assert!(
        next.call::<LiveData>((LiveData::wrap("x").unwrap(),))
            .is_err()
    );
}

#[test]
fn everything_crosses_to_a_plugin_without_optimisation() {
    everything_crosses(&plugin());
}

#[test]
fn everything_crosses_to_an_optimised_plugin() {
    everything_crosses(&plugin().flag("-Copt-level=3"));
}

#[test]
fn everything_crosses_to_a_plugin_of_an_older_edition() {
    everything_crosses(&plugin().edition(2021));
}

#[test]
fn everything_crosses_to_a_plugin_with_an_allocator_of_its_own() {
    let allocator = include_str!("../allocators/counting.rs");
    let source = format!("{}\nmod allocator {{\n{allocator}\n}}\n", source());
    everything_crosses(&plugin().source(source));
}

#[test]
fn everything_crosses_to_plugins_of_a_nightly_that_shuffles_fields() {
    for seed in [1, 2] {
        let Some(shuffled) = shuffled(seed) else {
            return;
        };
        everything_crosses(&shuffled);
    }
}

#[test]
fn everything_crosses_to_an_optimised_plugin_of_a_nightly_that_shuffles_fields() {
    let Some(shuffled) = shuffled(2) else { return };
    everything_crosses(&shuffled.flag("-Copt-level=3"));
}

#[test]
fn everything_crosses_to_plugins_of_another_release_of_the_compiler() {
    let Some(other) = Toolchain::other_release() else {
        return;
    };
    everything_crosses(&plugin().toolchain(&other));
    everything_crosses(&plugin().toolchain(&other).flag("-Copt-level=3"));
}

#[test]
fn builds_by_two_releases_of_the_compiler_replace_each_other() {
    let Some(other) = Toolchain::other_release() else {
        return;
    };
    let host = Host::new();
    let mut compilers = Vec::new();
    for build in [plugin(), plugin().toolchain(&other), plugin()] {
        let manager = host.serve(&build);
        let plugin = manager.plugin("compiled").unwrap();
        let sample = Everything::sample(11);
        assert!(plugin.invoke::<bool>("is_sample", (sample, 11u64)).unwrap());
        compilers.push(plugin.manifest().plugin.rustc.clone());
    }
    assert_eq!(compilers[0], compilers[2]);
    assert_ne!(compilers[0], compilers[1], "the compiler is the same");
}

/// And the nightly really shuffles: the tests above would show nothing otherwise.
#[test]
fn builds_by_different_compilers_replace_each_other() {
    let (Some(first), Some(second)) = (shuffled(1), shuffled(2)) else {
        return;
    };
    let host = Host::new();
    let mut seen = Vec::new();
    for build in [plugin(), first, plugin().flag("-Copt-level=3"), second] {
        let manager = host.serve(&build);
        let plugin = manager.plugin("compiled").unwrap();
        let sample = Everything::sample(11);
        assert!(plugin.invoke::<bool>("is_sample", (sample, 11u64)).unwrap());
        let layout: Vec<usize> = plugin.invoke("layout", ()).unwrap();
        seen.push((layout, plugin.manifest().plugin.rustc.clone()));
    }
    assert_eq!(seen[0], seen[2]);
    assert_ne!(seen[0].1, seen[1].1, "the compiler is the same");
    assert_ne!(seen[0].0, seen[1].0, "the first seed does not shuffle");
    assert_ne!(seen[1].0, seen[3].0, "both seeds shuffle alike");
}
