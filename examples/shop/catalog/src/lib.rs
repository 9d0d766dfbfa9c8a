//! The products. Edit it while the shop runs: the next request is answered by the new code.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::prelude::*;
use shop_api::{Database, Request, Response, Routes, Value};

/// The plugin. State is in its fields: they are dropped with this version, when its last call has ended.
#[derive(Default)]
pub struct Catalog {
    database: OnceLock<Obj<dyn Database>>,
    visits: AtomicU64,
}

#[hotswap::plugin(exports = dyn Routes)]
impl Plugin for Catalog {
    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        // It is called once for each version, so the field is empty.
        let _ = self.database.set(vault.extension::<dyn Database>()?);
        Ok(())
    }
}

impl Routes for Catalog {
    #[tracing::instrument(skip_all, fields(path = request.path))]
    async fn answer(&self, request: Request) -> hotswap::Result<Response> {
        match request.path.as_str() {
            "/" => self.list().await,
            path => Ok(Response::not_found(path)),
        }
    }
}

impl Catalog {
    async fn list(&self) -> hotswap::Result<Response> {
        let visit = self.visits.fetch_add(1, Ordering::Relaxed) + 1;
        let database = self.database.get().ok_or_else(not_ready)?;
        let products = database
            .query(
                "SELECT id, name, cents FROM products ORDER BY id",
                Vec::new(),
            )
            .await?;
        tracing::debug!(visit, products = products.len(), "listed");
        let mut text = format!("Welcome to the shop. Visits of this catalog: {visit}.\n\n");
        for product in &products {
            if let [Value::Integer(id), Value::Text(name), Value::Integer(cents)] =
                product.as_slice()
            {
                text += &format!("{id}. {name}: {}.{:02} EUR\n", cents / 100, cents % 100);
            }
        }
        text += "\nAsk for /checkout/quote/1 to have the price of the first product in dollars.\n";
        Ok(Response::ok(text))
    }
}

fn not_ready() -> hotswap::Error {
    hotswap::Error::msg("the catalog is not initialized")
}
