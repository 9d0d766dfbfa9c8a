//! How many hold an object, and which objects are one.

use std::collections::HashSet;
use std::sync::Arc;

use hotswap::prelude::*;

use crate::support::{English, Greeter, english};

#[test]
fn the_last_to_let_go_drops_it() {
    let witness = Arc::new(());
    let object = Obj::<dyn Greeter>::new(English(Arc::clone(&witness)));
    let clone = object.clone();
    drop(object);
    assert_eq!(Arc::strong_count(&witness), 2);
    assert_eq!(clone.greet("you"), "hello you");
    drop(clone);
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[test]
fn what_is_shared_already_stays_shared() {
    let shared = Arc::new(English::default());
    let object = Obj::<dyn Greeter>::from_arc(Arc::clone(&shared));
    let other: Obj<dyn Greeter> = Arc::clone(&shared).into();
    assert_eq!(Arc::strong_count(&shared), 3);
    assert_eq!(object, other);
    drop((object, other));
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn objects_are_equal_if_they_are_one() {
    let (a, b) = (english(), english());
    assert_eq!(a, a.clone());
    assert_ne!(a, b);
    assert!(Obj::ptr_eq(&b, &b.clone()));
    let set = HashSet::from([a.clone(), b, a]);
    assert_eq!(set.len(), 2);
}

#[test]
fn an_object_prints_its_interface() {
    assert_eq!(format!("{:?}", english()), "Obj<dyn Greeter>");
}

#[test]
fn an_object_may_be_no_larger_than_nothing() {
    #[hotswap::interface]
    trait Token {}
    struct Nothing;
    impl Token for Nothing {}
    let (a, b) = (
        Obj::<dyn Token>::new(Nothing),
        Obj::<dyn Token>::new(Nothing),
    );
    assert_ne!(a, b);
    assert_eq!(a, a.clone());
}

const _: fn() = || {
    fn is_send_and_sync<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    is_send_and_sync::<Obj<dyn Greeter>>();
};
