//! Names for the backtraces of plugins.

use std::ffi::c_void;
use std::fmt::Write;

/// Has backtraces of plugins resolved in this process from now on.
pub(crate) fn install() {
    hotswap::call::set_symbolizer(resolve);
}

fn resolve(addresses: &[u64]) -> String {
    let mut text = String::new();
    for (index, &address) in addresses.iter().enumerate() {
        let mut found = false;
        backtrace::resolve(address as usize as *mut c_void, |symbol| {
            found = true;
            // Writing to a string does not fail.
            let _ = match symbol.name() {
                Some(name) => writeln!(text, "{index:4}: {name:#}"),
                None => writeln!(text, "{index:4}: {address:#018x}"),
            };
            if let (Some(file), Some(line)) = (symbol.filename(), symbol.lineno()) {
                let _ = writeln!(text, "             at {}:{line}", file.display());
            }
        });
        if !found {
            let _ = writeln!(text, "{index:4}: {address:#018x}");
        }
    }
    // The cache maps the files that it has looked into, private copies among them.
    backtrace::clear_symbol_cache();
    text
}
