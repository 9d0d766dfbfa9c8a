//! What host and plugin do alike, each with its own `tracing`.

use std::hint::black_box;

use tracing::{debug, info, info_span};

#[inline(never)]
pub fn nothing(n: u32) {
    for i in 0..n {
        black_box(i);
    }
}

#[inline(never)]
pub fn disabled(n: u32) {
    for i in 0..n {
        debug!(i, "an event");
        black_box(i);
    }
}

#[inline(never)]
pub fn message(n: u32) {
    for i in 0..n {
        info!("an event");
        black_box(i);
    }
}

#[inline(never)]
pub fn fields(n: u32) {
    for i in 0..n {
        info!(i, path = "/index.html", ok = true, "answered {}", i);
        black_box(i);
    }
}

#[inline(never)]
pub fn spans(n: u32) {
    for i in 0..n {
        let span = info_span!("a span", i);
        let _in = span.enter();
        black_box(i);
    }
}
