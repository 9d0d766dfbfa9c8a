//! The host of three plugins: gamma needs beta, and beta needs alpha.
//!
//! Start it with `cargo hotswap run trine`, then change a price in `examples/trine/alpha/src/lib.rs`. Only alpha
//! is built again; beta and gamma are re-created from their unchanged files and import the new alpha.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use signal_hook::consts::{SIGINT, SIGTERM};
use trine_api::{Offers, Order};

fn main() -> Result<(), Box<dyn Error>> {
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let swapper = Swapper::builder(plugins)
        .free_delay(Duration::from_secs(1))
        .build()?;
    println!("process {}", std::process::id());
    println!("loaded {}", swapper.load(&LiveData::none())?);

    // A new build in the directory is loaded by itself.
    let _watch = swapper.watch(|result| match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded, the old plugins serve on: {error}"),
    })?;
    let end = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&end))?;
    }
    // Taken once, and good for as long as the host runs: each call is answered by the gamma of its time.
    let gamma = swapper.late_plugin::<dyn Offers>("gamma");
    for tick in (1_u64..).take_while(|_| !end.load(Ordering::Relaxed)) {
        let thing = if tick % 2 == 0 { "lamp" } else { "rope" };
        let order = Order {
            thing: thing.to_owned(),
            count: tick % 20 + 1,
        };
        match gamma.call(|gamma| gamma.offer(order)) {
            Ok(offer) => println!("{offer}"),
            Err(error) => eprintln!("{error}"),
        }
        thread::sleep(Duration::from_secs(1));
    }
    Ok(()) // the swapper ends here, and with it the plugins, dependents first
}
