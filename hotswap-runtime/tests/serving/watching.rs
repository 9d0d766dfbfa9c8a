//! Reloads by themselves, when the directory has settled.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use hotswap_runtime::Watch;
use test_kit::wait_until;

use crate::common::host::{Host, world};

/// Longer than a directory must be quiet to be settled.
const LONG: Duration = Duration::from_millis(200);

/// A host that watches, and what its callback was told.
struct Watching {
    host: Host,
    told: Arc<Mutex<Vec<String>>>,
    watch: Option<Watch>,
}

impl Watching {
    fn new() -> Self {
        let host = Host::serving();
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let note = Arc::clone(&told);
        let watch = host.swapper.watch(move |result| {
            let text = match result {
                Ok(report) => report.to_string(),
                Err(error) => format!("error: {error}"),
            };
            note.lock().unwrap().push(text);
        });
        Self {
            host,
            told,
            watch: Some(watch.expect("the directory can be watched")),
        }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }

    fn wait_for(&self, reports: usize) -> Vec<String> {
        wait_until("a report", || self.told().len() >= reports);
        self.told()
    }
}

#[test]
fn a_new_version_is_loaded_when_it_is_published() {
    let watching = Watching::new();
    watching.host.publish(2);
    assert_eq!(watching.wait_for(1), ["world: ok"]);
    assert_eq!(watching.host.version(), 2);
}

#[test]
fn a_file_that_is_being_written_is_not_touched_until_its_writer_closes_it() {
    let watching = Watching::new();
    let bytes = fs::read(world(2)).unwrap();
    let mut file = File::create(watching.host.file()).unwrap();
    for chunk in bytes.chunks(bytes.len() / 3) {
        file.write_all(chunk).unwrap();
        sleep(LONG);
        assert!(watching.told().is_empty(), "{:?}", watching.told());
        assert_eq!(watching.host.version(), 1);
    }
    drop(file);
    assert_eq!(watching.wait_for(1), ["world: ok"]);
    assert_eq!(watching.host.version(), 2);
}

#[test]
fn a_link_to_a_directory_is_followed_to_the_next_release() {
    let watching = Watching::new();
    let loads = |number: usize| {
        wait_until("a release is loaded", || {
            let told = watching.told();
            told.iter().filter(|report| *report == "world: ok").count() == number
        });
    };
    let links = tempfile::tempdir().unwrap();
    let (current, new) = (links.path().join("current"), links.path().join("new"));
    symlink(watching.host.plugins.path(), &current).unwrap();
    watching.host.swapper.set_plugin_dir(&current);
    watching.host.publish(2);
    loads(1);

    let next = test_kit::PluginDir::new();
    test_kit::publish(&world(3), next.path(), "world");
    symlink(next.path(), &new).unwrap();
    fs::rename(&new, &current).unwrap();
    loads(2);
    assert_eq!(watching.host.version(), 3);

    // In the new directory too, it is known who is writing.
    let told = watching.told();
    let bytes = fs::read(world(1)).unwrap();
    let mut file = File::create(next.library("world")).unwrap();
    for chunk in bytes.chunks(bytes.len() / 3) {
        file.write_all(chunk).unwrap();
        sleep(LONG * 3);
        assert_eq!(watching.told(), told);
        assert_eq!(watching.host.version(), 3);
    }
    drop(file);
    loads(3);
    assert_eq!(watching.host.version(), 1);
}

#[test]
fn changes_that_come_together_are_one_reload() {
    let watching = Watching::new();
    let ready = test_kit::PluginDir::new();
    let names = ["a", "b", "c", "world"];
    for name in names {
        test_kit::publish(&world(2), ready.path(), name);
    }
    // Copied into place one by one, they would be as far apart as the machine is busy.
    for name in names {
        fs::rename(ready.library(name), watching.host.plugins.library(name)).unwrap();
    }
    assert_eq!(watching.wait_for(1), ["a: ok, b: ok, c: ok, world: ok"]);
    sleep(LONG);
    assert_eq!(watching.told().len(), 1);
}

