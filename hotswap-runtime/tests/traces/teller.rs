use std::fmt;
use std::sync::Mutex;

use hotswap::prelude::*;
use tracing::field::Empty;
use tracing::{Instrument, Level, Span, debug, error, event, info, info_span, span, trace, warn};

#[derive(Default)]
pub struct Teller;

#[hotswap::plugin]
impl Plugin for Teller {}

#[derive(Debug)]
struct Outer(Inner);

#[derive(Debug)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer")
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("inner")
    }
}

impl std::error::Error for Inner {}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

struct Point {
    x: i32,
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Point({})", self.x)
    }
}

#[plugin_fn]
fn every_kind() {
    let error = Outer(Inner);
    info!(
        int = -1i8,
        long = i64::MIN,
        unsigned = u64::MAX,
        wide = i128::MIN,
        widest = u128::MAX,
        float = 0.5,
        truth = true,
        text = "té xt",
        owned = String::from("own"),
        none = None::<u32>,
        some = Some(7u8),
        empty = Empty,
        bytes = &b"\x00\xff"[..],
        debug = ?Point { x: 3 },
        display = %error,
        error = &error as &(dyn std::error::Error + 'static),
        "all {} of them", "kinds"
    );
}

#[plugin_fn]
fn long_texts(size: u32) {
    let text = "ü".repeat(size as usize);
    info!(text, debug = ?text, "{text}");
}

#[plugin_fn]
fn many_fields() {
    let span = info_span!(
        "many", a0 = 0, a1 = 1, a2 = 2, a3 = 3, a4 = 4, a5 = 5, a6 = 6, a7 = 7, a8 = 8, a9 = 9,
        b0 = 10, b1 = 11, b2 = 12, b3 = 13, b4 = 14, b5 = 15, b6 = 16, b7 = 17, b8 = 18, b9 = 19,
        c0 = 20, c1 = 21, c2 = 22, c3 = 23, c4 = 24, c5 = 25, c6 = 26, c7 = 27, c8 = 28, c9 = 29,
        d0 = 30, d1 = 31, d2 = 32, d3 = 33, d4 = 34, d5 = 35, d6 = 36, d7 = 37, d8 = 38, last = "39",
    );
    let _in = span.enter();
    info!(
        a0 = 0, a1 = 1, a2 = 2, a3 = 3, a4 = 4, a5 = 5, a6 = 6, a7 = 7, a8 = 8, a9 = 9,
        b0 = 10, b1 = 11, b2 = 12, b3 = 13, b4 = 14, b5 = 15, b6 = 16, b7 = 17, b8 = 18, b9 = 19,
        c0 = 20, c1 = 21, c2 = 22, c3 = 23, c4 = 24, c5 = 25, c6 = 26, c7 = 27, c8 = 28, c9 = 29,
        d0 = 30, d1 = 31, d2 = 32, d3 = 33, d4 = 34, d5 = 35, d6 = 36, d7 = 37, d8 = 38, last = "39",
    );
}

#[plugin_fn]
fn at_all_levels() {
    error!("error");
    warn!("warn");
    info!("info");
    debug!("debug");
    trace!("trace");
}

#[plugin_fn]
fn elsewhere() {
    info!(target: "another::target", "elsewhere");
    event!(name: "a name", Level::WARN, "named");
    span!(target: "another::target", Level::WARN, "spanned").in_scope(|| info!("inside"));
}

#[plugin_fn]
fn own_fields() {
    info!(plugin = "mine", "it has a field of that name");
}

#[plugin_fn]
fn families() {
    let outer = info_span!("outer");
    let _in = outer.enter();
    info!("contextual");
    info!(parent: None, "root");
    let other = info_span!(parent: None, "other");
    info!(parent: &other, "explicit");
    info_span!("inner").in_scope(|| info!("nested"));
    info_span!(parent: &other, "cousin").in_scope(|| info!("in cousin"));
    let from_id = info_span!(parent: other.id(), "by id");
    drop(other);
    from_id.in_scope(|| info!("of a parent that is not held any more"));
}

#[plugin_fn]
fn record_later() {
    let span = info_span!("later", first = 1, second = Empty, third = Empty);
    span.record("second", "two");
    span.record("third", tracing::field::debug(Point { x: 3 }));
    span.record("absent", 4);
    let cause = info_span!("cause");
    span.follows_from(&cause);
    span.in_scope(|| info!("recorded"));
}

#[plugin_fn]
fn record_on_current(user: u64) -> String {
    let span = Span::current();
    span.record("user", user);
    let metadata = span.metadata().map(|it| (it.name(), it.target().to_owned(), it.is_span()));
    info!(parent: &span, "in the current span");
    format!("{metadata:?}")
}

#[plugin_fn]
fn current_name() -> String {
    let span = info_span!("own");
    let _in = span.enter();
    let same = Span::current() == span;
    format!("{} {same}", Span::current().metadata().map_or("none", |it| it.name()))
}

#[tracing::instrument(fields(extra = "yes"), err)]
async fn fetch(key: &str, times: u32) -> Result<u32, std::io::Error> {
    debug!("before");
    pause(times).await;
    info!("after");
    match key {
        "" => Err(std::io::Error::other("no key")),
        _ => Ok(times),
    }
}

async fn pause(times: u32) {
    let mut left = times;
    std::future::poll_fn(|context| match left {
        0 => std::task::Poll::Ready(()),
        _ => {
            left -= 1;
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        }
    })
    .await
}

#[plugin_fn]
async fn instrumented(key: &str, times: u32) -> u32 {
    fetch(key, times).await.unwrap_or(0)
}

#[plugin_fn]
async fn instrumented_by_hand(times: u32) {
    pause(times).instrument(info_span!("by hand")).await
}

#[plugin_fn]
fn debug_now() -> bool {
    debug!("debugging");
    tracing::enabled!(Level::DEBUG)
}

#[plugin_fn]
fn leak_spans() {
    std::mem::forget(info_span!("forgotten", plugin_text = "leaked"));
    static KEPT: Mutex<Option<Span>> = Mutex::new(None);
    *KEPT.lock().unwrap() = Some(info_span!("kept in a static"));
    // A use that is never given back.
    std::mem::forget(Span::current());
}

#[plugin_fn]
fn leave_entered() {
    std::mem::forget(info_span!("left entered").entered());
}

#[plugin_fn]
fn exit_what_it_has_not_entered() {
    let span = Span::current();
    span.with_subscriber(|(id, dispatch)| {
        dispatch.exit(id);
        dispatch.exit(id);
        dispatch.try_close(id.clone());
        dispatch.try_close(id.clone());
        dispatch.try_close(id.clone());
    });
    std::mem::forget(span);
    tracing::dispatcher::get_default(|dispatch| {
        for id in [1, 2, 3, 0xFFFF_FFFF, u64::MAX - 1, u64::MAX] {
            let id = tracing::span::Id::from_u64(id);
            dispatch.enter(&id);
            dispatch.clone_span(&id);
            dispatch.exit(&id);
            dispatch.try_close(id.clone());
            info!(parent: id, "an unknown parent");
        }
    });
}

#[plugin_fn]
fn on_own_thread() {
    let span = info_span!("of the caller");
    std::thread::spawn(move || {
        let _in = span.enter();
        info!("on a thread");
        std::mem::forget(info_span!("at the end").entered());
    })
    .join()
    .unwrap();
}

#[plugin_fn]
fn panic_in_debug() {
    struct Loud;
    impl fmt::Debug for Loud {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("debug panics")
        }
    }
    info!(value = ?Loud, "never seen");
}

#[plugin_fn]
fn log_in_debug() {
    struct Chatty;
    impl fmt::Debug for Chatty {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            debug!("inside");
            f.write_str("chatty")
        }
    }
    debug!(value = ?Chatty, "outside");
}

#[plugin_fn]
fn set_own_subscriber() -> bool {
    tracing::subscriber::set_global_default(tracing::subscriber::NoSubscriber::new()).is_ok()
}
