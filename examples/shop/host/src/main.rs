//! The host: an axum server whose routes are plugins.
//!
//! Start it with `cargo hotswap run shop`, open the address that it prints, then edit `examples/shop/catalog/src/lib.rs`
//! and ask again. `README.md` beside this crate says what is done where, and why.

mod database;
mod rates;
mod routes;

use std::error::Error;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use shop_api::{Database, Settings};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use database::Connections;

/// How long plugins are given to end when the shop closes.
const CLOSING: Duration = Duration::from_secs(5);

/// The settings that plugins get.
#[derive(Clone)]
struct Shop {
    rates: String,
}

impl Settings for Shop {
    fn rates(&self) -> String {
        self.rates.clone()
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();

    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let file = std::env::args().nth(1);
    let connections = Connections::open(
        file.as_deref()
            .unwrap_or("file:shop?mode=memory&cache=shared"),
    )
    .await?;
    let shop = Shop {
        rates: rates::start().await?,
    };
    let swapper = Swapper::builder(plugins)
        .free_delay(Duration::from_secs(1))
        .tokio(Handle::current()) // wakes idle workers, so that an old version ends although nothing happens
        .extension::<dyn Database>(move || connections.clone())
        .extension::<dyn Settings>(move || shop.clone())
        .build()?;
    swapper.load(&LiveData::none())?;
    // A new build in the directory is loaded by itself. hotswap logs each reload, so there is nothing to do with the result.
    let watch = swapper.watch(|_| ())?;
    tokio::spawn(reload_when_asked(
        swapper.clone(),
        signal(SignalKind::hangup())?,
    ));

    let address = std::env::var("SHOP_ADDRESS").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, routes::router(swapper.clone()))
        .with_graceful_shutdown(stopped()?)
        .await?;

    // Every request is answered. Now the plugins end: `on_free` runs, and what they have running is told to stop.
    drop(watch);
    let report = swapper.close(CLOSING);
    tracing::info!("closed: {report}");
    Ok(())
}

/// Reloads on SIGHUP, as after `current` was made to point to another release.
async fn reload_when_asked(swapper: Swapper, mut hangup: Signal) {
    while hangup.recv().await.is_some() {
        let swapper = swapper.clone();
        // A reload reads files and runs hooks of plugins: not on a thread that answers requests.
        let reload = tokio::task::spawn_blocking(move || swapper.reload(&LiveData::none()));
        if let Err(error) = reload.await {
            tracing::error!("the reload ended early: {error}");
        }
    }
}

/// Waits for Ctrl-C or SIGTERM.
fn stopped() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
