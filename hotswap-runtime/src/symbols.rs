//! Names for the backtraces of plugins.
//!
//! To find a name means to map files and to read their debug information, which takes milliseconds, and a second where this
//! is not optimised; and the files may be private copies, so they are let go at once. Names of frames of
//! the host and of the C library are kept: their files are the largest, and their addresses always mean the same.

use std::ffi::c_void;
use std::fmt::Write;

use parking_lot::{Mutex, ReentrantMutex};
use rustc_hash::FxHashMap;

use crate::images;

/// As many frames are kept, at the most.
const KEPT: usize = 1024;

/// Texts of frames of the host and of the C library, by their addresses.
static KNOWN: Mutex<Option<FxHashMap<u64, String>>> = Mutex::new(None);

/// Held while names are looked up. Otherwise each of several threads would let go of the files that the others are about
/// to look into, and all of them would read these again for each frame.
static LOOKING: ReentrantMutex<()> = ReentrantMutex::new(());

/// Has backtraces of plugins resolved in this process from now on.
pub(crate) fn install() {
    hotswap::call::set_symbolizer(resolve);
}

fn resolve(addresses: &[u64]) -> String {
    let _looking = LOOKING.lock();
    let lasting = [
        resolve as *const () as usize,
        libc::abs as *const () as usize,
    ];
    let lasting = lasting.map(images::around);
    let lasts = |address| {
        lasting
            .iter()
            .flatten()
            .any(|image| image.contains(&address))
    };
    let mut text = String::new();
    let mut has_looked = false;
    for (index, &address) in addresses.iter().enumerate() {
        let frame = known(address).unwrap_or_else(|| {
            has_looked = true;
            let frame = frame_at(address);
            if lasts(address as usize) {
                keep(address, &frame);
            }
            frame
        });
        // What is inlined shares a number.
        frame.split_inclusive('\n').for_each(|line| {
            // Writing to a string does not fail.
            let _ = match line.strip_prefix(' ') {
                Some(place) => write!(text, "             at {place}"),
                None => write!(text, "{index:4}: {line}"),
            };
        });
    }
    if has_looked {
        // The cache maps the files that it has looked into, private copies among them.
        backtrace::clear_symbol_cache();
    }
    text
}

fn known(address: u64) -> Option<String> {
    KNOWN.lock().as_ref()?.get(&address).cloned()
}

fn keep(address: u64, frame: &str) {
    let mut known = KNOWN.lock();
    let known = known.get_or_insert_default();
    if known.len() == KEPT {
        known.clear();
    }
    known.insert(address, frame.to_owned());
}

/// Lines with the names of a frame, and after a space their places.
fn frame_at(address: u64) -> String {
    let mut frame = String::new();
    // Writing to a string does not fail.
    backtrace::resolve(address as usize as *mut c_void, |symbol| {
        let _ = match symbol.name() {
            Some(name) => writeln!(frame, "{name:#}"),
            None => writeln!(frame, "{address:#018x}"),
        };
        if let (Some(file), Some(line)) = (symbol.filename(), symbol.lineno()) {
            let _ = writeln!(frame, " {}:{line}", file.display());
        }
    });
    if frame.is_empty() {
        let _ = writeln!(frame, "{address:#018x}");
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_the_host_and_of_the_c_library_are_kept_and_others_are_not() {
        let own = resolve as *const () as u64 + 1;
        let system = libc::abs as *const () as u64 + 1;
        // On the stack, which is no image.
        let other = std::ptr::from_ref(&own).addr() as u64;
        let text = resolve(&[own, system, other]);
        let first = "   0: hotswap_runtime::symbols::resolve\n             at ";
        assert!(text.starts_with(first), "{text}");
        assert!(text.contains("\n   2: "), "{text}");
        assert!(known(own).is_some() && known(system).is_some() && known(other).is_none());
        assert_eq!(resolve(&[own, system, other]), text);
    }
}
