//! `cargo hotswap inspect`: the manifest of a library.
//!
//! - `text`: for people; for programs, it prints the form of the runtime

mod text;

use anyhow::Result;
use hotswap::manifest::ItemKind;
use hotswap_runtime::needs::Needs;
use hotswap_runtime::serialized::Library;

use crate::args::InspectArgs;
use crate::report;

/// Prints the manifest of a library, without running any of it.
pub(crate) fn run(args: &InspectArgs) -> Result<()> {
    let (inspection, needs) = Needs::of_file(&args.file)?;
    if args.json {
        report::json(&Library::new(&args.file, &inspection, &needs))
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
