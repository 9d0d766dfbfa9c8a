//! What the Go original shows.

use hotswap::{LiveData, LiveFn};

use super::api::Job;
use super::scene::{Scene, job, plugin};

const ONE: &str = r#"
    #[plugin_fn] fn polish(n: u32) -> u32 { n + 1 }
    #[live_fn] fn live_double(n: u32) -> u32 { 2 * n }
    #[plugin_fn] fn make(n: u32) -> hotswap::Result<LiveData> { Fire { n }.to_live() }
"#;

/// Its test `one`.
#[test]
fn a_plugin_has_its_live_functions_and_types_in_the_vault() {
    let fire = job("dyn Job", "struct Fire { n: u32 }", r#"self.n.to_string()"#);
    let scene = Scene::of(&[plugin("one", &[&fire, ONE].concat())]);
    assert_eq!(scene.call::<u32>("one", "polish", (1u32,)), 2);
    let manager = scene.swapper.current();
    let double: LiveFn = manager.vault().live_fn("live_double").unwrap();
    assert_eq!(double.call::<u32>((21u32,)).unwrap(), 42);
    let data: LiveData = scene.call("one", "make", (7u32,));
    let live_type = manager.vault().live_type("Fire").unwrap();
    assert_eq!(live_type.restore::<dyn Job>(&data).unwrap().run(), "7");
    assert_eq!(manager.vault().live_fn_names().unwrap(), ["live_double"]);
}

/// Its example `live`: an object that was written as one struct is read as another with a field more.
#[test]
fn what_was_written_as_one_struct_is_read_as_another_with_a_field_more() {
    let make = "#[plugin_fn] fn make(n: u32) -> hotswap::Result<LiveData> { Fire { n }.to_live() }";
    let old = job("dyn Job", "struct Fire { n: u32 }", r#"self.n.to_string()"#);
    let new = job(
        "dyn Job",
        "struct Fire { n: u32, #[serde(default = \"who\")] by: String }",
        r#"format!("{} by {}", self.n, self.by)"#,
    );
    let who = r#"fn who() -> String { "nobody".to_owned() }"#;
    let scene = Scene::of(&[plugin("live", &[&old, make].concat())]);
    let data: LiveData = scene.call("live", "make", (7u32,));
    assert_eq!(scene.run(&data).unwrap(), "7");
    scene.serve(&[plugin("live", &[&new, who].concat())]);
    assert_eq!(scene.run(&data).unwrap(), "7 by nobody");
}
