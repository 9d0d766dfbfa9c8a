//! What plugins put into a vault while generations come and go, in every order that loom finds for it.
//!
//! What is tested is the crate's own `vault`, as far as it decides which vault is changed and what goes over: `stores`,
//! `entries`, `carry_over` and `provider` are compiled here once more, over loom's locks and atomics.
//!
//! - `sync`: locks, atomics and shares, in the model
//! - `error`, `version_info`, `plugin`: what else those modules know of the runtime
//! - `stage`: generations, each with its vault, and a plugin that is in all of them

#![allow(dead_code, reason = "parts of the vault are not of the model")]

#[path = "../../src/vault/carry_over.rs"]
mod carry_over;
#[path = "../../src/vault/entries.rs"]
mod entries;
mod error;
mod plugin;
#[path = "../../src/vault/provider.rs"]
mod provider;
mod stage;
#[path = "../../src/vault/stores.rs"]
mod stores;
mod sync;
mod version_info;

use stage::{explore, explore_up_to};

#[test]
fn what_is_set_while_a_reload_passes_is_there_for_those_who_know_of_it() {
    explore(|stage| {
        let writer = stage.act(|stage| {
            stage.set("n");
            assert!(stage.has("n"), "it was set by this thread");
        });
        stage.reload();
        stage.let_go(0);
        writer.join().unwrap();
        assert!(stage.has("n") && stage.serves("n"));
    });
}

#[test]
fn what_is_set_while_two_reloads_pass_is_there() {
    explore(|stage| {
        let writer = stage.act(|stage| stage.set("n"));
        stage.reload();
        stage.let_go(0);
        stage.reload();
        stage.let_go(0);
        writer.join().unwrap();
        assert!(stage.serves("n"));
    });
}

#[test]
fn what_is_set_while_somebody_keeps_the_oldest_generation_is_there() {
    explore(|stage| {
        let writer = stage.act(|stage| stage.set("n"));
        stage.reload();
        stage.reload();
        stage.let_go(1);
        writer.join().unwrap();
        assert!(stage.serves("n"));
    });
}

#[test]
fn what_was_set_and_removed_does_not_come_back() {
    explore(|stage| {
        stage.set("n");
        let writer = stage.act(|stage| stage.remove("n"));
        stage.reload();
        stage.let_go(0);
        writer.join().unwrap();
        assert!(!stage.serves("n"));
    });
}

#[test]
fn what_several_threads_set_is_all_there() {
    explore_up_to(2, |stage| {
        let first = stage.act(|stage| stage.set("a"));
        let second = stage.act(|stage| stage.set("b"));
        stage.reload();
        first.join().unwrap();
        second.join().unwrap();
        assert!(stage.serves("a") && stage.serves("b"));
    });
}

#[test]
fn a_thread_that_is_told_of_what_another_has_set_sees_it() {
    explore(|stage| {
        let reloading = stage.act(|stage| {
            stage.reload();
            stage.let_go(0);
        });
        stage.set("n");
        let reader = stage.act(|stage| assert!(stage.has("n")));
        reader.join().unwrap();
        reloading.join().unwrap();
        assert!(stage.serves("n"));
    });
}

#[test]
fn what_is_set_while_a_rollback_passes_is_in_one_of_the_two_vaults() {
    explore(|stage| {
        stage.reload();
        let writer = stage.act(|stage| stage.set("n"));
        stage.roll_back();
        writer.join().unwrap();
        assert!(stage.serves("n") || stage.is_in("n", 0));
        // What comes after it is in the one that is back, and goes over from there.
        stage.set("later");
        assert!(stage.serves("later"));
        stage.reload();
        assert!(stage.serves("later"));
    });
}

#[test]
fn what_is_set_while_a_rollback_and_a_reload_pass_is_never_refused() {
    explore(|stage| {
        stage.reload();
        let writer = stage.act(|stage| stage.set("n"));
        stage.roll_back();
        stage.let_go(0);
        stage.reload();
        stage.let_go(0);
        writer.join().unwrap();
        stage.set("later");
        assert!(stage.serves("later"));
    });
}
