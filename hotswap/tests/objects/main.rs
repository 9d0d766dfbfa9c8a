//! Objects of interfaces, in one library.

mod calls;
