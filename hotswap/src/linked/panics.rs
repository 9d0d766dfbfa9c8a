//! Panics of linked plugins. They share std, and so the panic hook, with their host.

use std::sync::Once;

use super::{Linked, context};
use crate::call::{PluginPanic, note_panic};

/// Records panics of linked plugins from now on. The host's own hook is still called for all panics.
pub(super) fn note_from_now_on() {
    static ONCE: Once = Once::new();
    // A hook cannot be set on a thread that panics. Then the next call sets it.
    if std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let of_host = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Some(host) = context::current().and_then(Linked::host) {
                note_panic(info, |panic| {
                    let panic = PluginPanic {
                        thread: None,
                        ..*panic
                    };
                    host.panicked(&panic);
                    true
                });
            }
            of_host(info);
        }));
    });
}
