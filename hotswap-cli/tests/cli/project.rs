//! A workspace with plugins, of its own for each test.
//!
//! It lies in a fixed place below the target directory, and all share one directory to build in: what has
//! been built once is not built again. So each test must give its packages names of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The source of a plugin with one function, which answers `answer`.
pub(crate) fn plugin_source(answer: u32) -> String {
    format!(
        "use hotswap::prelude::*;\n\
         #[derive(Default)]\n\
         pub struct It;\n\
         #[hotswap::plugin]\n\
         impl Plugin for It {{}}\n\
         #[plugin_fn]\n\
         fn answer() -> u32 {{ {answer} }}\n"
    )
}

/// What a package with live types has in its manifest, and at the head of its source.
pub(crate) const LIVE: (&str, &str) = (
    "[dependencies]\nhotswap.workspace = true\nserde = { workspace = true, features = [\"derive\"] }\n",
    "#![allow(missing_docs)]\nuse hotswap::prelude::*;\nuse serde::{Deserialize, Serialize};\n\
     #[hotswap::interface] pub trait Job { fn run(&self); }\n",
);

/// A live type called `Fire`; `options` begin with a comma.
pub(crate) fn live_type(options: &str) -> String {
    format!(
        "#[live_type(dyn Job{options})] #[derive(Serialize, Deserialize)] pub struct Fire;\n\
         impl Job for Fire {{ fn run(&self) {{}} }}\n"
    )
}

/// A workspace, and a directory to publish in.
pub(crate) struct Project {
    dir: PathBuf,
}

impl Project {
    /// An empty workspace with these members.
    pub(crate) fn new(name: &str, members: &[&str]) -> Self {
        let dir = scratch().join(name);
        if dir.exists() {
            fs::remove_dir_all(&dir).unwrap();
        }
        let project = Self { dir };
        project.write("Cargo.toml", &workspace_manifest(members));
        project.lock();
        project
    }

    /// Its tests pass, as a user runs them.
    pub(crate) fn tests_pass(&self) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["test", "--offline"]).current_dir(&self.dir);
        cargo.env("CARGO_TARGET_DIR", target_dir());
        let ran = cargo.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&ran.stdout), text(&ran.stderr));
        assert!(ran.status.success(), "{stdout}\n{stderr}");
    }

    /// The workspace that was created in a directory of this one.
    pub(crate) fn inside(&self, path: &str) -> Self {
        let project = Self {
            dir: self.path(path),
        };
        project.lock();
        project
    }

    /// Has it use the versions that the repository uses: they are there already.
    fn lock(&self) {
        let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
        self.write("Cargo.lock", &lock);
    }

    /// A workspace with one plugin of that name.
    pub(crate) fn with_plugin(name: &str) -> Self {
        let project = Self::new(name, &[name]);
        project.add_plugin(name);
        project
    }

    /// Adds a plugin that answers 1.
    pub(crate) fn add_plugin(&self, name: &str) {
        self.add_package(
            name,
            "[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nhotswap.workspace = true\n",
        );
        self.write(&format!("{name}/src/lib.rs"), &plugin_source(1));
    }

    /// Adds a package whose manifest ends with `rest`.
    pub(crate) fn add_package(&self, name: &str, rest: &str) {
        let manifest =
            format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}");
        self.write(&format!("{name}/Cargo.toml"), &manifest);
    }

    /// Copies a directory of the repository.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        copy_tree(&repository().join(from), &self.path(to));
    }

    /// A path in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.join(path)
    }

    /// Writes a file in it.
    pub(crate) fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Replaces text in a file, which must be there.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, &text.replace(from, to));
    }

    /// The names of the files in a directory of it, sorted. None if there is no such directory.
    pub(crate) fn files(&self, path: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(path)).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Where all projects build.
pub(crate) fn target_dir() -> PathBuf {
    scratch().join("target")
}

/// What a library of that name is called here.
pub(crate) fn library(name: &str) -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("hotswap-cli")
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The repository's own, with other members, and paths that lead there from anywhere.
fn workspace_manifest(members: &[&str]) -> String {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let (before, rest) = manifest.split_once("members = [").unwrap();
    let (_, after) = rest.split_once(']').unwrap();
    let path = format!("path = \"{}/", repository().display());
    format!("{before}members = {members:?}{after}").replace("path = \"", &path)
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
