//! How long each step took.

use std::time::{Duration, Instant};

use crate::report;

/// The steps so far, and how long each took.
#[derive(Default)]
pub(super) struct Timing {
    steps: Vec<(&'static str, Duration)>,
}

impl Timing {
    /// Does a step and takes its time.
    pub(super) fn of<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.steps.push((step, start.elapsed()));
        result
    }

    /// Prints the table on standard error.
    pub(super) fn print(&self) {
        let total = self.steps.iter().map(|(_, time)| *time).sum();
        let rows: Vec<Vec<String>> = self
            .steps
            .iter()
            .copied()
            .chain([("total", total)])
            .map(|(step, time)| vec![step.to_owned(), report::duration(time)])
            .collect();
        report::remark(&report::table(&rows));
    }
}
