//! Tells the crate which compiler and target it is built with: both go into each plugin's manifest.

use std::process::Command;

fn main() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or_else(|| "unknown".to_owned());
    let target = std::env::var("TARGET").unwrap_or_else(|_| "unknown".to_owned());
    println!("cargo::rustc-env=HOTSWAP_RUSTC={}", version.trim());
    println!("cargo::rustc-env=HOTSWAP_TARGET={target}");
    println!("cargo::rerun-if-changed=build.rs");
}
