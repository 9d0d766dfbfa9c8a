#![forbid(unsafe_code)]
//! A Rust library that is linked as a shared one, and std with it.

use std::cell::RefCell;

thread_local! {
    static WORDS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// How many words this thread has said.
pub fn say(word: &str) -> usize {
    WORDS.with_borrow_mut(|words| {
        words.push(word.to_owned());
        words.len()
    })
}
