//! A closure where an interface has one method that must be written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hotswap::prelude::*;

#[hotswap::interface]
trait OnTick {
    fn tick(&self, n: u32);
}

#[hotswap::interface]
trait Rename {
    #[allow(clippy::needless_lifetimes, reason = "it may be written so")]
    fn rename<'a>(&self, old: &'a str, parts: &[String]) -> hotswap::Result<String>;
    fn twice(&self, old: &str) -> hotswap::Result<String> {
        self.rename(&self.rename(old, &[])?, &[])
    }
}

#[test]
fn a_closure_stands_for_the_one_method() {
    let count = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&count);
    let object = Obj::<dyn OnTick>::from_fn(move |n| {
        theirs.fetch_add(n, Ordering::Relaxed);
    });
    object.tick(3);
    object.clone().tick(4);
    assert_eq!(count.load(Ordering::Relaxed), 7);
    drop(object);
    assert_eq!(Arc::strong_count(&count), 1);
}

#[test]
fn a_function_stands_for_it_as_well() {
    fn tick(n: u32) {
        assert_eq!(n, 1);
    }
    Obj::<dyn OnTick>::from_fn(tick).tick(1);
}

#[test]
fn a_closure_borrows_its_arguments_and_needs_no_types() {
    let object = Obj::<dyn Rename>::from_fn(|old, parts| Ok(format!("{old}{}", parts.len())));
    assert_eq!(object.rename("a", &[String::new()]).unwrap(), "a1");
}

#[test]
fn methods_with_a_body_keep_it() {
    let object = Obj::<dyn Rename>::from_fn(|old: &str, _: &[String]| match old.len() {
        1.. => Ok(old[1..].to_owned()),
        0 => Err(hotswap::Error::msg("nothing left")),
    });
    assert_eq!(object.twice("abc").unwrap(), "c");
    assert_eq!(object.twice("a").unwrap_err().to_string(), "nothing left");
}

#[test]
fn it_is_passed_where_an_object_is_taken() {
    fn call(tick: &Obj<dyn OnTick>) {
        tick.tick(1);
    }
    let count = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&count);
    call(&Obj::from_fn(move |n| {
        theirs.fetch_add(n, Ordering::Relaxed);
    }));
    assert_eq!(count.load(Ordering::Relaxed), 1);
}
