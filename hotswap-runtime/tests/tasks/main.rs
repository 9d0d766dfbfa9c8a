//! Plugins whose code waits, and runs in the background: with a tokio of their own, and on the executor of the host.

mod background;
mod idle;
mod own_tokio;
mod scene;
