//! Runs code of the host that must not stop what goes on here.

use hotswap::call::contain;

/// Runs code of the host. A panic ends here: the host's own panic hook has told of it.
pub(crate) fn contained(body: impl FnOnce()) {
    let body = || {
        body();
        Ok(())
    };
    drop(contain(body));
}
