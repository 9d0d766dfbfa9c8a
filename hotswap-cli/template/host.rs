//! The host: it stays, while its plugins come and go.

use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;

use {{crate}}_api::Greeter;

fn main() -> hotswap::Result<()> {
    // `cargo hotswap run` says where it publishes.
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let swapper = Swapper::builder(plugins).build()?;
    println!("loaded {}", swapper.load(&LiveData::none())?);

    // A new build in the directory is loaded by itself.
    let _watch = swapper.watch(|result| match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded, the old plugins serve on: {error}"),
    })?;

    // Taken once, and good for as long as the host runs: each call is answered by the newest code.
    let greeter = swapper.late_plugin::<dyn Greeter>("greeter");
    loop {
        match greeter.call(|greeter| greeter.greet("world")) {
            Ok(greeting) => println!("{greeting}"),
            Err(error) => eprintln!("{error}"),
        }
        thread::sleep(Duration::from_secs(1));
    }
}
