//! `cargo hotswap check`: do the plugins in a directory fit together, and with the system?

use anyhow::Result;
use hotswap_runtime::CheckedPlugin;

use crate::args::CheckArgs;
use crate::report;

/// Prints the plugins, in the order in which they would be loaded, and all that is found to keep them from it; 0 if that
/// is nothing.
pub(crate) fn run(args: &CheckArgs) -> Result<i32> {
    let check = hotswap_runtime::check(&args.dir)?;
    if args.json {
        report::json(&check)?;
        return Ok(i32::from(!check.problems.is_empty()));
    }
    if !check.plugins.is_empty() {
        let head = ["plugin", "version", "needs", "rustc"].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(head.to_vec())
            .chain(check.plugins.iter().map(row))
            .collect();
        report::output(report::table(&rows))?;
    }
    for plugin in &check.plugins {
        report::remarks(&plugin.name, &plugin.needs);
    }
    let dir = args.dir.display();
    if check.problems.is_empty() {
        let count = match check.plugins.len() {
            0 => {
                report::status("Checked", format!("{dir}: no plugins"));
                return Ok(0);
            }
            1 => "1 plugin".to_owned(),
            several => format!("{several} plugins"),
        };
        // What happens when they are loaded is not known.
        let compared = "nothing wrong with the files, the imports and the libraries that they need";
        report::status("Checked", format!("{dir}: {count}, {compared}"));
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
