//! `cargo hotswap new`: a workspace with a host, its api and one plugin, which builds and runs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::args::NewArgs;
use crate::report;

/// The files of a new workspace.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../template/workspace.toml")),
    (".gitignore", include_str!("../template/gitignore")),
    ("README.md", include_str!("../template/README.md")),
    ("api/Cargo.toml", include_str!("../template/api.toml")),
    ("api/src/lib.rs", include_str!("../template/api.rs")),
    (
        "greeter/Cargo.toml",
        include_str!("../template/greeter.toml"),
    ),
    ("greeter/src/lib.rs", include_str!("../template/greeter.rs")),
    (
        "greeter/tests/library.rs",
        include_str!("../template/library.rs"),
    ),
    ("host/Cargo.toml", include_str!("../template/host.toml")),
    ("host/src/main.rs", include_str!("../template/host.rs")),
];

/// Writes the workspace, and says how to start it.
pub(crate) fn run(args: &NewArgs) -> Result<()> {
    let dir = &args.path;
    let name = name(dir)?;
    let sources = sources(args.hotswap.as_deref())?;
    let hotswap = in_toml(&sources)?;
    // Not `create_dir_all`: a directory that exists already belongs to somebody.
    fs::create_dir(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    for (path, template) in FILES {
        let text = template
            .replace("{{name}}", name)
            .replace("{{crate}}", &name.replace('-', "_"))
            .replace("{{hotswap}}", &hotswap);
        write(&dir.join(path), &text)?;
    }
    report::status(
        "Created",
        format!("{}: a host, its api and a plugin", dir.display()),
    );
    if !is_installed() {
        let cli = sources.join("hotswap-cli");
        report::status(
            "First",
            format!("cargo install --locked --path {}", cli.display()),
        );
    }
    report::status(
        "Then",
        format!("cd {} && cargo hotswap run {name}", dir.display()),
    );
    Ok(())
}

/// The last part of the path, if cargo takes it for a package's name, and for those that begin with it.
fn name(dir: &Path) -> Result<&str> {
    let name = dir
        .file_name()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() {
        bail!(
            "{} ends in no name: give the directory to create",
            dir.display()
        );
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_word) {
        bail!(
            "`{name}` cannot be the name of a package: give one that begins with a letter and continues with letters, \
             digits, `-` and `_`"
        );
    }
    if TAKEN.contains(&name.replace('-', "_").as_str()) {
        bail!("`{name}` is the name of something else that it would need: give another one");
    }
    Ok(name)
}

/// Its plugin, what both depend on, what rustc brings, and what cargo keeps for its own directories.
const TAKEN: &[&str] = &[
    "greeter",
    "hotswap",
    "hotswap_host",
    "hotswap_macros",
    "hotswap_rs",
    "hotswap_runtime",
    "build",
    "deps",
    "examples",
    "incremental",
    "core",
    "std",
    "alloc",
    "test",
    "proc_macro",
];

/// Where hotswap's crates are: as told, or where this program was built from.
fn sources(told: Option<&Path>) -> Result<PathBuf> {
    let built_from = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Path::to_owned)
    };
    let Some(dir) = told.map(Path::to_owned).or_else(built_from) else {
        bail!("say where hotswap's sources are with --hotswap <DIR>");
    };
    if !dir.join("hotswap-runtime/Cargo.toml").is_file() {
        bail!(
            "hotswap's sources are not in {}: say with --hotswap <DIR> where its repository was cloned to",
            dir.display()
        );
    }
    // Not `canonicalize`: in the form that Windows gives, no `/` may follow.
    std::path::absolute(&dir).with_context(|| format!("cannot find {}", dir.display()))
}

/// What stands between the quotes of a string in TOML.
fn in_toml(path: &Path) -> Result<String> {
    let path = path
        .to_str()
        .context("the path of hotswap's sources is not Unicode")?;
    Ok(path.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write(path: &Path, text: &str) -> Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = written.and_then(|()| fs::write(path, text));
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Whether cargo finds this command by itself.
fn is_installed() -> bool {
    let file = format!("cargo-hotswap{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| dir.join(&file).is_file())
}
