//! Libraries that were opened are closed again, whatever their code did to threads.
//!
//! Each case runs in a process of its own: what goes wrong here is a crash.
#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]

mod addresses;
mod adopting;
mod compilers;
mod constructors;
mod endings;
mod environment;
mod generations;
mod handlers;
mod holding;
mod keys;
mod library;
mod operations;
mod output;
mod plugin;