#[test]
fn a_bad_file_is_reported_once_and_a_good_one_mends_it() {
    let watching = Watching::new();
    fs::write(watching.host.file(), "not a library").unwrap();
    let told = watching.wait_for(1);
    assert!(
        told[0].starts_with("error: ") && told[0].contains("libworld.so"),
        "{told:?}"
    );
    assert_eq!(watching.host.version(), 1);
    sleep(LONG * 8);
    assert_eq!(watching.told().len(), 1, "the same bad file is not news");
    watching.host.publish(2);
    assert_eq!(watching.wait_for(2)[1], "world: ok");
}

#[test]
fn a_plugin_that_is_taken_away_is_gone() {
    let watching = Watching::new();
    watching.host.plugins.remove("world");
    assert_eq!(watching.wait_for(1), ["world: removed"]);
}

#[test]
fn the_watch_follows_the_swapper_to_another_directory() {
    let watching = Watching::new();
    let elsewhere = test_kit::PluginDir::new();
    test_kit::publish(&world(2), elsewhere.path(), "world");
    watching.host.swapper.set_plugin_dir(elsewhere.path());
    assert_eq!(watching.wait_for(1), ["world: ok"]);
    test_kit::publish(&world(3), elsewhere.path(), "world");
    watching.wait_for(2);
    assert_eq!(watching.host.version(), 3);
}

#[test]
fn a_directory_that_is_replaced_as_a_whole_is_watched_on() {
    let watching = Watching::new();
    let path = watching.host.plugins.path();
    let aside = path.with_extension("aside");
    fs::rename(path, &aside).unwrap();
    fs::create_dir(path).unwrap();
    for version in [2, 3] {
        let before = watching.told().len();
        watching.host.publish(version);
        watching.wait_for(before + 1);
        wait_until("the new version", || {
            watching.host.swapper.current().plugin("world").is_ok()
        });
        wait_until("the new version", || watching.host.version() == version);
    }
    fs::remove_dir_all(aside).unwrap();
}

#[test]
fn a_log_that_somebody_keeps_writing_in_the_directory_keeps_nothing_from_being_loaded() {
    let watching = Watching::new();
    let mut log = File::create(watching.host.plugins.path().join("server.log")).unwrap();
    log.write_all(b"started\n").unwrap();
    watching.host.publish(2);
    assert_eq!(watching.wait_for(1), ["world: ok"]);
}

#[test]
fn a_file_left_half_written_in_the_directory_of_before_is_forgotten() {
    let watching = Watching::new();
    let mut half = File::create(watching.host.plugins.path().join("libhalf.so")).unwrap();
    half.write_all(b"half").unwrap();
    sleep(LONG);
    let elsewhere = test_kit::PluginDir::new();
    watching.host.swapper.set_plugin_dir(elsewhere.path());
    test_kit::publish(&world(2), elsewhere.path(), "world");
    watching.wait_for(1);
    assert_eq!(watching.host.version(), 2);
}

#[test]
fn a_watch_may_be_dropped_in_a_callback_of_a_reload() {
    let mut watching = Watching::new();
    let watch = watching.watch.take();
    watching.host.publish(2);
    let drop_it = |_: &hotswap_runtime::Reloading<'_>| {
        // Long enough for the watch to have noticed, and to wait for this reload.
        sleep(LONG * 2);
        drop(watch);
        Ok(())
    };
    let data = hotswap::LiveData::none();
    watching.host.swapper.reload_with(&data, drop_it).unwrap();
    assert_eq!(watching.host.version(), 2);
}

#[test]
fn nothing_is_reloaded_after_the_watch_is_dropped() {
    let mut watching = Watching::new();
    drop(watching.watch.take());
    watching.host.publish(2);
    sleep(LONG * 8);
    assert!(watching.told().is_empty());
    assert_eq!(watching.host.version(), 1);
}
