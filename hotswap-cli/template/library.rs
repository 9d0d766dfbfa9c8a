//! The library as a host loads it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::Path;
use std::process::Command;

use hotswap::LiveData;
use hotswap_runtime::Swapper;

use {{crate}}_api::Greeter;

#[test]
fn a_host_loads_it_and_is_greeted() -> hotswap::Result<()> {
    // Cargo builds no `cdylib` for a test.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--package", "greeter", "--target-dir"]);
    assert!(cargo.arg(&target).status()?.success());
    let file = format!("{DLL_PREFIX}greeter{DLL_SUFFIX}");
    let plugins = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    fs::create_dir_all(&plugins)?;
    fs::copy(target.join("debug").join(&file), plugins.join(file))?;

    let swapper = Swapper::builder(plugins).build()?;
    swapper.load(&LiveData::none())?;
    let greeter = swapper.late_plugin::<dyn Greeter>("greeter");
    assert_eq!(greeter.call(|greeter| greeter.greet("Ada"))?, "hello Ada");
    let greeted: u64 = swapper.current().plugin("greeter")?.invoke("greeted", ())?;
    assert_eq!(greeted, 1);
    Ok(())
}
