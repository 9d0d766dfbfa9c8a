//! What a reload costs, against copying, opening and looking up by hand.
//!
//! `cargo bench -p hotswap-host --bench reload`

mod kit;

use std::cell::Cell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use hotswap_runtime::inspect::seal;
use kit::{Comparison, release};
use test_kit::{Plugin, PluginDir, file_name};

const ROUNDS: usize = 101;

/// Two versions that really differ, so that each reload has something to load.
fn versions() -> [Vec<u8>; 2] {
    [1, 2].map(|number| {
        let functions = format!("#[plugin_fn] fn version() -> u32 {{ {number} }}");
        let plugin: Plugin = release("plugin", &test_kit::plugin_source(&functions));
        let mut library = std::fs::read(plugin.build()).unwrap();
        library.extend(seal::seal(&library));
        library
    })
}

/// Publishes a library as `cargo hotswap build` does: sealed, under a temporary name first.
fn publish(library: &[u8], plugins: &PluginDir, name: &str) -> PathBuf {
    let place = plugins.path().join(file_name(name));
    let mut file = tempfile::NamedTempFile::with_suffix_in(".tmp", plugins.path()).unwrap();
    file.write_all(library).unwrap();
    file.persist(&place).unwrap();
    place
}

fn main() {
    let versions = versions();
    println!(
        "The plugin is a library of {} KB.",
        versions[0].len() / 1024
    );
    commit(&versions);
    one_among("Reload of one plugin", &versions, 1, ROUNDS);
    one_among("Reload of one among 100", &versions, 100, ROUNDS);
    one_among("Reload of one among 500", &versions, 500, 31);
}

/// The switch alone: what is slow was done by `prepare`.
fn commit(versions: &[Vec<u8>; 2]) {
    let plugins = PluginDir::new();
    publish(&versions[0], &plugins, "changing");
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let mut turn = 0;
    Comparison::new("Commit of what was prepared")
        .work("`Staged::commit`", || {
            turn += 1;
            publish(&versions[turn % 2], &plugins, "changing");
            let staged = swapper.prepare(&LiveData::none()).unwrap();
            let start = Instant::now();
            let report = staged.commit();
            let took = start.elapsed();
            assert!(report.unwrap().has_changes());
            took
        })
        .run(ROUNDS);
}

fn one_among(title: &str, versions: &[Vec<u8>; 2], count: usize, rounds: usize) {
    let plugins = PluginDir::new();
    for number in 1..count {
        publish(&versions[0], &plugins, &format!("other_{number}"));
    }
    publish(&versions[0], &plugins, "changing");
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    // Files so new that their times may hide a further write are read again; these are not to be.
    std::thread::sleep(Duration::from_millis(50));
    swapper.reload(&LiveData::none()).unwrap();

    let bare = tempfile::tempdir().unwrap();
    let turn = Cell::new(0);
    // Each case is given a file that has just been published, as a reload finds it.
    let publish_next = || {
        turn.set(turn.get() + 1);
        publish(&versions[turn.get() % 2], &plugins, "changing")
    };
    let bare_copy = || bare.path().join(format!("{}.so", turn.get()));
    let title = format!("{title} ({count} in the directory)");
    Comparison::new(&title)
        .work("bare copy, open, look up", || {
            let file = publish_next();
            bare_load(&file, &bare_copy())
        })
        .work("bare, and the metadata of every file", || {
            let file = publish_next();
            let start = Instant::now();
            for entry in std::fs::read_dir(plugins.path()).unwrap() {
                std::fs::metadata(entry.unwrap().path()).unwrap();
            }
            start.elapsed() + bare_load(&file, &bare_copy())
        })
        .work("`reload`, then call", || {
            publish_next();
            let start = Instant::now();
            let report = swapper.reload(&LiveData::none()).unwrap();
            let manager = swapper.current();
            let changing = manager.plugin("changing").unwrap();
            let version: u32 = changing.invoke("version", ()).unwrap();
            let took = start.elapsed();
            assert!(report.has_changes() && version as usize == turn.get() % 2 + 1);
            took
        })
        .run(rounds);
}

fn bare_load(library: &Path, copy: &Path) -> Duration {
    let start = Instant::now();
    std::fs::copy(library, copy).unwrap();
    // SAFETY: the library was built just now; its root is data, which is looked up and not called.
    let library = unsafe { libloading::Library::new(copy) }.unwrap();
    // SAFETY: as above.
    let root = unsafe { library.get::<*const u64>("hotswap2_root_plugin") }.unwrap();
    // SAFETY: the root begins with eight bytes of magic.
    assert_ne!(unsafe { **root }, 0);
    let took = start.elapsed();
    // As hotswap does for now: what was opened stays open, so that both have the same number mapped.
    std::mem::forget(library);
    std::fs::remove_file(copy).unwrap();
    took
}
