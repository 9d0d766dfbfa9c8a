//! Shared libraries that keep no addresses of their callers: a plugin that needs only these can be closed.
//!
//! A library that a plugin needs stays mapped when the plugin is closed. It must have no address of the plugin's code
//! or data by then: no thread that it started for the plugin, no destructor of a thread-local that it registered, no
//! callback in a table. That cannot be seen from outside. So it holds only for libraries of which it is known, and a
//! plugin that needs any other stays mapped.
//!
//! It does not matter whether the host has such a library as well. An OpenSSL that both use has the plugin's
//! `free_func`s, and a `libstd` that both use has the plugin's panic hook.

use std::collections::BTreeSet;

use parking_lot::RwLock;

/// The C runtime. All that code does to threads through it goes through the slots of the library that calls, and these
/// are followed.
///
/// A Rust host has all of them mapped, or their equals, so the loader never closes them.
const C_RUNTIME: [&str; 9] = [
    "libc.so.6",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "libdl.so.2",
    "librt.so.1",
    "libutil.so.1",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
];

/// Libraries that keep no address of their caller, each with the reason.
const INDEPENDENT: [&str; 9] = [
    // Starts threads for `std::thread`, which is known by name: a plugin that uses it is not followed.
    "libstdc++.so.6",
    // Its threads call what a parallel region names, and the region waits for them.
    "libgomp.so.1",
    // No state but locks.
    "libatomic.so.1",
    // The state is the caller's, or the thread's and without destructors.
    "libresolv.so.2",
    // All state, allocation functions included, is in a stream or context of the caller.
    "libz.so.1",
    "libbz2.so.1.0",
    "liblzma.so.5",
    "libzstd.so.1",
    "liblz4.so.1",
];

/// Whether it is a part of the C runtime, by the name that the loader looks for.
pub(crate) fn is_c_runtime(library: &str) -> bool {
    C_RUNTIME.contains(&library)
}

/// Those that the host knows.
static ASSUMED: RwLock<BTreeSet<String>> = RwLock::new(BTreeSet::new());

/// Whether a library is known to keep no address of a plugin.
pub(crate) fn is_independent(library: &str) -> bool {
    is_c_runtime(library) || INDEPENDENT.contains(&library) || ASSUMED.read().contains(library)
}

/// Tells hotswap that a shared library keeps nothing of plugins that were freed, so that plugins that need it can be
/// unloaded.
///
/// `library` is the name that the system's loader looks for, such as `libssl.so.3`; it is in the reason why such a plugin
/// stays mapped. Call this before the first load: it holds for all swappers of this process, and for plugins that are loaded
/// from then on. The library itself stays mapped.
///
/// # Safety
///
/// Once a plugin that needs this library, or opens it at run time, was freed (its `on_free` has returned and its value is
/// dropped), the library and its threads must neither call nor read anything of the plugin any more: no callback that is still
/// registered, no thread with code of the plugin, no destructor of the plugin for the end of a thread. That must hold whatever
/// the plugin's code has done, even if it forgot to drop something.
///
/// # Examples
///
/// ```
/// // SAFETY: all that libpcre2 knows of its callers is in the objects that they pass.
/// unsafe { hotswap_runtime::needs::assume_independent("libpcre2-8.so.0") };
/// ```
pub unsafe fn assume_independent(library: &str) {
    ASSUMED.write().insert(library.to_owned());
}

/// Why a plugin that needs these libraries is not closed, and what to do.
pub(crate) fn reason(libraries: &[String]) -> String {
    let is_std = |library: &String| library.starts_with("libstd-") && library.ends_with(".so");
    let what = match libraries {
        [_] => "a shared library that may keep addresses of its code",
        _ => "shared libraries that may keep addresses of its code",
    };
    let cure = match libraries.iter().any(is_std) {
        true => {
            "build it without `-C prefer-dynamic`, and without dependencies of crate-type \"dylib\""
        }
        false => "link it statically, or see `needs::assume_independent`",
    };
    format!("it needs {}, {what}: {cure}", libraries.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_names_the_libraries_and_the_cure() {
        let one = reason(&["libwork.so".to_owned()]);
        assert!(
            one.starts_with("it needs libwork.so, a shared library"),
            "{one}"
        );
        assert!(one.ends_with("`needs::assume_independent`"), "{one}");
        let rust = reason(&["libdep.so".to_owned(), "libstd-0123.so".to_owned()]);
        assert!(rust.contains("libdep.so and libstd-0123.so"), "{rust}");
        assert!(rust.contains("prefer-dynamic"), "{rust}");
    }
}
