//! What the macros of hotswap say when code is wrong.
//!
//! `ui/<topic>/<rule>.rs` does not compile, and `.stderr` beside it is what the user reads: at the tokens
//! that are wrong, with what to write instead, and nothing after it that only follows from it. `pass/`
//! compiles. After a change of messages, `TRYBUILD=overwrite cargo test --package ui-tests` writes them anew;
//! read the difference.
