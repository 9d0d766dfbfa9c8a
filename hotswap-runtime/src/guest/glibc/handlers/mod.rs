//! Signal handlers of guests.
//!
//! The kernel calls a handler on any thread, at any moment. Other handlers may call it, too, because `sigaction` gives
//! the address of the previous handler to code that replaces it. So neither of them gets the address of a guest's
//! handler: `sigaction` and similar functions are followed, and the kernel gets a *stub*, code of the host that calls
//! the guest's handler.
//!
//! - While the library is in use, the stub calls the handler, and counts the calls under way.
//! - Before the library is closed, its stubs are told to [pass over](stubs::pass_over) the handlers. The library is
//!   closed when none of the handlers is running.
//! - From then on a stub calls the handler that was set before the guest's, or does nothing if there was none. The host
//!   does not change the kernel's settings, because other code may have set a handler since. So the signal does not get
//!   its default action back. This is the same with signal-hook and tokio.
//!
//! If a library sets a handler in another way, such as by the system call itself, the host finds it by
//! [asking](kernel::set_directly) the kernel. The library stays mapped then.
//!
//! - `stubs`: the stubs, and the handler that each calls
//! - `actions`: the functions that patched slots for `sigaction` and similar functions point to
//! - `kernel`: asks the kernel which handlers are set

mod actions;
mod kernel;
mod stubs;

use std::ops::Range;

use super::spans;

pub(super) use actions::{set, set_by_signal, set_by_sigset, set_by_sysv_signal};
pub(super) use stubs::forget;

/// The handlers in this span that other code may call without a stub.
pub(super) fn known_by(span: &Range<usize>) -> Vec<String> {
    let set = kernel::set_directly(span).into_iter();
    let set = set.map(|signal| format!("handler of {}", kernel::name(signal)));
    let lent = spans::has_lent_handler(span);
    let lent = lent.then(|| "handler of a signal, which may be chained".to_owned());
    set.chain(lent).collect()
}

/// The signals whose handlers in this span are running.
pub(super) fn running(span: &Range<usize>) -> Vec<String> {
    stubs::running(span).into_iter().map(kernel::name).collect()
}

/// Makes stubs no longer call the handlers in this span. Returns the signals whose handlers the library has left
/// behind.
pub(super) fn pass_over(span: &Range<usize>) -> Vec<String> {
    stubs::pass_over(span).into_iter().map(kernel::name).collect()
}
