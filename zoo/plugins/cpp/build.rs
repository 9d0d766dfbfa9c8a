fn main() {
    println!("cargo:rerun-if-changed=work.cpp");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .file("work.cpp")
        .compile("zoo_cpp");
}
