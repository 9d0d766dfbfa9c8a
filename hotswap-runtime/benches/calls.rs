//! What a call costs, against a raw pointer and against a call that stays in the process.
//!
//! `cargo bench -p hotswap-host --bench calls`

mod kit;

use std::collections::HashMap;
use std::hint::black_box;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use kit::{Comparison, release};
use test_kit::PluginDir;

const ROUNDS: usize = 51;

const PLUGIN: &str = r#"
    use hotswap::prelude::*;

    #[derive(Default)]
    pub struct Bench;

    #[hotswap::plugin]
    impl Plugin for Bench {}

    #[plugin_fn]
    fn add(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[live_fn(name = "live_add")]
    fn add_live(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[plugin_fn]
    fn greet(name: &str) -> String { let mut s = String::with_capacity(32); s.push_str("hello "); s.push_str(name); s }

    // The same by hand, as a bare library has them.

    #[unsafe(no_mangle)]
    pub extern "C" fn raw_add(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[unsafe(no_mangle)]
    pub fn raw_greet(name: &str) -> String { let mut s = String::with_capacity(32); s.push_str("hello "); s.push_str(name); s }
"#;

trait Add {
    fn add(&self, a: u64, b: u64) -> u64;
}

struct InProcess;

impl Add for InProcess {
    fn add(&self, a: u64, b: u64) -> u64 {
        a ^ b.rotate_left(3)
    }
}

fn main() {
    let plugins = PluginDir::new();
    let file = plugins.add(&release("bench", PLUGIN));
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    // SAFETY: the library is the one just built, with the two functions of these types.
    let raw = unsafe { libloading::Library::new(&file) }.unwrap();
    add(&swapper, &raw);
    lookup(&swapper);
    greet(&swapper, &raw);
}

fn add(swapper: &Swapper, raw: &libloading::Library) {
    let manager = swapper.current();
    // SAFETY: as in `main`.
    let raw_add = *unsafe { raw.get::<extern "C" fn(u64, u64) -> u64>("raw_add") }.unwrap();
    let boxed: Box<dyn Add> = black_box(Box::new(InProcess));
    let plugin_fn = manager.plugin("bench").unwrap().plugin_fn("add").unwrap();
    let live_fn = manager.vault().live_fn("live_add").unwrap();
    let (mut a, mut b, mut c, mut d) = (1, 1, 1, 1);
    Comparison::new("A call: `u64, u64 -> u64`, on what is held")
        .call("raw `extern \"C\"` pointer through libloading", || {
            a = black_box(raw_add)(black_box(7), a);
            a
        })
        .call("`Box<dyn Trait>` in the process", || {
            b = black_box(&boxed).add(black_box(7), b);
            b
        })
        .call("`plugin_fn` handle", || {
            c = black_box(&plugin_fn)
                .call::<u64>((black_box(7u64), c))
                .unwrap();
            c
        })
        .call("`live_fn` handle", || {
            d = black_box(&live_fn)
                .call::<u64>((black_box(7u64), d))
                .unwrap();
            d
        })
        .run(ROUNDS);
}

fn lookup(swapper: &Swapper) {
    let manager = swapper.current();
    let bench = manager.plugin("bench").unwrap();
    let plugin_fn = bench.plugin_fn("add").unwrap();
    let map: HashMap<String, u64> = [("add".to_owned(), 1u64)].into();
    Comparison::new("Name lookup and call")
        .call("`plugin_fn` handle, no lookup", || {
            plugin_fn.call::<u64>((black_box(7u64), 3u64)).unwrap()
        })
        .call(
            "`plugin_fn` handle, and a look into a `HashMap<String, _>`",
            || {
                let found = map[black_box("add")];
                plugin_fn.call::<u64>((black_box(7u64), found)).unwrap()
            },
        )
        .call("`plugin.invoke(\"add\", …)`", || {
            bench
                .invoke::<u64>(black_box("add"), (black_box(7u64), 3u64))
                .unwrap()
        })
        .call("`manager.plugin(\"bench\")?.invoke(\"add\", …)`", || {
            let bench = manager.plugin(black_box("bench")).unwrap();
            bench
                .invoke::<u64>(black_box("add"), (black_box(7u64), 3u64))
                .unwrap()
        })
        .call("`vault.live_fn(\"live_add\")?.call(…)`", || {
            let live_fn = manager.vault().live_fn(black_box("live_add")).unwrap();
            live_fn.call::<u64>((black_box(7u64), 3u64)).unwrap()
        })
        .call(
            "`swapper.current()`, then `plugin(…)?.invoke(…)`",
            || {
                let manager = swapper.current();
                let bench = manager.plugin(black_box("bench")).unwrap();
                bench
                    .invoke::<u64>(black_box("add"), (black_box(7u64), 3u64))
                    .unwrap()
            },
        )
        .run(ROUNDS);
}

fn greet(swapper: &Swapper, raw: &libloading::Library) {
    let manager = swapper.current();
    // SAFETY: as in `main`; this library was built by the compiler of this host, so its `String` is ours.
    let raw_greet = *unsafe { raw.get::<fn(&str) -> String>("raw_greet") }.unwrap();
    let greet = manager.plugin("bench").unwrap().plugin_fn("greet").unwrap();
    Comparison::new("A call: `&str -> String`")
        .call("raw pointer by Rust's own ABI through libloading", || {
            black_box(raw_greet)(black_box("Bob"))
        })
        .call("`plugin_fn` handle", || {
            black_box(&greet)
                .call::<String>((black_box("Bob"),))
                .unwrap()
        })
        .run(ROUNDS);
}
