//! What was found in a plugin directory.

use serde::{Serialize, Serializer};

use super::{FORMAT, Library};
use crate::error::with_causes;
use crate::reload::{Check, CheckedPlugin};

#[derive(Serialize)]
struct Form<'a> {
    format: u32,
    /// The plugins whose files are sound.
    plugins: &'a [CheckedPlugin],
    /// What keeps a host from loading the plugins, in words.
    problems: Vec<String>,
}

#[derive(Serialize)]
struct Plugin<'a> {
    /// The name of the plugin, which is that of its file.
    name: &'a str,
    #[serde(flatten)]
    library: Library<'a>,
    /// What should be improved, in words.
    remarks: Vec<String>,
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let problems = self.problems.iter();
        let form = Form {
            format: FORMAT,
            plugins: &self.plugins,
            problems: problems.map(|it| with_causes(it).to_string()).collect(),
        };
        form.serialize(serializer)
    }
}

impl Serialize for CheckedPlugin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = Plugin {
            name: &self.name,
            library: Library::new(&self.path, &self.inspection, &self.needs),
            remarks: self.needs.remarks.iter().map(ToString::to_string).collect(),
        };
        form.serialize(serializer)
    }
}
