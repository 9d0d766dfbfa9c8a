//! A manifest for people.

use std::fmt::Write;

use hotswap::manifest::ItemInfo;
use hotswap_runtime::inspect::Inspection;

use super::kind;
use crate::report;

/// The plugin, then its items.
pub(super) fn render(inspection: &Inspection) -> String {
    let mut text = report::table(&facts(inspection));
    let items = &inspection.manifest.items;
    if !items.is_empty() {
        let head = ["kind", "name", "signature", "fingerprint"].map(str::to_owned);
        let rows: Vec<Vec<String>> = std::iter::once(head.to_vec())
            .chain(items.iter().map(row))
            .collect();
        text.push('\n');
        text.push_str(&report::table(&rows));
    }
    text
}

fn facts(inspection: &Inspection) -> Vec<Vec<String>> {
    let plugin = &inspection.manifest.plugin;
    let sealed = if inspection.sealed { "yes" } else { "no" };
    [
        ("plugin", plugin.name.clone()),
        ("version", plugin.version.clone()),
        ("ABI", plugin.abi.to_string()),
        ("rustc", plugin.rustc.clone()),
        ("target", plugin.target.clone()),
        ("panic", plugin.panic.clone()),
        ("sealed", sealed.to_owned()),
        ("size", format!("{} bytes", inspection.size)),
    ]
    .map(|(what, value)| vec![what.to_owned(), value])
    .to_vec()
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

fn row(item: &ItemInfo) -> Vec<String> {
    vec![
        kind(item.kind).to_owned(),
        item.name.clone(),
        signature(item),
        format!("{:016x}", item.fingerprint),
    ]
}
