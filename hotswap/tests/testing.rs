//! The harness for unit tests of a plugin: here the plugin is this test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use hotswap::Context;
use hotswap::prelude::*;
use hotswap::testing::Harness;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Prices {
    fn price(&self, thing: &str) -> Option<u64>;
}

#[hotswap::interface]
trait Clock {
    fn now(&self) -> u64;
}

#[hotswap::interface]
trait Orders {
    fn total(&self, thing: &str, count: u64) -> Option<u64>;
}

#[derive(Imports)]
struct Deps {
    alpha: Obj<dyn Prices>,
    #[hotswap(optional)]
    old_clock: Option<Obj<dyn Clock>>,
}

/// What hooks do, and what they have done.
#[derive(Default)]
struct Shop {
    sold: AtomicU64,
    journal: Mutex<Vec<String>>,
    /// What the test has given to `on_load`: the hook that is to fail, in a shop with a name of its own.
    given: OnceLock<Given>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Given {
    name: String,
    fails: String,
}

/// What has become of shops with names.
static ENDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Shop {
    fn hook(&self, name: &str) -> hotswap::Result<()> {
        self.journal.lock().unwrap().push(name.to_owned());
        let given = self.given.get().cloned().unwrap_or_default();
        match given.fails == name {
            true => Err(hotswap::Error::msg(format!("{name} fails"))),
            false => Ok(()),
        }
    }

    fn note_end(&self, what: &str) {
        if let Some(given) = self.given.get() {
            let mut ends = ENDS.lock().unwrap();
            ends.push(format!("{} {what}", given.name));
        }
    }
}

#[hotswap::plugin(imports = Deps, exports = dyn Orders)]
impl Plugin for Shop {
    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        if let Some(given) = data.unwrap::<Option<Given>>()? {
            let _ = self.given.set(given);
        }
        self.hook("on_load")
    }

    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        vault.set("by", LiveData::wrap("on_init")?)?;
        self.hook("on_init")
    }

    fn on_free(&self) {
        self.note_end("freed");
        self.hook("on_free").unwrap();
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.note_end("dropped");
    }
}

impl Orders for Shop {
    fn total(&self, thing: &str, count: u64) -> Option<u64> {
        self.sold.fetch_add(count, Ordering::Relaxed);
        Some(Self::imports().alpha.price(thing)? * count)
    }
}

#[hotswap::methods]
impl Shop {
    #[plugin_fn]
    fn sold(&self) -> u64 {
        self.sold.load(Ordering::Relaxed)
    }

    #[plugin_fn]
    async fn later(&self, number: u64) -> u64 {
        self.sold() + number
    }

    #[plugin_fn]
    fn fall(&self) {
        panic!("the shop falls");
    }

    #[plugin_fn]
    fn now(&self) -> hotswap::Result<u64> {
        match &Self::imports().old_clock {
            Some(clock) => Ok(clock.now()),
            None => Ok(self.context().vault().extension::<dyn Clock>()?.now()),
        }
    }
}

#[live_fn]
fn motto() -> hotswap::Result<String> {
    let motto = Context::of::<Shop>().vault().get("motto")?;
    motto.map_or(Ok("none".to_owned()), |data| data.unwrap())
}

#[live_type(dyn Clock)]
#[derive(Serialize, Deserialize)]
struct Stopped {
    at: u64,
}

impl Clock for Stopped {
    fn now(&self) -> u64 {
        self.at
    }
}

struct Fixed(u64);

impl Prices for Fixed {
    fn price(&self, _: &str) -> Option<u64> {
        Some(self.0)
    }
}

fn harness() -> Harness<Shop> {
    Harness::new().import::<dyn Prices>("alpha", Obj::new(Fixed(7)))
}

/// The error of a start, with its sources.
fn refusal(harness: Harness<Shop>) -> String {
    format!("{:#}", harness.start().expect_err("it cannot be started"))
}

/// A shop with a name, one of whose hooks fails.
fn given(name: &str, fails: &str) -> Harness<Shop> {
    let given = Given {
        name: name.to_owned(),
        fails: fails.to_owned(),
    };
    harness().data(LiveData::wrap(&Some(given)).unwrap())
}

/// What has become of the shop of that name.
fn ends(name: &str) -> Vec<String> {
    let ends = ENDS.lock().unwrap();
    let ends = ends.iter().filter_map(|end| end.strip_prefix(name));
    ends.map(|end| end.trim().to_owned()).collect()
}

#[test]
fn hooks_run_in_the_order_of_a_host_and_methods_are_called_on_the_value() {
    let shop = harness().start().unwrap();
    assert_eq!(*shop.journal.lock().unwrap(), ["on_load", "on_init"]);
    assert_eq!(shop.total("lamp", 2), Some(14));
    assert_eq!(shop.sold(), 2);
    let by: String = shop.vault().get("by").unwrap().unwrap().unwrap().unwrap();
    assert_eq!(by, "on_init");
}

