//! What is left of the plugins after a swapper was closed.

use std::fmt;

use crate::stats::Version;

/// What had not ended when [`Swapper::close`](crate::Swapper::close) returned.
///
/// Prints one line for each version that is left, or that all plugins have ended.
///
/// # Examples
///
/// ```
/// # use std::time::Duration;
/// # fn example(swapper: &hotswap_runtime::Swapper) {
/// let report = swapper.close(Duration::from_secs(5));
/// if !report.is_complete() {
///     eprintln!("{report}"); // world 1.0.0 of generation 3, replaced: in `on_free` for 5.0 s, on thread `hotswap-reaper`
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CloseReport {
    /// The versions that have not ended. Each says which of its hooks run, for how long, and what holds it.
    pub remaining: Vec<Version>,
}

impl CloseReport {
    /// Whether all plugins have ended.
    ///
    /// A plugin has ended if it was freed, and its library was unloaded or stays mapped for good.
    /// [`Stats::kept_mapped`](crate::Stats::kept_mapped) counts the latter.
    pub fn is_complete(&self) -> bool {
        self.remaining.is_empty()
    }
}

impl fmt::Display for CloseReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_complete() {
            return f.write_str("all plugins have ended");
        }
        for (number, version) in self.remaining.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{version}")?;
        }
        Ok(())
    }
}
