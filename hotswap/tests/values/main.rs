//! Every type of the boundary crosses in both directions, and leaks nothing.
//!
//! Here both ends are one library; `hotswap-runtime/tests/compilers` has the same between compilers.

#[macro_use]
mod support;

mod containers;
mod derived_enums;
mod derived_structs;
mod recursive;
mod scalars;
mod std_types;
