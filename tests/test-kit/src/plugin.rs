//! A plugin made for a test.

use std::path::PathBuf;

use crate::build::{Output, Unit};
use crate::contract::Contract;
use crate::package::Package;
use crate::toolchain::Toolchain;

/// The source of a plugin, and how it is built.
///
/// It may use `hotswap` and `serde` (with `derive`).
///
/// # Examples
///
/// ```no_run
/// let library = test_kit::Plugin::new("world")
///     .version("1.2.3")
///     .source(test_kit::plugin_source("#[plugin_fn] fn one() -> u32 { 1 }"))
///     .build();
/// ```
#[derive(Clone, Debug)]
pub struct Plugin {
    name: String,
    version: String,
    source: String,
    edition: u32,
    contract: String,
    flags: Vec<String>,
    crates: Vec<(String, PathBuf)>,
    dependencies: Vec<String>,
    features: Vec<String>,
    toolchain: Toolchain,
}

impl Plugin {
    /// A plugin of this package name, which does nothing yet.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            source: plugin_source(""),
            edition: 2024,
            contract: "hotswap".to_owned(),
            flags: Vec::new(),
            crates: Vec::new(),
            dependencies: Vec::new(),
            features: Vec::new(),
            toolchain: Toolchain::current(),
        }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Its `lib.rs`.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    /// The version of its package: `0.1.0` unless set.
    #[must_use]
    pub fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.version);
        self
    }

    /// Its edition: 2024 unless set.
    #[must_use]
    pub fn edition(mut self, edition: u32) -> Self {
        self.edition = edition;
        self
    }

    /// By which name it knows the `hotswap` crate.
    #[must_use]
    pub fn contract_as(mut self, name: &str) -> Self {
        name.clone_into(&mut self.contract);
        self
    }

    /// A flag of rustc for it alone: `-Cpanic=abort`, `-Copt-level=3`.
    #[must_use]
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// Optimised with all that it depends on, and without symbols: `"3"` as for production, `"s"` to be small.
    #[must_use]
    pub fn optimised(mut self, level: &str) -> Self {
        self.toolchain = self.toolchain.flag(&format!("-Copt-level={level}"));
        self.flag("-Cstrip=symbols")
    }

    /// A crate that it may use by `name`: what [`Plugin::build_rlib`] or
    /// [`rustc_rlib`](crate::rustc_rlib) gave.
    #[must_use]
    pub fn depends_on(mut self, name: &str, rlib: impl Into<PathBuf>) -> Self {
        self.crates.push((name.to_owned(), rlib.into()));
        self
    }

    /// A crate that cargo finds for it: `rand = "0.10"`, as in a `Cargo.toml`.
    ///
    /// With any of these it is built by cargo, and has no other dependencies but `hotswap`.
    #[must_use]
    pub fn dependency(mut self, line: &str) -> Self {
        self.dependencies.push(line.to_owned());
        self
    }

    /// A feature of `hotswap` that it uses. It is built by cargo then, as with [`dependency`](Self::dependency).
    #[must_use]
    pub fn feature(mut self, feature: &str) -> Self {
        self.features.push(feature.to_owned());
        self
    }

    /// The compiler: the one that runs the tests unless set.
    #[must_use]
    pub fn toolchain(mut self, toolchain: &Toolchain) -> Self {
        self.toolchain = toolchain.clone();
        self
    }

    /// The name of its package.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its crate.
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Its library. Built by the first who asks, and kept.
    ///
    /// # Panics
    ///
    /// With what rustc says, if it does not compile.
    pub fn build(&self) -> PathBuf {
        match self.dependencies.is_empty() && self.features.is_empty() {
            true => self.build_as(Output::Cdylib),
            false => self.package(None).build(),
        }
    }

    /// The program of a host that links it, with the `main.rs` in `host`. That may use the plugin's dependencies, and
    /// `hotswap_runtime` with the feature `tokio`.
    ///
    /// # Panics
    ///
    /// With what cargo says, if it does not compile.
    pub fn build_linked(&self, host: &str) -> PathBuf {
        self.package(Some(host)).build()
    }

    fn package<'a>(&'a self, host: Option<&'a str>) -> Package<'a> {
        Package {
            host,
            toolchain: &self.toolchain,
            name: &self.name,
            version: &self.version,
            edition: self.edition,
            source: &self.source,
            flags: &self.flags,
            dependencies: &self.dependencies,
            features: &self.features,
        }
    }

    /// The same source as an rlib: an api crate, for other plugins to [depend on](Self::depends_on).
    ///
    /// # Panics
    ///
    /// With what rustc says, if it does not compile.
    pub fn build_rlib(&self) -> PathBuf {
        self.build_as(Output::Rlib)
    }

    fn build_as(&self, output: Output) -> PathBuf {
        let contract = Contract::of(&self.toolchain);
        let crate_name = self.crate_name();
        let unit = Unit {
            toolchain: &self.toolchain,
            output,
            crate_name: &crate_name,
            source: &self.source,
            flags: self.all_flags(&contract),
            env: vec![
                ("CARGO_PKG_NAME".to_owned(), self.name.clone()),
                ("CARGO_PKG_VERSION".to_owned(), self.version.clone()),
                ("CARGO_CRATE_NAME".to_owned(), crate_name.clone()),
            ],
        };
        unit.build(contract.built)
    }

    fn all_flags(&self, contract: &Contract) -> Vec<String> {
        let mut flags = vec![
            format!("--edition={}", self.edition),
            // Most of a library is the debug information of std.
            "-Cstrip=debuginfo".to_owned(),
            format!("--extern={}={}", self.contract, contract.hotswap.display()),
            format!("--extern=serde={}", contract.serde.display()),
        ];
        let dependencies = contract.dependencies.iter();
        flags.extend(dependencies.map(|it| format!("-Ldependency={}", it.display())));
        for (name, rlib) in &self.crates {
            flags.push(format!("--extern={name}={}", rlib.display()));
        }
        flags.extend_from_slice(&self.flags);
        flags
    }
}

/// The least that is a plugin, with `body` after it.
pub fn plugin_source(body: &str) -> String {
    format!(
        "use hotswap::prelude::*;\n\
         #[derive(Default)] pub struct P;\n\
         #[hotswap::plugin] impl Plugin for P {{}}\n\
         {body}\n"
    )
}
