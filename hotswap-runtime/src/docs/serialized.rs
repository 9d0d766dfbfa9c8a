//! Stats, reports and checks as JSON, or in any other format of serde.
//!
//! [`Stats`](crate::Stats), [`ReloadReport`](crate::ReloadReport), [`CloseReport`](crate::CloseReport), [`Check`](crate::Check) and
//! [`Library`](crate::serialized::Library) implement `Serialize`. `cargo hotswap inspect --json` and `cargo hotswap check --json` print
//! the last two.
//!
//! Each has a key `format`, which is [`FORMAT`](crate::serialized::FORMAT). Keys may be added. None is renamed, removed or given another meaning
//! without a new number. So a reader should ignore keys that it does not know.
//!
//! Paths are text; bytes in them that are not Unicode are replaced. Times are seconds, as a number with a fraction. Hashes and
//! fingerprints are text, since a number in JSON cannot hold 128 bits. What is not known or does not apply is `null`.
//!
//! # `ReloadReport`
//!
//! ```
//! # let report = serde_json::json!(
//! {
//!   "format": 1,
//!   "generation": 3,
//!   "plugins": {
//!     "world": { "outcome": "ok", "stays_mapped": null, "reason": null }
//!   }
//! }
//! # );
//! ```
//!
//! `outcome` is `ok`, `rewired`, `unchanged`, `not_reloadable`, `removed`, `kept` or `left_out`: see
//! [`Outcome`](crate::Outcome). `stays_mapped` and `reason` are for people.
//!
//! # `Stats`
//!
//! ```
//! # let stats = serde_json::json!(
//! {
//!   "format": 1,
//!   "generation": 3,
//!   "opened": 5, "freed": 3, "unloaded": 3, "kept_mapped": 0,
//!   "left_mapped": { "mappings": 0, "bytes": 0 },
//!   "libraries": [
//!     { "name": "libz.so.1", "path": "/usr/lib/libz.so.1", "needed_by": ["world"], "instead_of": null }
//!   ],
//!   "callsites": 0,
//!   "versions": [
//!     {
//!       "plugin": "world", "version": "1.0.0", "build": "0f7d5f0c1b1f1d2a9c51c83f9f9d4b6a",
//!       "generation": 2, "mode": "unload", "phase": "replaced", "stays_mapped": null,
//!       "held_by": [{ "kind": "free_delay", "generation": 2, "seconds_left": 12.5 }]
//!     }
//!   ]
//! }
//! # );
//! ```
//!
//! `mode` is `unload`, `retire` or `resident`; `phase` is `staged`, `serving`, `replaced` or `freed`. The `kind` of a holder says which
//! other keys it has:
//!
//! | `kind` | keys |
//! |---|---|
//! | `free_delay` | `generation` `seconds_left` |
//! | `calls` | `generation` |
//! | `generation` | `generation` `count` |
//! | `plugins`, `functions`, `objects`, `futures`, `wakers`, `tasks`, `imports` | `count` |
//! | `thread` | `tid` `name` `thread_locals` `key_values` `started_by_the_plugin` `seconds_in_destructor` |
//! | `handler` | `signal` |
//! | `hook` | `name` `thread` `seconds` |
//! | `resident` | |
//!
//! [`HeldBy`](crate::stats::HeldBy) says what they mean. A `CloseReport` has `complete` and `remaining`, a list like `versions`.
//!
//! # `Library` and `Check`
//!
//! ```
//! # let library = serde_json::json!(
//! {
//!   "format": 1,
//!   "file": "plugins/libworld.so", "size": 337408, "sealed": true,
//!   "build": "0f7d5f0c1b1f1d2a9c51c83f9f9d4b6a",
//!   "plugin": "world", "version": "1.0.0", "abi": 5,
//!   "rustc": "1.95.0", "target": "x86_64-unknown-linux-gnu", "panic": "unwind",
//!   "search_path": [],
//!   "libraries": [{ "name": "libc.so.6", "path": "/lib/libc.so.6", "needed_by": null }],
//!   "unmet": [], "stays_mapped": null, "static_thread_locals": null,
//!   "items": [
//!     { "kind": "plugin_fn", "name": "hum", "signature": "fn(repeat: u32) -> String", "fingerprint": "…" }
//!   ],
//!   "exports": { "interface": "dyn Greeter { … }", "fingerprint": "…" },
//!   "imports": [
//!     { "plugin": "alpha", "field": "alpha", "optional": false, "interface": "dyn Prices { … }", "fingerprint": "…" }
//!   ]
//! }
//! # );
//! ```
//!
//! A live type has `version`, and `alias_of` if this is a former name. An import without an object has no `interface`. A `Check` has
//! `plugins`, each of which is a `Library` with `name` and `remarks`, and `problems`, which are for people.
