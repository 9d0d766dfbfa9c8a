fn main() {}

fn call(greet: &hotswap::LiveFn) -> hotswap::Result<String> {
    greet.call("Bob")
}
