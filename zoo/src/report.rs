//! What a child has seen, and whether it is what was expected.

use serde::{Deserialize, Serialize};

use crate::cases::Expected;

/// What stands before a report in the output of a child.
const LINE: &str = "report: ";

/// What became of all versions of a plugin.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Report {
    /// How many libraries of it were opened.
    pub opened: u64,
    /// How many of them were unmapped.
    pub unloaded: u64,
    /// How many of its files are mapped in the end, whoever has mapped them.
    pub files: usize,
    /// How much each reload added to the resident memory, in kilobytes.
    pub kilobytes: i64,
    /// Why a reload was refused.
    pub refused: Option<String>,
    /// Each line that a host was told about what stays.
    pub told: Vec<String>,
}

impl Report {
    /// As a line for the parent to read.
    pub fn print(&self) -> serde_json::Result<()> {
        println!("{LINE}{}", serde_json::to_string(self)?);
        Ok(())
    }

    pub fn from_line(line: &str) -> Option<Self> {
        serde_json::from_str(line.strip_prefix(LINE)?).ok()
    }

    /// Whether a host was told so.
    fn says(&self, text: &str) -> bool {
        self.told.iter().any(|line| line.contains(text))
    }

    pub fn is_gone(&self) -> bool {
        self.unloaded == self.opened && self.refused.is_none()
    }

    /// What became of the versions, in a few words.
    pub fn fate(&self, expected: Expected) -> String {
        match (&self.refused, expected) {
            (Some(error), Expected::Refused(cure)) if error.contains(cure) => {
                format!("refused; the error names `{cure}`")
            }
            (Some(error), _) => format!("refused: {error}"),
            (None, Expected::GoneBut(library)) if self.is_gone() && self.says(library) => {
                format!("gone; `{library}` stays")
            }
            (None, Expected::Stay(why)) if !self.is_gone() && self.says(why) => {
                format!(
                    "{} of {} stay: {why}",
                    self.opened - self.unloaded,
                    self.opened
                )
            }
            (None, _) if !self.is_gone() => format!(
                "{} of {} stay: {}",
                self.opened - self.unloaded,
                self.opened,
                self.told.last().map_or("nothing says why", String::as_str)
            ),
            _ if self.files > 0 => format!("gone; {} files are mapped by others", self.files),
            _ => "gone".to_owned(),
        }
    }

    /// What is not as it was expected.
    pub fn misses(&self, expected: Expected) -> Vec<String> {
        let mut misses = Vec::new();
        let mut expect = |is_so: bool, what: &str| {
            if !is_so {
                misses.push(what.to_owned());
            }
        };
        match expected {
            Expected::Gone | Expected::GoneBut(_) => expect(self.is_gone(), "it must be gone"),
            Expected::Stay(_) => expect(
                self.unloaded < self.opened && self.refused.is_none(),
                "it cannot be gone: what it has left with the process would crash it",
            ),
            Expected::Refused(_) => expect(self.refused.is_some(), "a reload must be refused"),
        }
        match expected {
            // A symbolizer maps the file again, and keeps that mapping.
            Expected::Gone => expect(
                self.files == 0 || self.says("backtrace"),
                "its files are mapped, and stats do not say why",
            ),
            Expected::GoneBut(text) | Expected::Stay(text) => {
                expect(self.says(text), &format!("nothing says `{text}`"));
            }
            Expected::Refused(cure) => expect(
                self.refused
                    .as_ref()
                    .is_some_and(|error| error.contains(cure)),
                &format!("the error does not say `{cure}`"),
            ),
        }
        misses
    }
}
