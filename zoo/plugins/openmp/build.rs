fn main() {
    println!("cargo:rerun-if-changed=work.c");
    println!("cargo:rustc-link-lib=dylib=gomp");
    cc::Build::new()
        .flag("-fopenmp")
        .file("work.c")
        .compile("zoo_openmp");
}
