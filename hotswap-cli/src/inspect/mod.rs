//! `cargo hotswap inspect`: the manifest of a library.
//!
//! - `json`: for programs
//! - `text`: for people

mod json;
mod text;

use anyhow::Result;
use hotswap::manifest::ItemKind;
use hotswap_runtime::needs::Needs;

use crate::args::InspectArgs;
use crate::report;

/// Prints the manifest of a library, without running any of it.
pub(crate) fn run(args: &InspectArgs) -> Result<()> {
    let (inspection, needs) = Needs::of_file(&args.file)?;
    if args.json {
        report::output(json::render(&args.file, &inspection, &needs)? + "\n")
    } else {
        report::output(text::render(&inspection, &needs))
    }
}

/// The attribute that makes an item of this kind: its name for programs and for people.
fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::PluginFn => "plugin_fn",
        ItemKind::LiveFn => "live_fn",
        ItemKind::LiveType => "live_type",
        other => other.as_str(),
    }
}
