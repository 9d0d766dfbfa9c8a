//! What can go wrong in the model.

#[derive(Debug)]
pub(crate) enum ReloadError {
    DuplicateExtension {
        name: String,
        first: String,
        second: String,
    },
}
