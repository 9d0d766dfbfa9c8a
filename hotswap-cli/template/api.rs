//! What the host and its plugins share.

/// Greets people.
#[hotswap::interface]
pub trait Greeter {
    /// A greeting for one of them.
    fn greet(&self, name: &str) -> String;
}
