//! Signal handlers of guests.
//!
//! A handler is called on any thread, at any moment, by the kernel; and by other handlers, which were given its
//! address when they took its place. So the address of a guest's handler is given to neither of them: `sigaction` and
//! its like are followed, and what the kernel gets is a *stub*, code of the host that calls the guest's handler.
//!
//! - While the library is there, its stub calls the handler, and counts the calls under way.
//! - When the library is to be closed, its stubs are told to [pass over](stubs::pass_over) the handlers. It is closed when
//!   none of them is running.
//! - From then on a stub does what was done before the guest had its handler set: it calls the handler that was there,
//!   or does nothing. The kernel's settings are not changed, for others may have had theirs set since; so the signal
//!   does not get its default action back, as it does not with signal-hook and tokio.
//!
//! A handler that a library sets otherwise, as by the system call itself, is found by [asking](kernel::set_directly) the kernel.
//! It stays mapped then.
//!
//! - `stubs`: the stubs, and what each calls
//! - `actions`: what the patched slots for `sigaction` and its like point to
//! - `kernel`: what the kernel says

mod actions;
mod kernel;
mod stubs;

use std::ops::Range;

use super::spans;

pub(super) use actions::{set, set_by_signal, set_by_sigset, set_by_sysv_signal};
pub(super) use stubs::forget;

/// Which handlers others may call in the library that is mapped there, and no stub stands for.
pub(super) fn known_by(span: &Range<usize>) -> Vec<String> {
    let set = kernel::set_directly(span).into_iter();
    let set = set.map(|signal| format!("handler of {}", kernel::name(signal)));
    let lent = spans::has_lent_handler(span);
    let lent = lent.then(|| "handler of a signal, which may be chained".to_owned());
    set.chain(lent).collect()
}

/// The signals whose handlers are being run in the library that is mapped there.
pub(super) fn running(span: &Range<usize>) -> Vec<String> {
    stubs::running(span).into_iter().map(kernel::name).collect()
}

/// Has stubs no longer call the handlers that are in the library mapped there. The signals whose handlers it has left
/// behind.
pub(super) fn pass_over(span: &Range<usize>) -> Vec<String> {
    stubs::pass_over(span).into_iter().map(kernel::name).collect()
}
