//! What crosses between a host and its plugins, and back.

mod compilers;
mod objects;
mod panics;
