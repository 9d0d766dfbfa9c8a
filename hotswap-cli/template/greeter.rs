//! The plugin: change it while the host runs.

use hotswap::prelude::*;

use {{crate}}_api::Greeter;

/// Keep state in the fields: they are dropped when the plugin is replaced. Statics are never dropped.
#[derive(Default)]
pub struct Hello;

#[hotswap::plugin(exports = dyn Greeter)]
impl Plugin for Hello {}

impl Greeter for Hello {
    fn greet(&self, name: &str) -> String {
        format!("hello {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_greeted_by_name() {
        assert_eq!(Hello.greet("Ada"), "hello Ada");
    }
}
