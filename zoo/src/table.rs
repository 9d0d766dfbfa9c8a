//! The table that is printed, and written into the docs.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::cases::Case;
use crate::child::End;

/// What is written, below the root of the repository.
const PAGE: &str = "../docs/zoo.md";
/// The table on that page stands between these two lines.
const BEGIN: &str =
    "<!-- written by `cargo run --release --manifest-path zoo/Cargo.toml -- --write` -->";
const END: &str = "<!-- the end of what is written -->";

/// A case, and what became of it.
pub struct Row {
    pub case: &'static Case,
    pub end: End,
}

impl Row {
    /// What is not as it was expected.
    fn misses(&self) -> Vec<String> {
        match &self.end {
            End::Well(report) => report.misses(self.case.expected),
            End::Badly(how) => vec![how.clone()],
        }
    }

    pub fn verdict(&self) -> String {
        match self.misses().as_slice() {
            [] => "as expected".to_owned(),
            misses => misses.join("; "),
        }
    }

    fn cells(&self) -> [String; 5] {
        let about = self.case.about.to_owned();
        let verdict = if self.misses().is_empty() {
            "ok"
        } else {
            "**no**"
        }
        .to_owned();
        match &self.end {
            End::Well(report) => {
                let fate = report.fate(self.case.expected);
                let memory = match report.refused {
                    Some(_) => "–".to_owned(),
                    // A little less is as good as nothing more.
                    None => format!("{} KB", report.kilobytes.max(0)),
                };
                [about, "yes".to_owned(), fate, memory, verdict]
            }
            End::Badly(how) => [
                about,
                "**no**".to_owned(),
                how.clone(),
                "–".to_owned(),
                verdict,
            ],
        }
    }
}

pub fn markdown(rows: &[Row]) -> String {
    let mut table = String::from(
        "| plugin uses | works | after 20 reloads and removal | memory per reload | as expected |\n\
         |---|---|---|---|---|\n",
    );
    for row in rows {
        let cells = row
            .cells()
            .map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        // Writing to a string does not fail.
        let _ = writeln!(table, "| {} |", cells.join(" | "));
    }
    table
}

/// A line for each row that is not as it was expected.
pub fn misses(rows: &[Row]) -> String {
    let missed = rows.iter().filter(|row| !row.misses().is_empty());
    missed
        .map(|row| format!("{}: {}\n", row.case.name, row.verdict()))
        .collect()
}

/// Puts the table into the page.
pub fn write(rows: &[Row]) -> Result<(), Box<dyn std::error::Error>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text
        .split_once(BEGIN)
        .ok_or("the page has no place for the table")?;
    let (_, after) = rest
        .split_once(END)
        .ok_or("the place for the table has no end")?;
    fs::write(
        &page,
        format!("{before}{BEGIN}\n\n{}\n{END}{after}", markdown(rows)),
    )?;
    Ok(())
}
