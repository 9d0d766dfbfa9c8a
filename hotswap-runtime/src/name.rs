//! What a plugin is called: the stem of its file.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::Path;

pub(crate) use hotswap::error::fold;

/// The name of the plugin in a file; `None` if the file is no library, or hidden.
///
/// `libworld.so` and `world.so` are both `world`.
pub(crate) fn of_file(path: &Path) -> Option<&str> {
    let file = path.file_name()?.to_str()?;
    let stem = file.strip_suffix(DLL_SUFFIX)?;
    if stem.is_empty() || stem.starts_with('.') {
        return None;
    }
    match stem.strip_prefix(DLL_PREFIX) {
        Some(name) if !name.is_empty() => Some(name),
        _ => Some(stem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_name_is_the_stem_with_or_without_lib() {
        for (file, name) in [
            ("libworld.so", Some("world")),
            ("world.so", Some("world")),
            ("my-plugin.so", Some("my-plugin")),
            ("lib.so", Some("lib")),
            (".world.so", None),
            (".so", None),
            ("world.so.tmp", None),
            ("world.dll", None),
        ] {
            assert_eq!(of_file(Path::new(file)), name, "{file}");
        }
    }

    #[test]
    fn names_compare_without_case_and_with_either_dash() {
        assert_eq!(fold("My-Plugin"), fold("my_plugin"));
    }
}
