//! Plugins that do not end: they hold up themselves and those that they import, and nobody else.
//!
//! - `gate`: what the code of a plugin waits for
//! - `ending`: hooks that do not return while a version leaves, and what goes on meanwhile
//! - `closing`: how a host ends with such a plugin
//! - `warning`: what is logged
//! - `safe_points`: where destructors of plugins run
//! - `destructors`: what they may do, and what ends the process
//! - `library_destructors`: what a library has run when it is closed
//! - `own`: handles that a plugin keeps of itself

mod closing;
mod destructors;
mod ending;
mod gate;
mod library_destructors;
mod own;
mod safe_points;
mod warning;

use hotswap_runtime::Stats;
use hotswap_runtime::stats::Version;

use crate::common::scene::{Actor, Scene};

/// Version 1 of these serves. What is replaced is let go at once.
fn serving(test: &str, actors: &[Actor]) -> Scene {
    let scene = Scene::new(test);
    begin(&scene, actors);
    scene
}

/// Loads these.
fn begin(scene: &Scene, actors: &[Actor]) {
    actors.iter().for_each(|actor| scene.add(actor));
    scene.load().expect("they are fine");
}

/// Calls a plugin function that takes and gives nothing.
fn call(scene: &Scene, plugin: &str, function: &str) {
    let manager = scene.swapper.current();
    let plugin = manager.plugin(plugin).expect("it is loaded");
    plugin.invoke::<()>(function, ()).expect("it is called");
}

/// What the stats say of the oldest version of a plugin.
fn oldest<'a>(stats: &'a Stats, plugin: &str) -> Option<&'a Version> {
    let versions = stats.versions.iter().filter(|it| it.plugin == plugin);
    versions.min_by_key(|it| it.generation)
}

/// The line of the stats for version 1 of a plugin; empty if that is gone.
fn line(scene: &Scene, plugin: &str) -> String {
    let stats = scene.swapper.stats();
    let version = oldest(&stats, plugin).filter(|it| it.version == "1.0.0");
    version.map(Version::to_string).unwrap_or_default()
}

/// Waits until the line of version 1 of a plugin has this in it.
fn wait_for_line(scene: &Scene, plugin: &str, part: &str) {
    test_kit::wait_for(|| {
        let line = line(scene, plugin);
        match line.contains(part) {
            true => Ok(()),
            false => Err(format!("`{part}` in `{line}`")),
        }
    });
}

/// Waits until version 1 of a plugin is gone.
fn wait_until_gone(scene: &Scene, plugin: &str) {
    test_kit::wait_for(|| match line(scene, plugin) {
        line if line.is_empty() => Ok(()),
        line => Err(line),
    });
}
