//! What async calls cost: beside a boxed future and one of `async-ffi`, both in the process, and beside a call that is not
//! async.
//!
//! `cargo bench -p hotswap-host --bench async_calls`

#[allow(unreachable_pub, reason = "it is an api crate for the plugin")]
mod api;
#[path = "../kit/mod.rs"]
mod kit;

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use api::{Bench, Plain};
use async_ffi::{BorrowingFfiFuture, FutureExt};
use hotswap::{LiveData, LiveFn, Obj};
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
    fn object() -> Obj<dyn Bench> { Obj::new(Plain) }

    #[plugin_fn]
    async fn add(a: u64, b: u64) -> u64 { Plain.add(a, b).await }
"#;

/// The same as it would be with a box for each future.
trait Boxed {
    fn add(&self, a: u64, b: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>>;
    fn greet<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = String> + Send + 'a>>;
    fn pause(&self, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>>;
    fn large(&self, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>>;
}

impl Boxed for Plain {
    fn add(&self, a: u64, b: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
        Box::pin(Bench::add(self, a, b))
    }

    fn greet<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = String> + Send + 'a>> {
        Box::pin(Bench::greet(self, name))
    }

    fn pause(&self, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
        Box::pin(Bench::pause(self, n))
    }

    fn large(&self, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
        Box::pin(Bench::large(self, n))
    }
}

/// The same with the futures of `async-ffi`, which can cross to another library.
trait Ffi {
    fn add(&self, a: u64, b: u64) -> BorrowingFfiFuture<'_, u64>;
    fn pause(&self, n: u64) -> BorrowingFfiFuture<'_, u64>;
}

impl Ffi for Plain {
    fn add(&self, a: u64, b: u64) -> BorrowingFfiFuture<'_, u64> {
        Bench::add(self, a, b).into_ffi()
    }

    fn pause(&self, n: u64) -> BorrowingFfiFuture<'_, u64> {
        Bench::pause(self, n).into_ffi()
    }
}

/// Polls until it is ready: no executor is measured.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

fn main() {
    let api = release("api", API).build_rlib();
    let plugins = PluginDir::new();
    plugins.add(&release("bench", PLUGIN).depends_on("api", api));
    let swapper = Swapper::builder(plugins.path()).build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let manager = swapper.current();
    let plugin = manager.plugin("bench").unwrap();
    let object: Obj<dyn Bench> = plugin.invoke("object", ()).unwrap();
    let add = plugin.plugin_fn("add").unwrap();
    let boxed: Box<dyn Boxed> = black_box(Box::new(Plain));
    let ffi: Box<dyn Ffi> = black_box(Box::new(Plain));
    let own = Obj::<dyn Bench>::new(Plain);
    ready(&*boxed, &*ffi, &object, &own, &add);
    waiting(&*boxed, &*ffi, &object, &own);
}

fn ready(
    boxed: &dyn Boxed,
    ffi: &dyn Ffi,
    object: &Obj<dyn Bench>,
    own: &Obj<dyn Bench>,
    add: &LiveFn,
) {
    let (mut a, mut b, mut c, mut d, mut e, mut f) = (1, 1, 1, 1, 1, 1);
    Comparison::new("Async, ready at once: `u64, u64 -> u64`")
        .call("a boxed future in the process", || {
            a = run(black_box(boxed).add(black_box(7), a));
            a
        })
        .call("a future of `async-ffi` in the process", || {
            f = run(black_box(ffi).add(black_box(7), f));
            f
        })
        .call("`Obj<dyn Trait>` of a plugin, not async", || {
            b = black_box(object).add_sync(black_box(7), b);
            b
        })
        .call("`Obj<dyn Trait>` of a plugin", || {
            c = run(black_box(object).add(black_box(7), c));
            c
        })
        .call("`Obj<dyn Trait>` of the host itself", || {
            d = run(black_box(own).add(black_box(7), d));
            d
        })
        .call("`plugin_fn` handle, `call_async`", || {
            e = run(black_box(add).call_async::<u64>((black_box(7u64), e))).unwrap();
            e
        })
        .run(ROUNDS);
    Comparison::new("Async, ready at once: `&str -> String`")
        .call("a boxed future in the process", || {
            run(black_box(boxed).greet(black_box("Bob")))
        })
        .call("`Obj<dyn Trait>` of a plugin", || {
            run(black_box(object).greet(black_box("Bob")))
        })
        .run(ROUNDS);
}

fn waiting(boxed: &dyn Boxed, ffi: &dyn Ffi, object: &Obj<dyn Bench>, own: &Obj<dyn Bench>) {
    Comparison::new("Async, pending once")
        .call("a boxed future in the process", || {
            run(black_box(boxed).pause(black_box(1)))
        })
        .call("a future of `async-ffi` in the process", || {
            run(black_box(ffi).pause(black_box(1)))
        })
        .call("`Obj<dyn Trait>` of a plugin", || {
            run(black_box(object).pause(black_box(1)))
        })
        .call("`Obj<dyn Trait>` of the host itself", || {
            run(black_box(own).pause(black_box(1)))
        })
        .call("a boxed future of 600 bytes in the process", || {
            run(black_box(boxed).large(black_box(1)))
        })
        .call("the same of a plugin, which boxes it", || {
            run(black_box(object).large(black_box(1)))
        })
        .run(ROUNDS);
    Comparison::new("Async, 100 polls more")
        .calls(10_000, "a boxed future in the process", || {
            run(black_box(boxed).pause(black_box(101)))
        })
        .calls(10_000, "a future of `async-ffi` in the process", || {
            run(black_box(ffi).pause(black_box(101)))
        })
        .calls(10_000, "`Obj<dyn Trait>` of a plugin", || {
            run(black_box(object).pause(black_box(101)))
        })
        .run(ROUNDS);
}
