//! The host: it owns one slot and calls another, and knows nothing of who is behind it.
//!
//! Start it with `cargo hotswap run extension`, then edit `examples/extension/plugin/src/lib.rs` and see the
//! menu and the plates change.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use kitchen_api::{Cook, Menu};

/// The menu of one generation.
#[derive(Default)]
struct Card(Mutex<Vec<String>>);

impl Menu for Card {
    fn offer(&self, dish: &str) {
        let mut dishes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dishes.push(dish.to_owned());
    }

    fn dishes(&self) -> Vec<String> {
        let dishes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dishes.clone()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let swapper = Swapper::builder(plugins)
        .free_delay(Duration::from_secs(1))
        .extension::<dyn Menu>(Card::default) // a fresh one for each generation
        .build()?;
    println!("process {}", std::process::id());
    println!("loaded {}", swapper.load(&LiveData::none())?);
    let _watch = swapper.watch(|result| match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded, the old plugins serve on: {error}"),
    })?;

    let cook = swapper.late_extension::<dyn Cook>(); // always the newest
    loop {
        if let Err(error) = serve(&swapper, |dish| cook.call(|cook| cook.cook(dish))?) {
            eprintln!("no dinner: {error}");
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn serve(
    swapper: &Swapper,
    order: impl Fn(&str) -> hotswap::Result<String>,
) -> hotswap::Result<()> {
    let manager = swapper.current();
    for dish in manager.vault().extension::<dyn Menu>()?.dishes() {
        println!("{}: {}", manager.generation(), order(&dish)?);
    }
    Ok(())
}
