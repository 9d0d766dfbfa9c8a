//! `cargo hotswap check`: would a host load the plugins in a directory?

use anyhow::Result;
use hotswap_runtime::CheckedPlugin;

use crate::args::CheckArgs;
use crate::report;

/// Prints the plugins, in the order in which they would be loaded, and all that keeps them from it; 0 if nothing does.
pub(crate) fn run(args: &CheckArgs) -> Result<i32> {
    let check = hotswap_runtime::check(&args.dir)?;
    if !check.plugins.is_empty() {
        let head = ["plugin", "version", "needs", "rustc"].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(head.to_vec())
            .chain(check.plugins.iter().map(row))
            .collect();
        report::output(report::table(&rows))?;
    }
    let dir = args.dir.display();
    if check.problems.is_empty() {
        let fit = match check.plugins.len() {
            0 => "no plugins, so a host would load none".to_owned(),
            1 => "1 plugin, which a host would load".to_owned(),
            several => format!("{several} plugins, which a host would load"),
        };
        report::status("Checked", format!("{dir}: {fit}"));
        return Ok(0);
    }
    for problem in check.problems {
        report::error(&problem.into());
    }
    report::note(
        "Refused",
        format!("{dir}: a host would load none of its plugins"),
    );
    Ok(1)
}

fn row(plugin: &CheckedPlugin) -> Vec<String> {
    let manifest = &plugin.inspection.manifest;
    let needs = manifest.imports.iter().map(|it| match it.optional {
        true => format!("{}?", it.plugin),
        false => it.plugin.clone(),
    });
    let needs: Vec<_> = needs.collect();
    vec![
        plugin.name.clone(),
        manifest.plugin.version.clone(),
        if needs.is_empty() {
            "-".to_owned()
        } else {
            needs.join(", ")
        },
        manifest.plugin.rustc.clone(),
    ]
}
