use hotswap::prelude::*;

#[plugin_fn]
fn hum(repeat: u32) -> String {
    let text = "hum".
    text
}

#[hotswap::interface]
pub trait Greeter {
    fn greet(&self) -> String {
        let text = "hello" +;
        text
    }
}

fn greet(greeter: &Obj<dyn Greeter>) -> String {
    greeter.greet()
}

fn main() {}
