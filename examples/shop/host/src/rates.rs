//! A service of exchange rates. It stands for one that another team runs: plugins call it over the network.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

/// Starts the service on a free port, and returns its address as `http://…`.
pub(crate) async fn start() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = Router::new().route("/EUR/USD", get(dollars));
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(format!("http://{address}"))
}

async fn dollars() -> &'static str {
    // Nothing on a network answers at once.
    tokio::time::sleep(Duration::from_millis(2)).await;
    "1.08"
}
