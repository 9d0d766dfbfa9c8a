//! Libraries with one function, in two versions, and how they are published.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use hotswap_runtime::inspect::seal;
use test_kit::Plugin;

/// Two versions in turn, each time under the same name.
pub(crate) struct Published {
    versions: [Vec<u8>; 2],
    place: PathBuf,
    next: AtomicUsize,
}

impl Published {
    pub(crate) fn new(versions: [Vec<u8>; 2], place: PathBuf) -> Self {
        let published = Self {
            versions,
            place,
            next: AtomicUsize::new(0),
        };
        published.publish();
        published
    }

    pub(crate) fn publish(&self) {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let temporary = self.place.with_extension("tmp");
        std::fs::write(&temporary, &self.versions[next % 2]).unwrap();
        std::fs::rename(&temporary, &self.place).unwrap();
    }

    pub(crate) fn place(&self) -> &Path {
        &self.place
    }
}

/// A plugin of hotswap.
pub(crate) fn plugin(version: u32) -> Vec<u8> {
    let source = test_kit::plugin_source(&format!(
        "#[live_fn] fn add(a: u64, b: u64) -> u64 {{ (a ^ b.rotate_left(3)) + {version} }}"
    ));
    let plugin = Plugin::new("bench").source(source).optimised("3");
    let mut library = std::fs::read(plugin.build()).unwrap();
    library.extend(seal::seal(&library));
    library
}

/// A bare library.
pub(crate) fn bare(version: u32) -> Vec<u8> {
    let source = format!(
        "#[unsafe(no_mangle)] pub fn add(a: u64, b: u64) -> u64 {{ (a ^ b.rotate_left(3)) + {version} }}"
    );
    let flags = ["-Copt-level=3", "-Cstrip=symbols"];
    std::fs::read(test_kit::rustc_cdylib("hot", &source, &flags)).unwrap()
}
