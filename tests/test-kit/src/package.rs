//! A plugin with dependencies of its own: a package, built by cargo as users build theirs.

use std::fmt::Write;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::contract::lock;
use crate::directory::file_name;
use crate::toolchain::{Toolchain, hash_of, workspace};

/// A package that has one source file.
#[derive(Hash)]
pub(crate) struct Package<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) edition: u32,
    pub(crate) source: &'a str,
    /// Those of rustc for this package alone.
    pub(crate) flags: &'a [String],
    /// Lines below `[dependencies]`.
    pub(crate) dependencies: &'a [String],
    /// Those of `hotswap`.
    pub(crate) features: &'a [String],
    /// The `main.rs` of a host that links the plugin; `None` for a plugin to be loaded.
    pub(crate) host: Option<&'a str>,
}

impl Package<'_> {
    /// Its library, or the program of the host. It is made once for each content of the package and each version of `hotswap`.
    pub(crate) fn build(&self) -> PathBuf {
        let packages = self.toolchain.directory().join("packages");
        fs::create_dir_all(&packages).expect("the target directory can be written to");
        let _alone = lock(&packages.join("lock"));
        let place = packages.join(format!("{:016x}", hash_of((self, self.sources_written()))));
        let made = place.join(self.file());
        if !made.exists() {
            self.write(&place);
            fs::rename(self.compile(&packages, &place), &made)
                .unwrap_or_else(|error| panic!("cannot make {}: {error}", made.display()));
        }
        made
    }

    /// The file that cargo makes.
    fn file(&self) -> String {
        match self.host {
            Some(_) => format!("{}{}", self.name, std::env::consts::EXE_SUFFIX),
            None => file_name(self.name),
        }
    }

    /// When the sources of what it is built against were last written.
    fn sources_written(&self) -> impl Hash + use<> {
        let runtime = self.host.map(|_| "hotswap-runtime");
        let mut newest = Newest(SystemTime::UNIX_EPOCH);
        for room in ["hotswap", "hotswap-macros"].into_iter().chain(runtime) {
            newest.look_into(&workspace().join(room).join("src"));
        }
        newest
    }

    fn write(&self, place: &Path) {
        let write = |file: &str, text: &str| {
            fs::write(place.join(file), text).expect("the target directory can be written to");
        };
        fs::create_dir_all(place).expect("the target directory can be written to");
        write("lib.rs", self.source);
        if let Some(host) = self.host {
            write("main.rs", host);
        }
        write("Cargo.toml", &self.manifest());
        // The versions that the workspace has are at hand.
        let locked = fs::read_to_string(workspace().join("Cargo.lock"));
        write("Cargo.lock", &locked.expect("the workspace has one"));
    }

    fn manifest(&self) -> String {
        let Self {
            name,
            version,
            edition,
            ..
        } = self;
        let program = match self.host {
            Some(_) => format!("[[bin]]\nname = {name:?}\npath = \"main.rs\"\n"),
            None => String::new(),
        };
        let mut manifest = format!(
            "[package]\nname = {name:?}\nversion = {version:?}\nedition = \"{edition}\"\n\
             [workspace]\n\
             [lib]\npath = \"lib.rs\"\ncrate-type = [{:?}]\n\
             {}[dependencies]\nhotswap = {{ package = \"hotswap-rs\", path = {:?}, features = {:?} }}\n",
            if self.host.is_some() {
                "rlib"
            } else {
                "cdylib"
            },
            program,
            workspace().join("hotswap"),
            self.features
        );
        if self.host.is_some() {
            let runtime = workspace().join("hotswap-runtime");
            // Writing to a string does not fail.
            let _ = writeln!(
                manifest,
                "hotswap-runtime = {{ package = \"hotswap-host\", path = {runtime:?}, features = [\"tokio\"] }}"
            );
        }
        for dependency in self.dependencies {
            // Writing to a string does not fail.
            let _ = writeln!(manifest, "{dependency}");
        }
        manifest
    }

    /// Where cargo has put the library. All packages share what cargo has built.
    fn compile(&self, packages: &Path, place: &Path) -> PathBuf {
        let target = packages.join("target");
        let mut command = self.toolchain.command("cargo");
        command
            .args(["rustc", "--quiet"])
            .args(match self.host {
                Some(_) => vec!["--bin", self.name],
                None => vec!["--lib"],
            })
            .arg("--manifest-path")
            .arg(place.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target)
            .env("CARGO_PROFILE_DEV_DEBUG", "none")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTFLAGS", self.toolchain.flags().join(" "))
            .arg("--")
            .args(self.flags);
        crate::build::output_of(&mut command);
        target.join("debug").join(self.file())
    }
}

struct Newest(SystemTime);

impl Newest {
    fn look_into(&mut self, directory: &Path) {
        let entries = fs::read_dir(directory).expect("the workspace can be read");
        for entry in entries.flatten() {
            let metadata = entry.metadata().expect("the workspace can be read");
            match metadata.is_dir() {
                true => self.look_into(&entry.path()),
                false => self.0 = self.0.max(metadata.modified().unwrap_or(self.0)),
            }
        }
    }
}

impl Hash for Newest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
