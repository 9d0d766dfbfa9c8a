//! Modules import downwards only. ARCHITECTURE.md has the layers, under "Layers of hotswap-runtime".

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module's path from the crate's root: `["guest", "glibc", "ledger"]`.
type Module = Vec<String>;

/// The modules of the crate, each with the paths that its code names. Tests are left out.
struct Crate(BTreeMap<Module, BTreeSet<Module>>);

impl Crate {
    fn read(sources: &Path) -> Self {
        let mut modules = BTreeMap::new();
        read_folder(sources, &[], &mut modules);
        Self(modules)
    }

    /// Which modules of `folder` import which others of it.
    fn imports_in(&self, folder: &[String]) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut imports = BTreeMap::<_, BTreeSet<_>>::new();
        for (module, paths) in &self.0 {
            let Some(from) = child_of(folder, module) else {
                continue;
            };
            let targets = paths.iter().filter_map(|path| child_of(folder, path));
            let is_other = |it: &&str| *it != from && self.0.contains_key(&joined(folder, it));
            imports
                .entry(from)
                .or_default()
                .extend(targets.filter(is_other));
        }
        imports
    }

    fn folders(&self) -> BTreeSet<&[String]> {
        let modules = self.0.keys();
        modules
            .filter_map(|it| Some(it.split_last()?.1))
            .collect::<BTreeSet<_>>()
    }
}

fn child_of<'a>(folder: &[String], path: &'a [String]) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    rest.first().map(String::as_str)
}

fn joined(folder: &[String], name: &str) -> Module {
    let mut module = folder.to_vec();
    module.push(name.to_owned());
    module
}

fn read_folder(
    directory: &Path,
    folder: &[String],
    modules: &mut BTreeMap<Module, BTreeSet<Module>>,
) {
    let mut tests = BTreeSet::from(["lib".to_owned()]);
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            read_folder(&path, &joined(folder, &name), modules);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let lines = source.lines().zip(source.lines().skip(1));
        let declared = lines.filter(|(attribute, _)| attribute.trim() == "#[cfg(test)]");
        let declared = declared.filter_map(|(_, it)| it.trim().strip_prefix("mod "));
        tests.extend(declared.filter_map(|it| it.strip_suffix(';').map(str::to_owned)));
        files.push((name, source));
    }
    for (name, source) in files {
        let module = match name.as_str() {
            "mod" => folder.to_vec(),
            name if tests.contains(name) => continue,
            name => joined(folder, name),
        };
        let paths = paths_in(&module, &source);
        modules.entry(module).or_default().extend(paths);
    }
}

/// All paths in a module's code that begin with `crate` or `super`, from the crate's root.
fn paths_in(module: &[String], source: &str) -> BTreeSet<Module> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines().map(|line| line.split("//").next().unwrap());
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut paths = BTreeSet::new();
    for head in ["crate::", "super::"] {
        for (place, _) in code.match_indices(head) {
            let before = code[..place].chars().next_back();
            if before.is_some_and(|it| it.is_alphanumeric() || "_$:".contains(it)) {
                continue;
            }
            let mut rest = &code[place..];
            let mut start = module.to_vec();
            if let Some(tail) = rest.strip_prefix("crate::") {
                start.clear();
                rest = tail;
            }
            while let Some(tail) = rest.strip_prefix("super::") {
                start.pop();
                rest = tail;
            }
            read_path(rest, &start, &mut paths);
        }
    }
    paths
}

/// Reads the path at the beginning of `code`, or the group of paths. Gives what follows it.
fn read_path<'a>(code: &'a str, start: &[String], paths: &mut BTreeSet<Module>) -> &'a str {
    let mut code = code.trim_start();
    if let Some(group) = code.strip_prefix('{') {
        code = group.trim_start();
        while !code.starts_with('}') {
            code = read_path(code, start, paths).trim_start();
            code = code.strip_prefix(',').unwrap_or(code).trim_start();
        }
        return &code[1..];
    }
    let is_name = |it: char| it.is_alphanumeric() || it == '_' || it == '*';
    let end = code.find(|it| !is_name(it)).unwrap_or(code.len());
    assert!(end > 0, "no path at the beginning of {code:.40}");
    let path = joined(start, &code[..end]);
    match code[end..].strip_prefix("::") {
        Some(rest) if rest.starts_with(|it| it == '{' || is_name(it)) => {
            read_path(rest, &path, paths)
        }
        _ => {
            paths.insert(path);
            &code[end..]
        }
    }
}

/// The layers in the figure of ARCHITECTURE.md, the uppermost first.
fn layers(page: &str) -> Vec<Vec<&str>> {
    let figure = page.split("### Layers of hotswap-runtime").nth(1).unwrap();
    let figure = figure.split("```").nth(1).unwrap();
    let lines = figure.lines().skip(1).map(|it| it.split(':').next());
    let layers = lines.map(|it| it.unwrap().split(',').map(str::trim).collect());
    layers.collect()
}

fn runtime() -> Crate {
    Crate::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

#[test]
fn modules_import_only_from_layers_below_their_own() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let page = fs::read_to_string(page).unwrap();
    let layers = layers(&page);
    let mut layer_of = BTreeMap::new();
    for (number, names) in layers.iter().enumerate() {
        for &name in names {
            let other = layer_of.insert(name, number);
            assert_eq!(other, None, "{name} is in two layers of ARCHITECTURE.md");
        }
    }
    let runtime = runtime();
    let imports = runtime.imports_in(&[]);
    let modules: BTreeSet<_> = imports.keys().copied().collect();
    let named: BTreeSet<_> = layer_of.keys().copied().collect();
    assert_eq!(modules, named, "modules, and those in ARCHITECTURE.md");
    for (module, imported) in imports {
        for other in imported {
            assert!(
                layer_of[other] > layer_of[module],
                "`{module}` imports `{other}`, which is not in a layer below it"
            );
        }
    }
}

#[test]
fn in_no_folder_do_modules_import_each_other_in_a_circle() {
    let runtime = runtime();
    for folder in runtime.folders() {
        let mut left = runtime.imports_in(folder);
        loop {
            let before = left.len();
            let names: BTreeSet<_> = left.keys().copied().collect();
            left.retain(|_, imports| !imports.is_disjoint(&names));
            let imported: BTreeSet<_> = left.values().flatten().copied().collect();
            left.retain(|name, _| imported.contains(name));
            if left.len() == before {
                break;
            }
        }
        let circle: Vec<_> = left.into_keys().collect();
        assert!(circle.is_empty(), "in {folder:?}: {circle:?}");
    }
}

#[test]
fn paths_are_found_in_every_form() {
    let source = "
        use crate::guest::{self, Guest, glibc::Ledger}; // crate::comment
        pub(crate) use super::super::needs::Needs;
        fn f() { $crate::hidden::g(); crate::log::log::<u8>(super::CONST) }
        #[cfg(test)]\nmod tests { use crate::tests; }
    ";
    let source = source.replace("        #[cfg", "#[cfg");
    let module = ["trust", "search"].map(str::to_owned);
    let found = paths_in(&module, &source);
    let found: Vec<_> = found.iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "guest::Guest",
            "guest::glibc::Ledger",
            "guest::self",
            "log::log",
            "needs::Needs",
            "trust::CONST"
        ]
    );
}
