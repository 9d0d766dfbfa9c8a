//! The host: it stays, while its plugins come and go.
//!
//! Start it with `cargo hotswap run hello`, then edit `examples/hello/world/src/lib.rs` and see the answers
//! change. It also reloads on `kill -HUP` and `kill -USR1`.

mod signals;

use std::error::Error;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{PluginManager, ReloadError, ReloadReport, Swapper};

use signals::Request;

fn main() -> Result<(), Box<dyn Error>> {
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let swapper = Swapper::builder(plugins)
        .free_delay(Duration::from_secs(1))
        .build()?;
    println!("process {}", std::process::id());
    println!("loaded {}", swapper.load(&LiveData::none())?);

    let _watch = swapper.watch(tell)?; // a new build in the directory is loaded by itself
    let requests = signals::requests()?;
    for tick in 1.. {
        hum(tick, &swapper.current());
        match requests.recv_timeout(Duration::from_secs(1)) {
            Ok(Request::Reload) => tell(&swapper.reload(&LiveData::none())),
            Ok(Request::End) => break,
            Err(_nothing_asked) => {}
        }
    }
    Ok(()) // the swapper ends here, and with it the plugins: `on_free` runs
}

fn hum(tick: u32, plugins: &PluginManager) {
    for (plugin, song) in plugins.collect_each::<String>("hum", (2u32,)) {
        match song {
            Ok(song) => println!("{tick}. {plugin}: {song}"),
            Err(error) => eprintln!("{tick}. {plugin} failed: {error}"),
        }
    }
}

fn tell(result: &Result<ReloadReport, ReloadError>) {
    match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded, the old plugins serve on: {error}"),
    }
}
