//! Builds `libzoo_worker.so`, and has the plugin find it where it is built.

use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-changed=worker.c");
    let directory = std::env::var("OUT_DIR").expect("cargo sets it");
    let library = PathBuf::from(&directory).join("libzoo_worker.so");
    let status = cc::Build::new()
        .get_compiler()
        .to_command()
        .args(["-shared", "-fPIC", "-pthread", "-o"])
        .arg(&library)
        .arg("worker.c")
        .status()
        .expect("there is a C compiler");
    assert!(status.success(), "worker.c does not compile");
    println!("cargo:rustc-link-search={directory}");
    println!("cargo:rustc-link-lib=dylib=zoo_worker");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{directory}");
}
