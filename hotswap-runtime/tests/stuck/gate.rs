//! What the code of a plugin waits for, in whatever hook: a file.

use std::fs;
use std::path::PathBuf;

/// Closed until it is opened, or dropped.
pub(crate) struct Gate(PathBuf);

impl Gate {
    /// A gate of a test.
    pub(crate) fn new(test: &str) -> Self {
        // Compiled into plugins, so it is the same in each run: what was built is found again.
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.gate"));
        let _ = fs::remove_file(&path);
        Self(path)
    }

    /// Code of a plugin that waits until it is open.
    pub(crate) fn code(&self) -> String {
        let path = &self.0;
        format!(
            "while !std::path::Path::new({path:?}).exists() {{
                std::thread::sleep(std::time::Duration::from_millis(1));
            }}"
        )
    }

    pub(crate) fn open(&self) {
        fs::write(&self.0, "").expect("the directory of tests is writable");
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}
