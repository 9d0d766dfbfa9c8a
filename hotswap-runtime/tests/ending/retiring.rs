//! Thousands of versions that stay mapped: the process runs out of nothing.

use std::time::{Duration, Instant};

use hotswap_runtime::{Mode, safe_point};
use test_kit::wait_until;

use super::guest::Host;
use super::soak::succeeds;
use crate::common::process::{mapped_from, resident};

/// What a version may cost besides what is mapped of its file: a page that its file does not fill, and the
/// loader's and our own notes of it.
const BESIDE: u64 = 12 * 1024;

/// 1,100, which is more than the system has keys for; the environment may ask for more.
fn reloads() -> u64 {
    test_kit::count("HOTSWAP_RETIRE_RELOADS", 1_100)
}

fn use_it(host: &Host) {
    for function in ["asks_who_it_is", "catches_a_panic"] {
        host.call(function);
    }
    let prints = host.swapper.late_fn("prints");
    prints.call::<()>(("half a line",)).unwrap();
    safe_point();
}

#[test]
fn retired_versions_cost_what_is_mapped_of_them_and_nothing_else() {
    let outcome = test_kit::child()
    .env("RUST_BACKTRACE", "1")
    .limit(Duration::from_secs(600))
    .run(|_| {
        let host = Host::with(|builder| builder.mode(Mode::Retire));
        use_it(&host);
        let (before, mapped_before) = (resident(), mapped_from(host.private(), "Rss"));
        let (count, started) = (reloads(), Instant::now());
        for number in 0..count {
            host.replace(2 - number as u32 % 2);
            use_it(&host);
        }
        wait_until("all are freed", || {
            safe_point();
            host.swapper.stats().kept_mapped == count
        });
        let took = started.elapsed() / count as u32;
        let mapped = mapped_from(host.private(), "Rss") - mapped_before;
        let grown = resident() - before;
        println!();
        println!(
            "{count} reloads, {took:?} each; {grown} kB more, of which {mapped} kB are mapped libraries; \
             besides, {} bytes each",
            grown.saturating_sub(mapped) * 1024 / count
        );
        assert_eq!(host.images() as u64, count + 1);
        assert_eq!(host.copies(), 1);
        assert!(grown < mapped + count * BESIDE / 1024, "{grown} kB, {mapped} kB");
    });
    succeeds(&outcome);
}
