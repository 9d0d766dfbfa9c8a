//! Waiting for what other threads do.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

use crate::count::count;

/// Far longer than anything takes on a busy machine: a wait of this length never ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many times slower than usual everything is: `HOTSWAP_TEST_SLOWDOWN`, which runs under a sanitizer set.
pub(crate) fn slowdown() -> u32 {
    count("HOTSWAP_TEST_SLOWDOWN", 1) as u32
}

/// Waits until something is so.
///
/// # Panics
///
/// With `what` was waited for, if it never is.
///
/// # Examples
///
/// ```
/// let thread = std::thread::spawn(|| ());
/// test_kit::wait_until("the thread has ended", || thread.is_finished());
/// ```
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    wait_for(|| is_so().then_some(()).ok_or(what));
}

/// Waits until `look` finds something, and gives that.
///
/// # Panics
///
/// With what it said last, if it never does.
///
/// # Examples
///
/// ```
/// let (sender, receiver) = std::sync::mpsc::channel();
/// std::thread::spawn(move || sender.send(7));
/// assert_eq!(test_kit::wait_for(|| receiver.try_recv()), 7);
/// ```
#[track_caller]
pub fn wait_for<T, E: Display>(mut look: impl FnMut() -> Result<T, E>) -> T {
    let patience = Instant::now() + PATIENCE * slowdown();
    loop {
        match look() {
            Ok(found) => return found,
            Err(last) => assert!(Instant::now() < patience, "waited in vain: {last}"),
        }
        thread::sleep(Duration::from_millis(1));
    }
}
