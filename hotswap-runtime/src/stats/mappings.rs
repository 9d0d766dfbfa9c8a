//! Mappings of their own files that plugins made and left behind.
//!
//! A backtrace that std prints in a plugin does so: std's symbolizer keeps the files that it has looked into.

use super::LeftMapped;
#[cfg(target_os = "linux")]
use crate::images;

/// What is mapped of private copies that are deleted, beside what the loader has mapped.
#[cfg(target_os = "linux")]
pub(crate) fn left() -> LeftMapped {
    let images = images::all();
    // What cannot be read is not there: some containers have no `/proc`.
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let mappings = maps.lines().filter_map(of_copy);
    let mut left = LeftMapped::default();
    for range in mappings.filter(|range| !images.iter().any(|it| it.contains(&range.start))) {
        left.mappings += 1;
        left.bytes += (range.end - range.start) as u64;
    }
    left
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn left() -> LeftMapped {
    LeftMapped::default()
}

/// Where a line of `/proc/self/maps` says that a deleted private copy is mapped. `None` if it is of something else.
/// The line is `7f00-7f10 r--p 00000000 08:01 1234   /tmp/hotswap-77-Xy12Zz/world-1.so (deleted)` (proc(5)).
#[cfg(target_os = "linux")]
fn of_copy(line: &str) -> Option<std::ops::Range<usize>> {
    let mut path = line.strip_suffix(" (deleted)")?.rsplit('/');
    let directory = path.nth(1)?;
    if !crate::copies::is_of_this_process(directory) {
        return None;
    }
    let (start, end) = line.split(' ').next()?.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    Some(address(start)?..address(end)?)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_of_a_deleted_private_copy_of_this_process_or_of_something_else() {
        let own = std::process::id();
        let line = |path: &str| format!("7f00-7f10 r--p 00000000 08:01 1234       {path}");
        let of = |path: String| of_copy(&line(&path));
        let copy = format!("/tmp/a b/hotswap-{own}-Xy12Zz/world-1.so");
        assert_eq!(of(format!("{copy} (deleted)")), Some(0x7f00..0x7f10));
        assert_eq!(of(copy), None);
        assert_eq!(
            of(format!("/tmp/hotswap-{}-X/world-1.so (deleted)", own + 1)),
            None
        );
        assert_eq!(of("/usr/lib/libc.so.6".to_owned()), None);
        assert_eq!(of("/memfd:x (deleted)".to_owned()), None);
    }
}
