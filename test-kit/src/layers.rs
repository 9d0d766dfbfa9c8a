//! Checks that the modules of a crate import in one direction.
//!
//! A list names all modules of the crate, from the lowest to the highest. A module may import those that stand before it, so
//! there can be no circles. What counts is the module that defines a name: a re-export is followed to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Checks that no module of the crate in `src` imports one above it.
///
/// Each line of `layers` has module paths separated by spaces, like `shape::tree`, from the lowest to the highest. The file of a
/// directory is named like the directory. `lib` stands for the crate's root. Code under `#[cfg(test)]` is not looked at.
///
/// # Panics
///
/// If a module imports one above it, and if modules are missing in the list, or in the crate. The message names all of them.
pub fn check(src: impl AsRef<Path>, layers: &[&str]) {
    let problems = problems(src.as_ref(), layers);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

fn problems(src: &Path, layers: &[&str]) -> Vec<String> {
    let mut modules = BTreeMap::new();
    read(src, &mut Vec::new(), &mut modules);
    let order: Vec<&str> = layers
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect();
    let place: BTreeMap<&str, usize> = order.iter().copied().zip(0..).collect();
    let mut problems = Vec::new();
    if place.len() != order.len() {
        problems.push("a module stands twice in the list of layers".to_owned());
    }
    for name in modules
        .keys()
        .filter(|name| !place.contains_key(name.as_str()))
    {
        problems.push(format!("`{name}` is missing in the list of layers"));
    }
    for name in order.iter().filter(|name| !modules.contains_key(**name)) {
        problems.push(format!(
            "`{name}` is in the list of layers, and there is no such module"
        ));
    }
    for (name, module) in &modules {
        let imported: BTreeSet<_> = module
            .imports
            .iter()
            .map(|path| definition(&modules, path))
            .collect();
        for other in imported {
            let places = (place.get(name.as_str()), place.get(other.as_str()));
            if let (Some(own), Some(others)) = places
                && own < others
            {
                problems.push(format!("`{name}` imports `{other}`, which is above it"));
            }
        }
    }
    problems
}

/// A path of this crate, without `crate`.
type ModPath = Vec<String>;

#[derive(Default)]
struct Module {
    imports: BTreeSet<ModPath>,
    /// What it re-exports, by the name that it has there.
    exports: BTreeMap<String, ModPath>,
}

/// Reads the modules in a directory.
fn read(directory: &Path, path: &mut ModPath, modules: &mut BTreeMap<String, Module>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{directory:?}: {error}"));
    for entry in entries {
        let file = entry.expect("an entry of the directory").path();
        let stem = file.file_stem().and_then(|it| it.to_str()).expect("a name");
        if file.is_dir() {
            path.push(stem.to_owned());
            read(&file, path, modules);
            path.pop();
        } else if file.extension().is_some_and(|it| it == "rs") {
            let is_file_of_directory = stem == "mod" || (path.is_empty() && stem == "lib");
            let mut own = path.clone();
            own.extend((!is_file_of_directory).then(|| stem.to_owned()));
            let text =
                fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
            let tokens = text
                .parse()
                .unwrap_or_else(|error| panic!("{file:?}: {error}"));
            let is_test = own.last().is_some_and(|it| it == "tests");
            if !is_test {
                modules.insert(name_of(&own), module(&own, tokens));
            }
        }
    }
}

fn name_of(path: &[String]) -> String {
    match path {
        [] => "lib".to_owned(),
        path => path.join("::"),
    }
}

/// The module in which what `path` names is defined.
fn definition(modules: &BTreeMap<String, Module>, path: &[String]) -> String {
    let mut path = path.to_vec();
    // A re-export of a re-export is followed; a circle of them does not compile.
    for _ in 0..16 {
        let depth = (0..=path.len())
            .rev()
            .find(|&depth| modules.contains_key(&name_of(&path[..depth])))
            .unwrap_or_default();
        let module = name_of(&path[..depth]);
        let exported = path
            .get(depth)
            .and_then(|name| modules.get(&module)?.exports.get(name));
        match exported {
            Some(exported) => {
                let rest = path.split_off(depth + 1);
                path = [exported.as_slice(), &rest].concat();
            }
            None => return module,
        }
    }
    name_of(&path)
}

fn module(own: &[String], tokens: TokenStream) -> Module {
    let mut module = Module::default();
    let tokens = without_tests(tokens);
    let children = children(&tokens);
    let mut body: Vec<&TokenTree> = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some(token) = rest.first() {
        if is_ident(token, "use") {
            let end = rest
                .iter()
                .position(|it| is_punct(it, ';'))
                .unwrap_or(rest.len());
            let is_public = body.last().is_some_and(|it| is_visibility(it));
            let mut leaves = Vec::new();
            use_tree(&rest[1..end], &[], &mut leaves);
            for (path, name) in leaves {
                let is_child = path.first().is_some_and(|it| children.contains(it));
                let Some(path) = absolute(own, &path, is_child) else {
                    continue;
                };
                if is_public && name != "_" {
                    module.exports.insert(name, path);
                } else {
                    module.imports.insert(path);
                }
            }
            rest = &rest[end..];
        } else {
            body.push(token);
            rest = &rest[1..];
        }
    }
    let mut found = Paths::default();
    found.walk(body.into_iter());
    for path in found.paths {
        module.imports.extend(absolute(own, &path, false));
    }
    // A name that a module re-exports and uses is imported as well.
    let used = module
        .exports
        .iter()
        .filter(|(name, _)| found.idents.contains(*name));
    let used: Vec<_> = used.map(|(_, path)| path.clone()).collect();
    module.imports.extend(used);
    module
}

/// `path` from the crate's root, if it is one of this crate.
fn absolute(own: &[String], path: &[String], is_child: bool) -> Option<ModPath> {
    let (first, mut rest) = path.split_first()?;
    let mut base = own.to_vec();
    match first.as_str() {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            base.pop();
            while let Some((first, after)) = rest.split_first()
                && first == "super"
            {
                base.pop();
                rest = after;
            }
        }
        _ if is_child => rest = path,
        _ => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The paths in what follows `use`, and the names that they have afterwards.
fn use_tree(tokens: &[TokenTree], before: &[String], leaves: &mut Vec<(ModPath, String)>) {
    let mut path = before.to_vec();
    let mut name = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if *ident == "as" => {
                name = tokens.get(at + 1).map(ToString::to_string);
                break;
            }
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Group(group) => {
                let inside: Vec<_> = group.stream().into_iter().collect();
                for tree in inside
                    .split(|it| is_punct(it, ','))
                    .filter(|it| !it.is_empty())
                {
                    use_tree(tree, &path, leaves);
                }
                return;
            }
            _ => {}
        }
    }
    if path.len() > 1 && path.last().is_some_and(|it| it == "self") {
        path.pop();
    }
    let last = path.last().cloned().unwrap_or_default();
    leaves.push((path, name.unwrap_or(last)));
}

