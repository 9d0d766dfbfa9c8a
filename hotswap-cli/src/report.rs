//! Output for people: lines as cargo writes them, tables, durations.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::time::Duration;

use anyhow::{Context, Result};
use console::{measure_text_width, style};
use hotswap_runtime::needs::Needs;
use serde::Serialize;

/// The result, on standard output.
///
/// # Errors
///
/// If it cannot be written. A reader that has stopped reading (`| head`) is no error.
pub(crate) fn output(text: impl Display) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let written = write!(stdout, "{text}").and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// A value as JSON on standard output.
///
/// # Errors
///
/// As [`output`].
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    output(serde_json::to_string_pretty(value)? + "\n")
}

/// Lines on standard error. If they cannot be written, the failure is ignored: there is no other place to report it.
pub(crate) fn remark(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A line on standard error like cargo's own: `   Published world`.
pub(crate) fn status(verb: &str, text: impl Display) {
    line(style(format!("{verb:>12}")).green().bold(), text);
}

/// The same, for what needs attention.
pub(crate) fn note(verb: &str, text: impl Display) {
    line(style(format!("{verb:>12}")).yellow().bold(), text);
}

/// What should be improved about a plugin that can be loaded.
pub(crate) fn remarks(plugin: &str, needs: &Needs) {
    for remark in &needs.remarks {
        note("Warning", format!("{plugin}: {remark}"));
    }
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
    remark(&format!("{} {text}\n", head.for_stderr()));
}

/// Rows with their columns aligned; the last one is left as it is. What would move the cursor is spelled out: a library
/// that somebody else has made may say anything of itself.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| on_one_line(cell)).collect())
        .collect();
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

fn on_one_line(cell: &str) -> Cow<'_, str> {
    if !cell.contains(char::is_control) {
        return Cow::Borrowed(cell);
    }
    let spelled = cell.chars().map(|c| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    });
    Cow::Owned(spelled.collect())
}

fn table_row(row: &[Cow<'_, str>], widths: &[usize]) -> String {
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
    fn what_would_move_the_cursor_is_spelled_out() {
        let row = ["a\u{1b}[2Jb\nc".to_owned(), "d".to_owned()].to_vec();
        assert_eq!(table(&[row]), "a\\u{1b}[2Jb\\nc  d\n");
    }

    #[test]
    fn durations_are_short_in_every_magnitude() {
        assert_eq!(duration(Duration::from_micros(1_740)), "1.7 ms");
        assert_eq!(duration(Duration::from_millis(312)), "0.31 s");
        assert_eq!(duration(Duration::from_secs(75)), "75.00 s");
    }
}
