//! The orders. It asks a service on the network for exchange rates, with a client, a runtime and timers of its own.

use std::sync::OnceLock;
use std::time::Duration;

use hotswap::prelude::*;
use shop_api::{Database, Request, Response, Routes, Settings, Value};

/// How long the service of exchange rates may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The plugin.
#[derive(Default)]
pub struct Checkout {
    host: OnceLock<Host>,
    /// Its connections are kept between requests, and closed when this version is dropped.
    client: reqwest::Client,
}

/// What the host offers.
struct Host {
    database: Obj<dyn Database>,
    settings: Obj<dyn Settings>,
}

#[hotswap::plugin(exports = dyn Routes)]
impl Plugin for Checkout {
    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        // It is called once for each version, so the field is empty.
        let _ = self.host.set(Host {
            database: vault.extension::<dyn Database>()?,
            settings: vault.extension::<dyn Settings>()?,
        });
        Ok(())
    }
}

impl Routes for Checkout {
    #[tracing::instrument(skip_all, fields(path = request.path))]
    async fn answer(&self, request: Request) -> hotswap::Result<Response> {
        match request.path.strip_prefix("/quote/").map(str::parse) {
            Some(Ok(product)) => self.quote(product).await,
            _ => Ok(Response::not_found(&request.path)),
        }
    }
}

impl Checkout {
    /// The price of a product in dollars.
    async fn quote(&self, product: i64) -> hotswap::Result<Response> {
        let host = self.host.get().ok_or_else(not_ready)?;
        let sql = "SELECT name, cents FROM products WHERE id = ?1";
        let found = host
            .database
            .query(sql, vec![Value::Integer(product)])
            .await?;
        let Some([Value::Text(name), Value::Integer(cents)]) = found.first().map(Vec::as_slice)
        else {
            return Ok(Response::not_found(&format!("product {product}")));
        };
        let rate = self.rate(&host.settings.rates()).await?;
        let dollars = *cents as f64 / 100.0 * rate;
        tracing::info!(product, dollars, "quoted");
        Ok(Response::ok(format!("{name}: {dollars:.2} USD\n")))
    }

    /// Dollars for a euro. A failed request is repeated once, a moment later.
    async fn rate(&self, service: &str) -> hotswap::Result<f64> {
        match self.ask(service).await {
            Ok(rate) => Ok(rate),
            Err(error) => {
                tracing::warn!(%error, "asking for the rate once more");
                tokio::time::sleep(Duration::from_millis(50)).await;
                self.ask(service).await
            }
        }
    }

    async fn ask(&self, service: &str) -> hotswap::Result<f64> {
        let answer = tokio::time::timeout(PATIENCE, async {
            let response = self.client.get(format!("{service}/EUR/USD")).send().await?;
            response.error_for_status()?.text().await
        });
        Ok(answer.await??.trim().parse()?)
    }
}

fn not_ready() -> hotswap::Error {
    hotswap::Error::msg("the checkout is not initialized")
}
