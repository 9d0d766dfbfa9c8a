//! What the macros of hotswap say when code is wrong.
//!
//! `ui/<topic>/<rule>.rs` does not compile, and `.stderr` beside it is what the user reads: at the tokens
//! that are wrong, with what to write instead, and nothing after it that only follows from it.
//! `pass/<topic>/<form>.rs` compiles; `pass/fixed` is what the wrong code becomes, done as told. `README.md` says how
//! to add a case.
