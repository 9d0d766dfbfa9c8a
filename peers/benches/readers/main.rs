//! What one call of a reader takes, each measured by itself, while another thread reloads without pause, and
//! while nobody does: hotswap beside arc-swap with `dlopen`, and hot-lib-reloader.
//!
//! `cargo bench -p peers --bench readers`

mod by_hand;
mod by_hot_lib_reloader;
mod by_hotswap;
mod latency;
mod libraries;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use latency::{Latency, Quantiles};

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(200);

/// One way to call a function that may be replaced at any time.
trait Peer: Sync {
    fn name(&self) -> &'static str;

    /// Calls it until the time is over.
    fn read(&self, latency: &mut Latency, until: Instant);

    /// Puts another version in its place. Says whether that is known to be done.
    fn reload(&self) -> bool;

    /// How many reloads there were, if `reload` cannot say.
    fn reloads(&self) -> Option<u64> {
        None
    }
}

/// A peer with what was measured of it.
struct Case<'a> {
    peer: &'a dyn Peer,
    idle: Vec<Quantiles>,
    reloading: Vec<Quantiles>,
    rates: Vec<f64>,
}

fn main() {
    let hotswap = by_hotswap::Host::new();
    let by_hand = by_hand::Cell::new();
    let hot_lib_reloader = by_hot_lib_reloader::Hot::new();
    let late = hotswap.late();
    let held = hotswap.held();
    let peers: [&dyn Peer; 4] = [&late, &held, &by_hand, &hot_lib_reloader];
    let mut cases = peers.map(|peer| Case {
        peer,
        idle: Vec::new(),
        reloading: Vec::new(),
        rates: Vec::new(),
    });
    for round in 0..=ROUNDS {
        for case in &mut cases {
            case.measure();
            // The first round warms up.
            if round == 0 {
                (case.idle, case.reloading, case.rates) = Default::default();
            }
        }
    }
    println!("\n### One call of a reader, in nanoseconds\n");
    println!(
        "| how | | p50 | p99 | p99.9 | max | reloads a second |\n|---|---|---|---|---|---|---|"
    );
    for case in &mut cases {
        case.print();
    }
    println!(
        "\nMedians over {ROUNDS} rounds of {ROUND:?}, every case in each. Asking the clock is in it."
    );
}

impl Case<'_> {
    fn measure(&mut self) {
        let mut latency = Latency::new();
        self.peer.read(&mut latency, Instant::now() + ROUND);
        self.idle.push(latency.quantiles());
        let mut latency = Latency::new();
        let rate = while_reloading(self.peer, || {
            self.peer.read(&mut latency, Instant::now() + ROUND);
        });
        self.reloading.push(latency.quantiles());
        self.rates.push(rate);
    }

    fn print(&mut self) {
        let name = self.peer.name();
        println!("| {name} | idle | {} | |", Quantiles::median(&self.idle));
        self.rates.sort_by(f64::total_cmp);
        let rate = self.rates[self.rates.len() / 2];
        println!(
            "| | reloading | {} | {rate:.0} |",
            Quantiles::median(&self.reloading)
        );
    }
}

/// Reloads on another thread while `body` runs; gives the reloads per second.
fn while_reloading(peer: &dyn Peer, body: impl FnOnce()) -> f64 {
    let (stop, reloads) = (AtomicBool::new(false), AtomicU64::new(0));
    let before = peer.reloads();
    let started = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                reloads.fetch_add(u64::from(peer.reload()), Ordering::Relaxed);
            }
        });
        body();
        stop.store(true, Ordering::Relaxed);
    });
    let counted = peer.reloads().zip(before).map(|(now, before)| now - before);
    let reloads = counted.unwrap_or(reloads.into_inner());
    reloads as f64 / started.elapsed().as_secs_f64()
}