/// The paths of this crate in some code, and all identifiers.
#[derive(Default)]
struct Paths {
    paths: BTreeSet<ModPath>,
    idents: BTreeSet<String>,
}

impl Paths {
    fn walk<'t>(&mut self, tokens: impl Iterator<Item = &'t TokenTree>) {
        let tokens: Vec<_> = tokens.collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                // `pub(in crate::a)`
                TokenTree::Group(_)
                    if at > 0 && is_ident(tokens[at - 1], "pub") && is_visibility(token) => {}
                TokenTree::Group(group) => {
                    let inside: Vec<_> = group.stream().into_iter().collect();
                    self.walk(inside.iter());
                }
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    let is_inside_path = at > 0 && is_punct(tokens[at - 1], ':');
                    if matches!(ident.as_str(), "crate" | "super" | "self") && !is_inside_path {
                        self.paths.extend(path_at(&tokens[at..]));
                    }
                    self.idents.insert(ident);
                }
                _ => {}
            }
        }
    }
}

/// The path that begins here, if it has more than one segment.
fn path_at(tokens: &[&TokenTree]) -> Option<ModPath> {
    let mut path = vec![tokens[0].to_string()];
    let mut rest = &tokens[1..];
    while let [a, b, TokenTree::Ident(ident), after @ ..] = rest
        && is_punct(a, ':')
        && is_punct(b, ':')
    {
        path.push(ident.to_string());
        rest = after;
    }
    (path.len() > 1).then_some(path)
}

