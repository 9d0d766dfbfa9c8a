//! Panics of linked plugins. They have one std with their host, and so its panic hook.

use std::sync::Once;

use super::{Linked, context};
use crate::call::{PluginPanic, note_panic};

/// Has panics of linked plugins noted as well. The hook is the host's: it is called for all of them, as before.
pub(super) fn note_from_now_on() {
    static ONCE: Once = Once::new();
    // On a thread that panics, hooks cannot be set: places are then noted from the next time on.
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
