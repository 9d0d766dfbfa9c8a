//! What plugins record with `tracing` and `log`, recorded again by the host's `tracing`.
//!
//! # Invariant
//!
//! Nothing that a subscriber may keep belongs to a plugin. A callsite of a plugin is one of the host here: its texts are copies
//! that live for ever, one for each that differs. Values are lent for the call. Spans are closed when their plugin is gone.
//!
//! - `sites`: the callsites
//! - `values`: values, as `tracing` takes them
//! - `spans`: the spans of one version of a plugin
//! - `foreign`: what plugins are told of spans that are not their own
//! - `changes`: tells plugins that filters have changed
//! - `plugin_traces`: one version of a plugin, which uses all of this

mod changes;
mod foreign;
mod plugin_traces;
mod sites;
mod spans;
mod values;

pub(crate) use plugin_traces::PluginTraces;
pub(crate) use sites::count as count_callsites;