/// The modules that are declared here, in files of their own.
fn children(tokens: &[TokenTree]) -> BTreeSet<String> {
    let pairs = tokens.windows(3);
    let children = pairs.filter(|it| is_ident(&it[0], "mod") && is_punct(&it[2], ';'));
    children.map(|it| it[1].to_string()).collect()
}

/// The tokens without the items that are under `#[cfg(test)]`.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_attribute = is_punct(&token, '#');
        match tokens.peek() {
            Some(TokenTree::Group(group)) if is_attribute && is_cfg_test(group) => {
                tokens.next();
                let ends_item = |token: &TokenTree| match token {
                    TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                    token => is_punct(token, ';'),
                };
                for token in tokens.by_ref() {
                    if ends_item(&token) {
                        break;
                    }
                }
            }
            _ => kept.push(token),
        }
    }
    kept
}

fn is_cfg_test(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket && group.stream().to_string() == "cfg (test)"
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == punct)
}

/// Whether it is `pub`, or the `(crate)` after it.
fn is_visibility(token: &TokenTree) -> bool {
    let is_scope = |group: &Group| group.delimiter() == Delimiter::Parenthesis;
    is_ident(token, "pub") || matches!(token, TokenTree::Group(group) if is_scope(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], layers: &[&str]) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = directory.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        problems(directory.path(), layers)
    }

    const UP: &str = "`low` imports `high::inner`, which is above it";

    #[test]
    fn an_import_of_a_module_above_is_found_however_it_is_written() {
        let imports = [
            "use crate::high::inner::Thing;",
            "use super::{high::{inner::{self}}};",
            "fn f() { let _ = vec![crate::high::inner::f()]; }",
            "macro_rules! m { () => { $crate::high::inner::Thing } }",
            // Through re-exports.
            "use crate::high::Renamed;",
            "use crate::Shown;",
        ];
        for import in imports {
            let files = [
                (
                    "lib.rs",
                    "mod low; mod high; pub use high::Renamed as Shown;",
                ),
                ("low.rs", import),
                (
                    "high/mod.rs",
                    "mod inner; pub(crate) use inner::Thing as Renamed;",
                ),
                ("high/inner.rs", "pub struct Thing;"),
            ];
            assert_eq!(
                found(&files, &["low", "high::inner high lib"]),
                [UP],
                "{import}"
            );
        }
    }

    #[test]
    fn imports_of_modules_below_comments_texts_and_tests_are_no_problem() {
        let high = "//! See [`crate::top`].
            use crate::low::Thing;
            pub(in crate::top) struct Private;
            const TEXT: &str = \"use crate::top;\";
            #[cfg(test)]
            mod tests { use crate::top::Other; }";
        let files = [
            ("lib.rs", ""),
            ("low.rs", ""),
            ("high.rs", high),
            ("top.rs", ""),
        ];
        assert_eq!(found(&files, &["low", "high", "top lib"]), [""; 0]);
    }

    #[test]
    fn a_module_that_is_missing_on_either_side_is_found() {
        let files = [("lib.rs", ""), ("one.rs", "")];
        let expected = [
            "`one` is missing in the list of layers",
            "`two` is in the list of layers, and there is no such module",
        ];
        assert_eq!(found(&files, &["lib two"]), expected);
    }

    #[test]
    fn what_a_module_shows_of_its_children_is_an_import_where_it_uses_it() {
        let parent = "mod child; pub use child::Thing;";
        let using = format!("{parent} fn f(_: Thing) {{}}");
        let with = |parent: &str| {
            found(
                &[("lib.rs", ""), ("a/mod.rs", parent), ("a/child.rs", "")],
                &["a a::child lib"],
            )
        };
        assert_eq!(with(parent), [""; 0]);
        assert_eq!(with(&using), ["`a` imports `a::child`, which is above it"]);
    }
}
