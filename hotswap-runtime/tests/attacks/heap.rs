//! Memory that belongs to the host, and of which a word is left in a plugin.

use crate::attack::attack;
use crate::plugin::{Attacker, evil};
use crate::stage::{Stage, step};

/// A text of a length that the panic hook of a plugin has as well.
const TEXT: &str = "a greeting of some fifty characters, more or less!!!!";

/// A plugin that frees what was allocated for it, and leaves the address in a static.
fn forgetful() -> Attacker {
    evil(
        "static WORD: Mutex<Option<String>> = Mutex::new(None);
         fn set(text: &str) { *WORD.lock().unwrap() = Some(text.to_owned()) }
         #[plugin_fn] fn own_hook(text: &str) { std::panic::set_hook(Box::new(|_| {})); set(text) }
         #[plugin_fn] fn no_hook(text: &str) { drop(std::panic::take_hook()); set(text) }
         #[plugin_fn] fn both(text: &str) {
             let hook = std::panic::take_hook();
             std::panic::set_hook(hook);
             std::panic::set_hook(Box::new(|_| {}));
             set(text)
         }
         #[plugin_fn] fn clear() { *WORD.lock().unwrap() = None }
         #[plugin_fn] fn take() { drop(WORD.lock().unwrap().take()) }",
    )
    .flag("-Copt-level=3")
}

/// What the host allocates next is what the plugin has freed. Unloading may not free it again.
fn the_host_keeps_its_memory(hook: &str, clear: &str) {
    let stage = Stage::of(&[forgetful()]);
    stage.evil(hook, (TEXT,));
    stage.evil(clear, ());
    let sizes = [16, 24, 32, 40, 48, 56, 64, 80];
    let block = |filled: u8| move |n: usize| vec![filled; sizes[n % sizes.len()]];
    let mine: Vec<Vec<u8>> = (0..512).map(block(0x11)).collect();
    stage.replace("evil");
    stage.all_gone();
    let theirs: Vec<Vec<u8>> = (0..512).map(block(0x22)).collect();
    assert!(
        mine.iter().flatten().all(|&byte| byte == 0x11),
        "somebody else has written to it"
    );
    step("all of it is freed");
    drop((mine, theirs));
}

#[test]
fn unloading_frees_no_memory_of_the_host_after_a_hook_was_set() {
    attack(|| the_host_keeps_its_memory("own_hook", "clear"));
}

#[test]
fn unloading_frees_no_memory_of_the_host_after_a_hook_was_taken() {
    attack(|| the_host_keeps_its_memory("no_hook", "clear"));
}

#[test]
fn unloading_frees_no_memory_of_the_host_after_a_hook_was_taken_and_set() {
    attack(|| the_host_keeps_its_memory("both", "clear"));
}

#[test]
fn unloading_frees_no_memory_of_the_host_after_a_value_was_taken_out() {
    attack(|| the_host_keeps_its_memory("own_hook", "take"));
}
