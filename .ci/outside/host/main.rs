//! Loads the plugin from the directory that is given, and calls it.

use hotswap::LiveData;
use hotswap_runtime::Swapper;

fn main() -> hotswap::Result<()> {
    let plugins = std::env::args_os().nth(1).unwrap_or_else(|| "plugins".into());
    let swapper = Swapper::builder(plugins).build()?;
    println!("{}", swapper.load(&LiveData::none())?);
    for (_, song) in swapper.current().collect_each::<String>("hum", (2u32,)) {
        println!("{}", song?);
    }
    Ok(())
}
