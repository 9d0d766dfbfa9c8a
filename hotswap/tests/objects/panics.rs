//! Panics of methods and of destructors.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hotswap::Error;
use hotswap::prelude::*;

use crate::support::{Greeter, Vector, english};

#[test]
fn a_panic_in_a_method_that_may_fail_is_an_error() {
    let error = english().move_to(Vector { x: 0, y: 0 }).unwrap_err();
    assert!(
        matches!(&error, Error::Panicked { message, .. } if message == "into the void"),
        "{error:?}"
    );
}

#[test]
fn a_panic_in_a_method_that_cannot_fail_goes_on_in_the_caller() {
    let object = english();
    let panic = catch_unwind(AssertUnwindSafe(|| object.boom("ouch"))).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "a panic: ouch");
    assert_eq!(object.greet("you"), "hello you");
}

#[test]
fn a_panic_in_a_destructor_stays_there() {
    #[hotswap::interface]
    trait Token {}
    struct Unlucky;
    impl Token for Unlucky {}
    impl Drop for Unlucky {
        fn drop(&mut self) {
            // A payload that panics again when it is dropped.
            std::panic::panic_any(Obj::<dyn Token>::new(Again));
        }
    }
    struct Again;
    impl Token for Again {}
    impl Drop for Again {
        fn drop(&mut self) {
            panic!("again");
        }
    }
    drop(Obj::<dyn Token>::new(Unlucky));
}
