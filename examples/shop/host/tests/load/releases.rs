//! Builds of the plugins, as people make them: a file is edited, and cargo builds it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is edited in the plugin `catalog`.
const WELCOME: &str = "Welcome to the shop.";

/// The text of a release.
pub(crate) fn text(number: usize) -> String {
    format!("Welcome to release {number} of the shop.")
}

/// Releases of both plugins: of `catalog` one for each number, of `checkout` one.
pub(crate) struct Releases {
    directory: tempfile::TempDir,
}

impl Releases {
    /// Builds releases 0 to `last`.
    pub(crate) fn build(last: usize) -> Self {
        let releases = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        let source = example().join("catalog/src/lib.rs");
        let written = fs::read_to_string(&source).unwrap();
        assert!(written.contains(WELCOME), "catalog says {WELCOME}");
        let workspace = Workspace::new();
        for number in 0..=last {
            workspace.edit("catalog", &written.replace(WELCOME, &text(number)));
            fs::copy(workspace.build("catalog"), releases.file(number)).unwrap();
        }
        fs::copy(workspace.build("checkout"), releases.checkout()).unwrap();
        releases
    }

    fn file(&self, number: usize) -> PathBuf {
        self.directory.path().join(format!("catalog-{number}"))
    }

    fn checkout(&self) -> PathBuf {
        self.directory.path().join("checkout")
    }

    /// Puts a release of `catalog` into a plugin directory, with a rename.
    pub(crate) fn publish(&self, number: usize, plugins: &Path) {
        publish(&self.file(number), plugins, "catalog");
    }

    pub(crate) fn publish_checkout(&self, plugins: &Path) {
        publish(&self.checkout(), plugins, "checkout");
    }
}

fn publish(library: &Path, plugins: &Path, name: &str) {
    let partial = plugins.join(format!(".{name}"));
    fs::copy(library, &partial).unwrap();
    fs::rename(partial, plugins.join(file_name(name))).unwrap();
}

fn file_name(name: &str) -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}

/// The directory of the example.
fn example() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A copy of the plugins in a workspace of its own, so that the files of the example stay as they are.
struct Workspace {
    directory: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        let root = root();
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let (before, members) = manifest.split_once("members = [").unwrap();
        let (_, after) = members.split_once("]\n").unwrap();
        let manifest = format!("{before}members = [\"catalog\", \"checkout\"]\n{after}");
        workspace.write("Cargo.toml", &from(root, &manifest));
        fs::copy(root.join("Cargo.lock"), workspace.path("Cargo.lock")).unwrap();
        for plugin in ["catalog", "checkout"] {
            let place = example().join(plugin);
            fs::create_dir_all(workspace.path(plugin).join("src")).unwrap();
            let manifest = fs::read_to_string(place.join("Cargo.toml")).unwrap();
            workspace.write(&format!("{plugin}/Cargo.toml"), &from(&place, &manifest));
            let source = fs::read_to_string(place.join("src/lib.rs")).unwrap();
            workspace.edit(plugin, &source);
        }
        workspace
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    fn edit(&self, plugin: &str, source: &str) {
        self.write(&format!("{plugin}/src/lib.rs"), source);
    }

    /// Builds a plugin, with optimizations if this test has them, and returns its library.
    fn build(&self, plugin: &str) -> PathBuf {
        let target = root().join("target/shop-load");
        let (profile, directory) = match cfg!(debug_assertions) {
            true => ("dev", "debug"),
            false => ("release", "release"),
        };
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--offline",
                "--profile",
                profile,
                "--package",
                plugin,
            ])
            .arg("--target-dir")
            .arg(&target)
            .current_dir(self.directory.path())
            .status()
            .unwrap();
        assert!(built.success(), "{plugin} is built");
        target.join(directory).join(file_name(plugin))
    }
}

/// A manifest with the paths that it has in `directory`.
fn from(directory: &Path, manifest: &str) -> String {
    manifest.replace("path = \"", &format!("path = \"{}/", directory.display()))
}

/// The directory of the repository's workspace.
fn root() -> &'static Path {
    example().parent().unwrap().parent().unwrap()
}
