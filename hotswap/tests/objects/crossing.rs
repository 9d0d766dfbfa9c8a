//! Objects as values: lowered, lifted, and inside others.

use std::sync::Arc;

use hotswap::Abi;
use hotswap::prelude::*;

use crate::support::{English, Greeter, english};

/// There and back, as through a call.
fn there_and_back<T: Abi>(value: T) -> T {
    // SAFETY: it was lowered just here.
    unsafe { T::lift(value.lower()) }
}

#[test]
fn an_object_survives_the_crossing() {
    let witness = Arc::new(());
    let object = Obj::<dyn Greeter>::new(English(Arc::clone(&witness)));
    let back = there_and_back(object.clone());
    assert_eq!(back, object);
    assert_eq!(back.greet("you"), "hello you");
    drop((back, object));
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[test]
fn objects_cross_inside_everything() {
    #[derive(hotswap::Abi, Clone)]
    enum Guest {
        Nobody,
        One(Obj<dyn Greeter>),
        Many { list: Vec<(u8, Obj<dyn Greeter>)> },
    }
    let object = english();
    assert_eq!(there_and_back(Some(object.clone())), Some(object.clone()));
    let result: Result<Obj<dyn Greeter>, String> = Ok(object.clone());
    assert_eq!(there_and_back(result).unwrap(), object);
    let array = there_and_back([object.clone(), object.clone()]);
    assert_eq!(array, [object.clone(), object.clone()]);
    assert!(matches!(there_and_back(Guest::Nobody), Guest::Nobody));
    let one = there_and_back(Guest::One(object.clone()));
    assert!(matches!(one, Guest::One(back) if back == object));
    let list = vec![(1, object.clone()), (2, english())];
    let Guest::Many { list } = there_and_back(Guest::Many { list }) else {
        panic!("it was many");
    };
    assert!(list[0].1 == object && list[1].1 != object);
}

#[test]
fn an_object_is_described_by_its_methods() {
    use hotswap::shape::Shape;
    #[hotswap::interface]
    trait Ear {
        fn hear(&self, text: &str) -> bool;
    }
    let tree = <Vec<Obj<dyn Ear>>>::TYPE.tree();
    assert_eq!(tree.to_string(), "Vec<Obj<dyn Ear>>");
    let methods = &tree.parts[0].tree.parts[0].tree.parts;
    assert_eq!(methods[0].label, "hear");
    assert_eq!(methods[0].tree.to_string(), "fn(text: &str) -> bool");
}
