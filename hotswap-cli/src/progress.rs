//! Progress of what takes long: seen on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// One step of the work, shown until this is dropped.
///
/// Nothing is drawn where standard error is no terminal. While cargo runs there is none: it draws its own.
pub(crate) struct Step {
    bar: ProgressBar,
}

impl Step {
    /// A step of unknown length.
    pub(crate) fn new(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// A step with a known number of parts.
    pub(crate) fn counted(what: &'static str, count: usize) -> Self {
        let style = ProgressStyle::with_template("{msg:>12} [{bar:27}] {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(count as u64)
            .with_message(what)
            .with_style(style);
        Self { bar }
    }

    /// One of the things is done.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
