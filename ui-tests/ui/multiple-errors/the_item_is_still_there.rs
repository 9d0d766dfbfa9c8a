use hotswap::prelude::*;

#[plugin_fn]
extern "C" fn wait(_seconds: u32) {}

#[live_fn(nam = "greet")]
fn greet(name: &str) -> String {
    name.to_owned()
}

fn caller() -> String {
    let _ = wait(1);
    greet("Bob")
}

fn main() {}
