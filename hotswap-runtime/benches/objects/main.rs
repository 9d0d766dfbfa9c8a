//! What objects cost: a method, against a raw pointer and against a `Box<dyn Trait>`; their making and their end.
//!
//! `cargo bench -p hotswap-host --bench objects`

#[allow(unreachable_pub, reason = "it is an api crate for the plugin")]
mod api;
#[path = "../kit/mod.rs"]
mod kit;

use std::hint::black_box;
use std::sync::Arc;

use api::{Bench, Plain};
use hotswap::{LiveData, Obj};
use hotswap_runtime::Swapper;
use kit::{Comparison, release};
use test_kit::PluginDir;

const ROUNDS: usize = 51;

/// The api crate, which the plugin has as a crate of its own.
const API: &str = include_str!("api.rs");

const PLUGIN: &str = r#"
    use hotswap::prelude::*;
    use api::{Bench, Plain};

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin]
    impl Plugin for P {}

    #[plugin_fn]
    fn object() -> Obj<dyn Bench> { Obj::new(Plain(1)) }

    #[plugin_fn]
    fn greet(name: &str) -> String { Plain(1).greet(name) }

    // The same by hand, as a bare library has them.

    #[unsafe(no_mangle)]
    pub extern "C" fn raw_add(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[unsafe(no_mangle)]
    pub fn raw_greet(name: &str) -> String { Plain(1).greet(name) }

    #[unsafe(no_mangle)]
    pub fn raw_make() -> Box<dyn Bench> { Box::new(Plain(1)) }
"#;

fn main() {
    let api = release("api", API).build_rlib();
    let plugins = PluginDir::new();
    let file = plugins.add(&release("bench", PLUGIN).depends_on("api", api));
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    // SAFETY: the library is the one just built, with the functions of these types.
    let raw = unsafe { libloading::Library::new(&file) }.unwrap();
    let manager = swapper.current();
    let object = manager
        .plugin("bench")
        .unwrap()
        .invoke("object", ())
        .unwrap();
    method(&object, &raw);
    greet(&swapper, &object, &raw);
    life(&object, &raw);
}

fn method(object: &Obj<dyn Bench>, raw: &libloading::Library) {
    // SAFETY: as in `main`.
    let raw_add = *unsafe { raw.get::<extern "C" fn(u64, u64) -> u64>("raw_add") }.unwrap();
    let boxed: Box<dyn Bench> = black_box(Box::new(Plain(1)));
    let own = Obj::<dyn Bench>::new(Plain(1));
    let (mut a, mut b, mut c, mut d, mut e) = (1, 1, 1, 1, 1);
    Comparison::new("A method: `u64, u64 -> u64`")
        .call("raw `extern \"C\"` pointer through libloading", || {
            a = black_box(raw_add)(black_box(7), a);
            a
        })
        .call("`Box<dyn Trait>` in the process", || {
            b = black_box(&boxed).add(black_box(7), b);
            b
        })
        .call("`Obj<dyn Trait>` of a plugin", || {
            c = black_box(object).add(black_box(7), c);
            c
        })
        .call("the same, `-> hotswap::Result<u64>`", || {
            d = black_box(object).checked(black_box(7), d).unwrap();
            d
        })
        .call("`Obj<dyn Trait>` of the host itself", || {
            e = black_box(&own).add(black_box(7), e);
            e
        })
        .run(ROUNDS);
}

fn greet(swapper: &Swapper, object: &Obj<dyn Bench>, raw: &libloading::Library) {
    // SAFETY: as in `main`; this library was built by the compiler of this host, so its `String` is ours.
    let raw_greet = *unsafe { raw.get::<fn(&str) -> String>("raw_greet") }.unwrap();
    let manager = swapper.current();
    let handle = manager.plugin("bench").unwrap().plugin_fn("greet").unwrap();
    Comparison::new("A method: `&str -> String`")
        .call("raw pointer by Rust's own ABI through libloading", || {
            black_box(raw_greet)(black_box("Bob"))
        })
        .call("`Obj<dyn Trait>` of a plugin", || {
            black_box(object).greet(black_box("Bob"))
        })
        .call("`plugin_fn` handle", || {
            black_box(&handle)
                .call::<String>((black_box("Bob"),))
                .unwrap()
        })
        .run(ROUNDS);
}

fn life(object: &Obj<dyn Bench>, raw: &libloading::Library) {
    // SAFETY: as in `main`; host and plugin are built by one compiler from one source of the trait.
    let raw_make = *unsafe { raw.get::<fn() -> Box<dyn Bench>>("raw_make") }.unwrap();
    let shared = Arc::new(Plain(1));
    Comparison::new("An object's life")
        .call(
            "raw: the plugin makes a `Box<dyn Trait>`, the host drops it",
            || {
                black_box(raw_make)();
            },
        )
        .call("`Arc::new` and drop in the process", || {
            drop(black_box(Arc::new(0u64)));
        })
        .call("`Obj::new` and drop in the host", || {
            drop(black_box(Obj::<dyn Bench>::new(Plain(1))));
        })
        .call("the plugin makes an object, the host drops it", || {
            black_box(object).make();
        })
        .call("`clone` and drop of an object of a plugin", || {
            drop(black_box(object.clone()));
        })
        .call("the host lends an object of its own: `&Obj`", || {
            let own = Obj::<dyn Bench>::from(Arc::clone(&shared));
            black_box(object).see(&own);
        })
        .call("the host makes an object, the plugin drops it", || {
            black_box(object).take(Obj::new(Plain(1)));
        })
        .run(ROUNDS);
}
