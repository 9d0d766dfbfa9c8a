//! Objects of interfaces, in one library: what is true of them without anything being loaded.

mod calls;
mod closures;
mod counting;
mod crossing;
mod panics;
mod recursion;
mod support;
