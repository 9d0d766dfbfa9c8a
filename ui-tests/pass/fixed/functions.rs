//! The cases of `ui/plugin_fn`, `ui/live_fn` and `ui/lifetimes`, as the messages say they should be.

use hotswap::prelude::*;

#[derive(hotswap::Abi, Clone)]
struct Job;

#[plugin_fn]
fn waits() {}

#[plugin_fn]
fn sum(numbers: &[u8]) -> u8 {
    numbers.iter().sum()
}

#[plugin_fn]
fn rename(mut name: String) -> String {
    name.clear();
    name
}

#[plugin_fn]
fn run(_first: u8, _job: Job, _jobs: Vec<Job>, _lent: &[Job]) {}

#[plugin_fn]
fn greet(_name: Option<String>, _pairs: Vec<(String, u8)>, _text: &str) {}

#[plugin_fn]
fn read() -> hotswap::Result<String> {
    Ok(std::fs::read_to_string("motd")?)
}

#[live_fn]
fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

#[live_fn]
fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[live_fn]
fn stop() {}

#[live_fn(name = "hum")]
fn named() {}

#[hotswap::interface]
trait Clock {
    fn now(&self) -> u64;
}

#[hotswap::interface]
trait Then {
    fn then(&self);
}

#[plugin_fn]
fn set(_clock: Obj<dyn Clock>, _others: Vec<Obj<dyn Clock>>, _then: Option<Obj<dyn Then>>) {}

#[plugin_fn]
fn make() -> hotswap::Result<Obj<dyn Then>> {
    Ok(Obj::from_fn(|| {}))
}

#[plugin_fn]
fn inside(_texts: Vec<String>, _pair: (u8, Vec<u8>)) -> String {
    "world".to_owned()
}

#[derive(hotswap::Abi)]
struct Many(u8, u8, u8);

#[plugin_fn]
fn many(_many: Many) {}

/// For each build its own arguments.
#[plugin_fn]
#[cfg(any())]
fn twice(_times: u32, _loud: bool) {}

#[plugin_fn]
#[cfg(not(any()))]
fn twice(_times: u32) {}

type Name<'a> = &'a str;

#[plugin_fn]
fn by_alias(_name: Name<'_>) {}

#[target_feature(enable = "avx2")]
#[cfg(target_arch = "x86_64")]
fn total_fast(numbers: &[u32]) -> u32 {
    numbers.iter().sum()
}

#[plugin_fn]
fn total(numbers: &[u32]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has it.
        return unsafe { total_fast(numbers) };
    }
    numbers.iter().sum()
}

struct World;

impl World {
    fn hum(&self) {}
}

#[plugin_fn]
fn hum() {
    World.hum();
}

fn main() {}
