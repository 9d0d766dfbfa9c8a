//! A process that is killed leaves nothing that the next start does not clean.

use std::fs;
use std::path::Path;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;

use crate::common::host::{sealed, world};
use crate::common::process::entries_below;

/// How many must be killed when they have something to leave behind.
const LEFT: u64 = 15;

/// A directory for each of two versions: what a child loads from in turn.
fn publish_two(directory: &Path) {
    for version in [1, 2] {
        let plugins = directory.join(version.to_string());
        fs::create_dir_all(&plugins).unwrap();
        let library = plugins.join(test_kit::file_name("world"));
        fs::write(library, sealed(&world(version))).unwrap();
    }
}

fn start(directory: &Path) -> Swapper {
    let private = directory.join("private");
    fs::create_dir_all(&private).unwrap();
    Swapper::builder(directory.join("1"))
        .private_dir(private)
        .free_delay(Duration::ZERO)
        .build()
        .unwrap()
}

/// Reloads, and starts anew, until it is killed.
fn reload_for_ever(directory: &Path) {
    loop {
        let swapper = start(directory);
        swapper.load(&LiveData::none()).unwrap();
        for version in [2, 1, 2, 1, 2] {
            swapper.set_plugin_dir(directory.join(version.to_string()));
            assert!(swapper.reload(&LiveData::none()).unwrap().has_changes());
        }
    }
}

#[test]
fn a_process_that_is_killed_leaves_nothing_that_the_next_start_does_not_clean() {
    let directory = tempfile::tempdir().unwrap();
    // The child leaves this function in `run`.
    if std::env::var_os("HOTSWAP_TEST_CHILD").is_none() {
        publish_two(directory.path());
    }
    let private = directory.path().join("private");
    let (mut kills, mut left) = (0, 0);
    while left < LEFT {
        kills += 1;
        assert!(kills < 500, "only {left} of {kills} have left files");
        let outcome = test_kit::child()
            .with(directory.path().display())
            // Later and later: on a slow machine it takes long until there is something to be left.
            .limit(Duration::from_millis(15 + kills * 17 % 61 + kills))
            .run(|directory| reload_for_ever(Path::new(directory)));
        assert_eq!(outcome.status, None, "{outcome}");
        left += u64::from(private.exists() && entries_below(&private) > 0);
        let swapper = start(directory.path());
        swapper.load(&LiveData::none()).unwrap();
        drop(swapper);
        assert_eq!(entries_below(&private), 0);
    }
    println!("{kills} killed, of which {left} left files");
}