#[test]
fn functions_are_called_by_name_as_by_a_host() {
    let shop = harness().start().unwrap();
    shop.total("lamp", 2);
    assert_eq!(shop.invoke::<u64>("sold", ()).unwrap(), 2);
    assert_eq!(
        test_kit::block_on(shop.invoke_async::<u64>("later", (3u64,))).unwrap(),
        5
    );
    let error = shop.invoke::<u64>("solt", ()).unwrap_err();
    assert!(error.to_string().contains("did you mean `sold`"), "{error}");
    let error = shop.invoke::<u64>("sold", (1u8,)).unwrap_err();
    assert!(
        matches!(error, hotswap::Error::SignatureMismatch { .. }),
        "{error}"
    );
    let error = shop.invoke::<()>("fall", ()).unwrap_err();
    assert!(matches!(error, hotswap::Error::Panicked { .. }), "{error}");
}

#[test]
fn the_export_is_an_object_of_the_plugin() {
    let shop = harness().start().unwrap();
    let orders = shop.export::<dyn Orders>().unwrap();
    assert_eq!(orders.total("lamp", 3), Some(21));
    assert_eq!(shop.sold(), 3);
    let error = shop.export::<dyn Clock>().unwrap_err();
    assert!(error.to_string().contains("another interface"), "{error}");
}

#[test]
fn the_vault_has_what_the_test_puts_there_and_the_plugins_own() {
    let shop = harness()
        .set("motto", LiveData::wrap("be brief").unwrap())
        .extension::<dyn Clock>(Obj::new(Stopped { at: 12 }))
        .start()
        .unwrap();
    assert_eq!(shop.now().unwrap(), 12);
    let vault = shop.vault();
    let motto = vault.live_fn("motto").unwrap();
    assert_eq!(motto.call::<String>(()).unwrap(), "be brief");
    assert_eq!(vault.live_fn_names().unwrap(), ["motto"]);
    let stopped = Stopped { at: 3 }.to_live().unwrap();
    assert_eq!(vault.restore::<dyn Clock>(&stopped).unwrap().now(), 3);
    assert_eq!(vault.keys().unwrap(), ["by", "motto"]);
    assert!(vault.remove("by").unwrap().is_some());
    let error = vault.live_fn("moto").unwrap_err();
    assert!(
        error.to_string().contains("did you mean `motto`"),
        "{error}"
    );
}

#[test]
fn a_plugin_knows_itself() {
    harness().run(|shop| {
        let context = shop.context();
        assert_eq!(context.name(), "testing");
        assert_eq!(context.version(), env!("CARGO_PKG_VERSION"));
        assert_eq!((context.build(), context.generation()), ("", 1));
    });
}

#[test]
fn imports_that_are_missing_unknown_or_of_another_interface_are_told() {
    let error = refusal(Harness::new());
    let expected =
        "the import `alpha` is missing: give one with `.import::<dyn Prices>(\"alpha\", …)`";
    assert!(error.contains(expected), "{error}");
    let error = refusal(harness().import::<dyn Clock>("old-clok", Obj::new(Stopped { at: 0 })));
    assert!(error.contains("did you mean `old_clock`"), "{error}");
    let error = refusal(Harness::new().import::<dyn Clock>("alpha", Obj::new(Stopped { at: 0 })));
    assert!(
        error.contains("the import `alpha` needs an object of dyn Prices"),
        "{error}"
    );
    let shop = harness()
        .import::<dyn Clock>("old_clock", Obj::new(Stopped { at: 5 }))
        .start()
        .unwrap();
    assert_eq!(shop.now().unwrap(), 5);
}

#[test]
fn a_hook_that_fails_is_an_error_and_the_plugin_ends() {
    for hook in ["on_load", "on_init"] {
        let error = refusal(given(hook, hook));
        assert!(error.contains(&format!("{hook} fails")), "{error}");
        assert_eq!(ends(hook), ["freed", "dropped"]);
    }
}

#[test]
fn a_plugin_ends_as_in_a_host() {
    let shop = given("ends", "").start().unwrap();
    assert_eq!(ends("ends"), [""; 0]);
    shop.stop().unwrap();
    assert_eq!(ends("ends"), ["freed", "dropped"]);
    let shop = given("panics", "on_free").start().unwrap();
    let error = shop.stop().unwrap_err();
    assert!(matches!(error, hotswap::Error::Panicked { .. }), "{error}");
    assert_eq!(ends("panics"), ["freed", "dropped"]);
}

#[test]
fn tests_on_several_threads_take_turns_and_a_second_start_on_one_is_an_error() {
    thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                let shop = harness().start().unwrap();
                for _ in 0..number {
                    shop.total("lamp", 1);
                    thread::yield_now();
                }
                assert_eq!(shop.sold(), number);
            });
        }
    });
    let _shop = harness().start().unwrap();
    let error = refusal(harness());
    assert!(
        error.contains("this thread runs a plugin already"),
        "{error}"
    );
}
