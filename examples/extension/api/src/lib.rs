//! What the host and its plugins share: the interfaces of two extension slots.

/// A slot that a plugin fills, and the host calls.
#[hotswap::interface]
pub trait Cook {
    /// What comes of an order.
    fn cook(&self, dish: &str) -> hotswap::Result<String>;
}

/// A slot that the host fills again for each generation, and that plugins write to.
#[hotswap::interface]
pub trait Menu {
    /// Offers a dish.
    fn offer(&self, dish: &str);

    /// All that is offered.
    fn dishes(&self) -> Vec<String>;
}
