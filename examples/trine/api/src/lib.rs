//! What the plugins of trine offer to each other and to the host. No code of theirs is here.

/// Knows what one piece costs. Offered by `alpha`.
#[hotswap::interface]
pub trait Prices {
    /// In cents; `None` if there is no such thing.
    fn price(&self, thing: &str) -> Option<u64>;
}

/// Knows what an order costs. Offered by `beta`, which asks `alpha`.
#[hotswap::interface]
pub trait Orders {
    /// In cents.
    ///
    /// # Errors
    ///
    /// If there is no such thing.
    fn total(&self, order: Order) -> hotswap::Result<u64>;
}

/// Writes offers. Offered by `gamma`, which asks `beta`.
#[hotswap::interface]
pub trait Offers {
    /// What a customer reads.
    fn offer(&self, order: Order) -> String;
}

/// So many of one thing.
#[derive(hotswap::Abi, Clone, Debug)]
pub struct Order {
    /// What.
    pub thing: String,
    /// How many.
    pub count: u64,
}
