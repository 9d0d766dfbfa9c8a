//! What plugins do alike, whether they are loaded from files or linked into the host.

mod async_calls;
mod calls;
mod hooks;
mod live_types;
mod logs;
mod objects;
mod slots;
mod tasks;

hotswap_runtime::link!(mode_alpha, mode_beta, mode_gamma, mode_solo);
