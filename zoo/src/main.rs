//! Plugins that use well-known crates: each is loaded, called, reloaded twenty times and removed, in a process of its own.
//!
//! README.md beside `Cargo.toml` says how to run it and how to add a plugin.
//!
//! - `cases`: the plugins, and what is expected of each
//! - `libraries`: their files, built by cargo
//! - `child`: a case in a process of its own, and what became of it
//! - `run`: what happens in that process; `host`, `threads`, `server`, `signal` and `memory` are for that
//! - `report`: what such a process has seen, and whether it is what was expected
//! - `table`: what is printed, and written into the docs

mod cases;
mod child;
mod host;
mod libraries;
mod memory;
mod report;
mod run;
mod server;
mod signal;
mod table;
mod threads;

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use cases::{CASES, Case};
use table::Row;

/// Runs one case in this process; what follows is the name of its row and the file of its plugin.
const CHILD: &str = "--in-child";
/// Writes the table into the docs as well.
const WRITE: &str = "--write";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    if let [first, name, library] = arguments.as_slice()
        && first == CHILD
    {
        run::run(case_of(name)?, Path::new(library))?;
        return Ok(ExitCode::SUCCESS);
    }
    let writes = arguments.iter().any(|argument| argument == WRITE);
    arguments.retain(|argument| argument != WRITE);
    let cases: Vec<&Case> = match arguments.as_slice() {
        [] => CASES.iter().collect(),
        names => names
            .iter()
            .map(|name| case_of(name))
            .collect::<Result<_, _>>()?,
    };
    if writes && cases.len() < CASES.len() {
        return Err(format!("{WRITE} is for all rows").into());
    }
    let rows = rows(&cases)?;
    println!("\n{}", table::markdown(&rows));
    if writes {
        table::write(&rows)?;
    }
    let misses = table::misses(&rows);
    eprint!("{misses}");
    let code = if misses.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    Ok(code)
}

fn case_of(name: &str) -> Result<&'static Case, String> {
    let case = CASES.iter().find(|case| case.name == name);
    case.ok_or_else(|| {
        let names: Vec<_> = CASES.iter().map(|case| case.name).collect();
        format!("there is no row `{name}`; there are {}", names.join(", "))
    })
}

fn rows(cases: &[&'static Case]) -> Result<Vec<Row>, Box<dyn Error>> {
    let libraries = libraries::build()?;
    let mut rows = Vec::new();
    for &case in cases {
        let row = Row {
            case,
            end: child::start(case, &libraries)?,
        };
        eprintln!("{:<22} {}", case.name, row.verdict());
        rows.push(row);
    }
    Ok(rows)
}
