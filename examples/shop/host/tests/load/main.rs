//! The shop under load: plugins are edited, built, and published while clients ask without pause.
//!
//! A round without publishes and a round with them take turns. No request may fail, and each client must see the newest
//! text. The times are printed, not asserted: `.ci/load` runs this in release with 50 publishes, for `BENCHMARKS.md`.

mod client;
mod releases;
mod shop;

use std::time::Duration;

use client::Load;
use releases::Releases;
use shop::Shop;

/// How many builds are published.
fn publishes() -> usize {
    let publishes = std::env::var("SHOP_PUBLISHES").ok();
    publishes.map_or(4, |it| it.parse().expect("SHOP_PUBLISHES is a number"))
}

/// How many of them in one round.
const IN_ONE_ROUND: usize = 2;

#[test]
fn no_request_fails_while_edited_plugins_are_published() {
    let releases = Releases::build(publishes());
    let shop = Shop::start(&releases);
    let load = Load::start(shop.address());
    let mut number = 0;
    for _ in 0..publishes().div_ceil(IN_ONE_ROUND) {
        load.run_quietly();
        load.run_during(|| {
            for _ in 0..IN_ONE_ROUND.min(publishes() - number) {
                number += 1;
                releases.publish(number, shop.plugins());
                load.wait_for(&releases::text(number));
            }
        });
    }
    let report = load.end();
    println!("{report}");
    assert_eq!(report.failed, Vec::<String>::new());
    shop.end(Duration::from_secs(60));
}
