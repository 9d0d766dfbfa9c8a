#[live_fn(name = "greetings")]
pub fn greet() {}
