//! What a plugin does in the course of its life, written to a file, so that it can be read when it is gone.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;

use hotswap::LiveData;
use serde::{Deserialize, Serialize};

/// What a test gives to `on_load`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// The file.
    pub diary: String,
    /// The hook that fails: `beta.on_init`.
    pub fails: Option<String>,
    /// The hook that panics.
    pub panics: Option<String>,
}

/// A plugin's pen.
#[derive(Debug, Default)]
pub struct Diary(OnceLock<Setup>);

impl Diary {
    /// Begins with `on_load`.
    ///
    /// # Errors
    ///
    /// If the data is not a [`Setup`], or the hook is to fail.
    pub fn begin(&self, data: &LiveData, hook: &str) -> hotswap::Result<()> {
        let setup = data.unwrap::<Setup>()?;
        self.0.get_or_init(|| setup);
        self.hook(hook)
    }

    /// Writes a hook down, which may be to fail or to panic.
    ///
    /// # Errors
    ///
    /// If it is to fail.
    pub fn hook(&self, hook: &str) -> hotswap::Result<()> {
        self.write(hook);
        let Some(setup) = self.0.get() else {
            return Ok(());
        };
        assert!(!self.panics(hook), "{hook} panics");
        match setup.fails.as_deref() == Some(hook) {
            true => Err(hotswap::Error::msg(format!("{hook} fails"))),
            false => Ok(()),
        }
    }

    /// Whether the hook is to panic.
    pub fn panics(&self, hook: &str) -> bool {
        let setup = self.0.get();
        setup.is_some_and(|it| it.panics.as_deref() == Some(hook))
    }

    /// Writes a line down.
    pub fn write(&self, line: &str) {
        let Some(setup) = self.0.get() else { return };
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&setup.diary)
            .expect("the test has a diary");
        writeln!(file, "{line}").expect("the diary has room");
    }
}
