//! The linkers that there are.

use std::process::{Command, Stdio};

/// Each linker by name, with the flags by which rustc uses it.
pub(crate) fn linkers() -> Vec<(&'static str, Vec<String>)> {
    // The toolchain's own, which is its default.
    let mut linkers = vec![("lld", Vec::new())];
    for name in ["bfd", "gold", "mold"] {
        if !is_installed(&format!("ld.{name}")) {
            println!("{name} is not installed");
            continue;
        }
        let flag = format!("-Clink-arg=-fuse-ld={name}");
        linkers.push((name, vec!["-Clinker-features=-lld".to_owned(), flag]));
    }
    linkers
}

/// Whether there is such a program.
pub(crate) fn is_installed(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
