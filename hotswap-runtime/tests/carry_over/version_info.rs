//! A version of a plugin, in the model.

pub(crate) struct VersionInfo;

impl VersionInfo {
    pub(crate) fn number(&self) -> u64 {
        1
    }

    pub(crate) fn plugin(&self) -> &'static str {
        "a"
    }
}
