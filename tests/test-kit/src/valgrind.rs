//! Tests under valgrind.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::child::Child;

/// What valgrind reports besides reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaks {
    /// Nothing: the test loses memory on purpose.
    Ignored,
    /// Memory that nothing points to any more.
    Reported,
}

impl Child {
    /// Has the child run under valgrind. What valgrind reports is an error of the child.
    ///
    /// `None` where valgrind is not installed; the test says then that it was skipped.
    pub fn under_valgrind(self, leaks: Leaks) -> Option<Self> {
        let version = Command::new("valgrind")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        if !version.is_ok_and(|status| status.success()) {
            println!("skipped: valgrind is not installed");
            return None;
        }
        let mut command = vec![
            "valgrind",
            "--quiet",
            "--error-exitcode=99",
            "--fair-sched=yes",
            "--keep-debuginfo=yes",
        ];
        if leaks == Leaks::Reported {
            command.extend([
                "--leak-check=full",
                "--errors-for-leak-kinds=definite,indirect",
                "--show-leak-kinds=definite,indirect",
            ]);
        }
        let child = self.limit(Duration::from_secs(240)).under(&command);
        // It would read all of a test's debug information at each panic.
        Some(child.env("RUST_BACKTRACE", "0"))
    }
}
