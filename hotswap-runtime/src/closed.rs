//! What is left of the plugins of a swapper that was closed.

use std::fmt;

use crate::stats::Version;

/// What has not ended when [`Swapper::close`](crate::Swapper::close) had to return.
///
/// Prints as a line for each version, or says that nothing is left.
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
    /// The versions that are still there. Each says which hooks it is in, since when, and who holds it.
    pub remaining: Vec<Version>,
}

impl CloseReport {
    /// Whether everything has ended, and nothing of any plugin is left.
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
