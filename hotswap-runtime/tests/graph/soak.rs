//! Hundreds of reloads of a chain, with objects of it everywhere, while other threads call without pause.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::{LatePlugin, Swapper};
use test_kit::{Plugin, PluginDir, wait_until};

use crate::common::process::resident;

/// As the plugins have it.
#[hotswap::interface]
trait Link {
    fn sum(&self, numbers: Vec<u64>) -> u64;
    fn path(&self) -> String;
    fn maker(&self) -> Obj<dyn Link>;
    fn pass(&self, other: Obj<dyn Link>) -> Obj<dyn Link>;
}

/// The plugin `name` above another one; the lowest answers by itself.
fn plugin(name: &str, below: Option<&str>, edition: u32) -> Plugin {
    let (options, deps, sum, path) = match below {
        Some(below) => (
            "imports = Deps, ",
            format!("#[derive(Imports)] struct Deps {{ {below}: Obj<dyn Link> }}"),
            format!("P::imports().{below}.sum(numbers)"),
            format!("P::imports().{below}.path()"),
        ),
        None => (
            "",
            String::new(),
            "numbers.iter().sum()".to_owned(),
            "String::new()".to_owned(),
        ),
    };
    let source = format!(
        r#"
        use hotswap::prelude::*;

        #[hotswap::interface]
        pub trait Link {{
            fn sum(&self, numbers: Vec<u64>) -> u64;
            fn path(&self) -> String;
            fn maker(&self) -> Obj<dyn Link>;
            fn pass(&self, other: Obj<dyn Link>) -> Obj<dyn Link>;
        }}

        {deps}

        #[derive(Default)] pub struct P {{ guest: std::sync::Mutex<Option<Obj<dyn Link>>> }}

        #[hotswap::plugin({options}exports = dyn Link)] impl Plugin for P {{}}

        impl Link for P {{
            fn sum(&self, numbers: Vec<u64>) -> u64 {{ {sum} }}
            fn path(&self) -> String {{ format!("{name}{edition}({{}})", {path}) }}
            fn maker(&self) -> Obj<dyn Link> {{ Obj::new(P::default()) }}
            fn pass(&self, other: Obj<dyn Link>) -> Obj<dyn Link> {{
                self.guest.lock().unwrap().replace(other.clone()).unwrap_or(other)
            }}
        }}
        "#
    );
    Plugin::new(name).source(source).optimised("s")
}

/// An object of the host.
struct Ours;

impl Link for Ours {
    fn sum(&self, numbers: Vec<u64>) -> u64 {
        numbers.iter().sum()
    }

    fn path(&self) -> String {
        "host".to_owned()
    }

    fn maker(&self) -> Obj<dyn Link> {
        Obj::new(Self)
    }

    fn pass(&self, other: Obj<dyn Link>) -> Obj<dyn Link> {
        other
    }
}

/// Objects that are handed from thread to thread, and dropped by whoever takes them out.
type Pool = Mutex<VecDeque<Obj<dyn Link>>>;

fn call_until(stop: &AtomicBool, gamma: &LatePlugin<dyn Link>, pool: &Pool, calls: &AtomicU64) {
    while !stop.load(Ordering::Relaxed) {
        let sum = gamma.call(|gamma| gamma.sum(vec![1, 2, 3])).unwrap();
        assert_eq!(sum, 6);
        let object = gamma.call(|gamma| gamma.maker()).unwrap();
        assert_eq!(object.pass(Obj::new(Ours)).path(), "host");
        let path = object.path();
        assert!(path.starts_with("gamma1(beta1(alpha"), "{path}");
        let old = {
            let mut pool = pool.lock().unwrap();
            pool.push_back(object);
            if pool.len() > 8 {
                pool.pop_front()
            } else {
                None
            }
        };
        if let Some(old) = old {
            assert_eq!(old.sum(vec![2, 2]), 4);
        }
        calls.fetch_add(1, Ordering::Relaxed);
    }
}

/// 300, or as many as the environment says.
fn reloads() -> u64 {
    test_kit::count("HOTSWAP_GENERATIONS", 300)
}

/// What it came to.
fn soak() -> String {
    let plugins = PluginDir::new();
    plugins.add(&plugin("gamma", Some("beta"), 1));
    plugins.add(&plugin("beta", Some("alpha"), 1));
    let alphas = [1, 2].map(|edition| plugin("alpha", None, edition));
    plugins.add(&alphas[0]);
    let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
    let swapper = builder.build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let gamma = swapper.late_plugin::<dyn Link>("gamma");
    let (stop, pool, calls) = (AtomicBool::new(false), Pool::default(), AtomicU64::new(0));
    let count = reloads();
    let mut warm = 0;
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| call_until(&stop, &gamma, &pool, &calls));
        }
        for number in 1..=count {
            plugins.add(&alphas[number as usize % 2]);
            let report = swapper.reload(&LiveData::none()).unwrap();
            assert_eq!(
                report.to_string(),
                "alpha: ok, beta: rewired, gamma: rewired"
            );
            if number == count / 3 {
                warm = resident();
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    pool.lock().unwrap().clear();
    wait_until("only three are loaded", || {
        swapper.stats().versions.len() == 3
    });
    let stats = swapper.stats();
    assert_eq!(stats.unloaded, 3 * count, "{stats}");
    let grown = resident().saturating_sub(warm);
    assert!(grown < 2_048, "{warm} kB + {grown} kB");
    format!(
        "{count} reloads, {} calls, {warm} kB + {grown} kB\n{stats}",
        calls.load(Ordering::Relaxed)
    )
}

/// In a process of its own, so that the memory that is measured is its own.
#[test]
fn hundreds_of_reloads_of_a_chain_leave_nothing_behind() {
    test_kit::isolated(|| println!("{}", soak()));
}
