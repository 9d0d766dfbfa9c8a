//! The host: its plugins are loaded and reloaded, or linked in, as the feature `static` says.
//!
//! `cargo hotswap run slink` loads them, `cargo hotswap run --static slink` links them: for a debugger that is to see
//! one program and nothing else, see `docs/debugging.md`. With an argument it ends after as many rounds.

use std::error::Error;
use std::time::Duration;

use hotswap::{LiveData, Vault};
use hotswap_runtime::Swapper;

#[cfg(feature = "static")]
hotswap_runtime::link!(meow, woof);

fn main() -> Result<(), Box<dyn Error>> {
    let rounds = std::env::args()
        .nth(1)
        .map_or(Ok(u32::MAX), |it| it.parse())?;
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let mut builder = Swapper::builder(plugins).free_delay(Duration::from_secs(1));
    if cfg!(feature = "static") {
        builder = builder.static_linking();
    }
    let swapper = builder.build()?;
    println!("loaded {}", swapper.load(&LiveData::none())?);
    let _watch = swapper.watch(|result| match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded: {error}"),
    })?;
    for round in 1..=rounds {
        call_all(round, swapper.current().vault());
        std::thread::sleep(Duration::from_secs(1));
    }
    if let Err(error) = swapper.reload(&LiveData::none()) {
        println!("reload: {error}");
    }
    Ok(())
}

fn call_all(round: u32, vault: &Vault) {
    for name in ["live_woof", "live_meow"] {
        let said = vault
            .live_fn(name)
            .and_then(|it| it.call::<String>((2u32,)));
        match said {
            Ok(text) => println!("{round}. {name}: {text}"),
            Err(error) => eprintln!("{round}. {name} failed: {error}"),
        }
    }
    // A panic is an error either way, with the plugin's name and the place.
    let bitten = vault
        .live_fn("live_bite")
        .and_then(|it| it.call::<()>(("the postman",)));
    if let Err(error) = bitten {
        println!("{round}. {error}");
    }
}
