//! What hotswap itself records with `tracing`, and what plugins record.
//!
//! # Events of plugins
//!
//! A plugin with the feature `hotswap/tracing` or `hotswap/log` records through the subscriber of its host; [`hotswap::docs::logs`]
//! says how. Nothing is to be set up in the host. [`Stats::callsites`](crate::Stats::callsites) counts what is kept of it for ever: the
//! different places in source where plugins record something.
//!
//! A thread that has called a plugin and then waits should pass a [`safe_point`](crate::safe_point) before, so that it leaves spans that
//! a replaced plugin has left entered.
//!
//! # Events of hotswap
//!
//! All have the target `hotswap`. Their names, levels and fields are stable; their messages are for people, and may change. In code, a
//! subscriber finds the name with `event.metadata().name()`.
//!
//! | name | level | fields | when |
//! |---|---|---|---|
//! | `loaded` | info | `generation` | a load or reload is done |
//! | `reload_failed` | warn | `error` | a load or reload failed, and nothing has changed |
//! | `rolled_back` | info | `generation` | a rollback is done |
//! | `prepared` | debug | `generation` `took` | a generation is ready to be committed |
//! | `plugin_refused` | warn | `plugin` `reason` | a plugin cannot be loaded, and the reload goes on without it |
//! | `library_substituted` | warn | `plugin` `library` `mapped` `meant` | a shared library of another plugin serves this one |
//! | `call_failed` | error | `plugin` `function` `error` | one of the calls of `invoke_each` and its like failed |
//! | `plugin_panicked` | error | `plugin` `panic.message` `location` `backtrace` | a plugin panicked |
//! | `end_failed` | error | `plugin` `hook` `error` | a hook failed while a plugin ended; no `error` if it panicked |
//! | `hook_overdue` | warn | `plugin` `version` `generation` `hook` `thread` `running_for` | a hook has not returned |
//! | `version_overdue` | warn | `plugin` `version` `generation` `phase` `held_by` `waiting_for` | an old version is still in memory |
//! | `hook_given_up` | error | `plugin` `generation` `hook` `running_for` | the swapper was dropped while a hook ran |
//! | `freed` | debug | `plugin` `generation` | the value of a version is dropped |
//! | `stays_mapped` | debug | `plugin` `why` | a library will not be unloaded |
//! | `handlers_passed_over` | info | `plugin` `signals` | signal handlers that a plugin has left are not called any more |
//! | `unloaded` | info | `plugin` `generation` | a library is unmapped |
//! | `unload_failed` | warn | `plugin` `error` | a library cannot be unmapped |
//! | `no_thread` | warn | `error` | the system has no thread for the end of plugins |
//! | `copies_gone` | warn | | the directory of private copies was removed by somebody |
//! | `copy_left` | warn | `path` `error` | a private copy cannot be removed |
//! | `leftovers_removed` | info | `path` | copies of a process that has died were removed |
//! | `leftovers_left` | debug | `path` `error` | copies of a process that has died cannot be removed |
//! | `watch_polls` | warn | `error` | the system reports no changes, so the directory is polled |
//! | `watch_resumed` | info | `directory` | the system reports changes again |
//! | `watch_failed` | debug | `error` | the system reported an error about a watch |
//! | `watch_callback_panicked` | error | `error` | the callback of a watch panicked |
//! | `reload_step` | trace | `step` | a step of a reload begins |
//! | `slot_not_redirected` | debug | `why` | a page of a library cannot be changed |
//! | `slot_not_restored` | debug | `why` | a page of a library cannot be changed back |
//!
//! Without a subscriber that takes errors with this target, panics that reach no caller and hooks that fail while a plugin ends are printed on
//! standard error.
//!
//! A subscriber may call plugins, which may record something themselves. Leave out the event `plugin_panicked`: a subscriber gets it from
//! within the panic hook, and std ends a process in which a thread panics there again. So if the subscriber panics, or calls the plugin
//! that has panicked on the same thread and that panics again, the process ends, as with any panic hook of Rust.
