//! A manifest for people.

use std::fmt::Write;

use hotswap::manifest::{ImportInfo, InterfaceInfo, ItemInfo, Manifest};
use hotswap_runtime::inspect::Inspection;
use hotswap_runtime::needs::{NeededLibrary, Needs};

use super::kind;
use crate::report;

/// The plugin, then its items, and what ties it to others.
pub(super) fn render(inspection: &Inspection, needs: &Needs) -> String {
    let mut text = report::table(&facts(inspection, needs));
    let rows = rows(&inspection.manifest);
    if !rows.is_empty() {
        let head = ["kind", "name", "signature", "fingerprint"].map(str::to_owned);
        let rows: Vec<Vec<String>> = std::iter::once(head.to_vec()).chain(rows).collect();
        text.push('\n');
        text.push_str(&report::table(&rows));
    }
    text
}

fn rows(manifest: &Manifest) -> Vec<Vec<String>> {
    let items = manifest.items.iter().map(item);
    let exports = manifest.exports.iter().map(export);
    let imports = manifest.imports.iter().map(import);
    items.chain(exports).chain(imports).collect()
}

fn facts(inspection: &Inspection, needs: &Needs) -> Vec<Vec<String>> {
    let plugin = &inspection.manifest.plugin;
    let sealed = if inspection.sealed { "yes" } else { "no" };
    let mut facts: Vec<_> = [
        ("plugin", plugin.name.clone()),
        ("version", plugin.version.clone()),
        ("ABI", plugin.abi.to_string()),
        ("rustc", plugin.rustc.clone()),
        ("target", plugin.target.clone()),
        ("panic", plugin.panic.clone()),
        ("build", inspection.build.to_string()),
        ("sealed", sealed.to_owned()),
        ("size", format!("{} bytes", inspection.size)),
    ]
    .map(|(what, value)| vec![what.to_owned(), value])
    .to_vec();
    if !inspection.search_path.is_empty() {
        let path = inspection.search_path.join(":");
        facts.push(vec!["search path".to_owned(), path]);
    }
    let mut fact = |what: &str, value| facts.push(vec![what.to_owned(), value]);
    for (number, library) in needs.libraries.iter().enumerate() {
        fact(if number == 0 { "needs" } else { "" }, needed(library));
    }
    let unmet = needs.unmet.iter();
    unmet.for_each(|it| fact("unmet", it.to_string()));
    let remarks = needs.remarks.iter();
    remarks.for_each(|it| fact("warning", it.to_string()));
    facts
}

/// `libz.so.1 (/lib/x86_64-linux-gnu/libz.so.1), through libpng16.so.16`.
fn needed(library: &NeededLibrary) -> String {
    let mut text = library.name.clone();
    let _ = match &library.path {
        Some(path) => write!(text, " ({})", path.display()),
        None => write!(text, " (not found)"),
    };
    if let Some(through) = &library.needed_by {
        let _ = write!(text, ", through {through}");
    }
    text
}

/// What it takes and returns; of a live type its interfaces, and more.
fn signature(item: &ItemInfo) -> String {
    let mut text = item.signature.to_string();
    if let Some(live_type) = &item.live_type {
        let _ = write!(text, ", version {}", live_type.version);
        if let Some(name) = &live_type.alias_of {
            let _ = write!(text, ", alias of {name}");
        }
    }
    text
}

fn item(item: &ItemInfo) -> Vec<String> {
    vec![
        kind(item.kind).to_owned(),
        item.name.clone(),
        signature(item),
        item.fingerprint.to_string(),
    ]
}

fn export(interface: &InterfaceInfo) -> Vec<String> {
    vec![
        "exports".to_owned(),
        "-".to_owned(),
        interface.description.to_string(),
        interface.fingerprint.to_string(),
    ]
}

/// The plugin that is needed, and what of it.
fn import(import: &ImportInfo) -> Vec<String> {
    let optional = if import.optional { ", optional" } else { "" };
    let (needed, print) = match &import.interface {
        Some(it) => (it.description.to_string(), it.fingerprint.to_string()),
        None => ("to come first".to_owned(), "-".to_owned()),
    };
    vec![
        "imports".to_owned(),
        import.plugin.clone(),
        format!("{needed}{optional}"),
        print,
    ]
}
