//! What people read: lines as cargo writes them, tables, durations.

use std::fmt::Display;
use std::time::Duration;

use console::{measure_text_width, style};

/// A line on standard error like cargo's own: `   Published world`.
pub(crate) fn status(verb: &str, text: impl Display) {
    line(style(format!("{verb:>12}")).green().bold(), text);
}

/// The same, for what needs attention.
pub(crate) fn note(verb: &str, text: impl Display) {
    line(style(format!("{verb:>12}")).yellow().bold(), text);
}

/// Why the work failed, with all causes.
pub(crate) fn error(error: &anyhow::Error) {
    line(
        style("error:".to_owned()).red().bold(),
        format!("{error:#}"),
    );
}

/// One write, so that the host's own lines cannot come in between.
fn line(head: console::StyledObject<String>, text: impl Display) {
    let line = format!("{} {text}\n", head.for_stderr());
    eprint!("{line}");
}

/// Rows with their columns aligned; the last one is left as it is.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| measure_text_width(cell))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter().map(|row| table_row(row, &widths)).collect()
}

fn table_row(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let gap = width - measure_text_width(cell) + 2;
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', gap));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// `0.31 s`, or `1.7 ms` for what is short.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.1 {
        return format!("{:.1} ms", seconds * 1e3);
    }
    format!("{seconds:.2} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_end_at_their_last_letter() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let table = table(&[row(["kind", "name", "x"]), row(["a", "longer", ""])]);
        assert_eq!(table, "kind  name    x\na     longer\n");
    }

    #[test]
    fn durations_are_short_in_every_magnitude() {
        assert_eq!(duration(Duration::from_micros(1_740)), "1.7 ms");
        assert_eq!(duration(Duration::from_millis(312)), "0.31 s");
        assert_eq!(duration(Duration::from_secs(75)), "75.00 s");
    }
}
