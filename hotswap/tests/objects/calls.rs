//! An object answers as what it was made of.

use hotswap::prelude::*;

use crate::support::{English, Greeter, Vector, english, twice};

#[test]
fn an_object_answers_as_what_it_was_made_of() {
    let object = english();
    assert_eq!(object.greet("Bob"), "hello Bob");
    assert_eq!(
        object.move_to(Vector { x: 1, y: 2 }).unwrap(),
        Vector { x: 2, y: 1 }
    );
    object.nothing();
}

#[test]
fn an_error_of_a_method_comes_back() {
    let error = english().move_to(Vector { x: -1, y: 0 }).unwrap_err();
    assert_eq!(error.to_string(), "off the map");
}

#[test]
fn a_default_body_calls_what_the_object_has_of_its_own() {
    assert_eq!(english().sum(&[1, 2, 3]), 7);
}

#[test]
fn an_object_is_what_it_stands_for() {
    assert_eq!(twice(&english()), "hello hello Bob");
    assert_eq!(twice(&English::default()), "hello hello Bob");
    let around = Obj::<dyn Greeter>::new(english());
    assert_eq!(twice(&around), "hello hello Bob");
    let boxed: Box<dyn Greeter> = Box::new(around);
    assert_eq!(boxed.greet("Bob"), "hello Bob");
}

#[test]
fn as_many_arguments_as_there_may_be_arrive_in_order() {
    let all = english().all(1, -2, 3, -4, 5, -6, 7, -8, true, 'x', 0.5);
    assert_eq!(all, (1, -2, 3, -4, 5, -6, 7, -8, true, 'x', 0.5));
}

#[test]
fn an_object_is_sent_and_shared_between_threads() {
    let object = english();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(object.greet("you"), "hello you"));
        }
    });
    let moved = std::thread::spawn(move || object.greet("me"));
    assert_eq!(moved.join().unwrap(), "hello me");
}

/// A trait made by a macro has names from two places.
#[test]
fn an_interface_may_be_made_by_a_macro() {
    macro_rules! interface {
        ($name:ident, $method:ident($arg:ident: $ty:ty) $body:block) => {
            #[hotswap::interface]
            trait $name {
                fn $method(&self, $arg: $ty) -> $ty $body
                fn made(&self) -> u8;
            }
        };
    }
    interface!(Same, same(n: u32) { n });
    let object = Obj::<dyn Same>::from_fn(|| 3);
    assert_eq!((object.same(7), object.made()), (7, 3));
}

#[test]
fn patterns_and_lifetimes_may_stand_in_a_method() {
    #[hotswap::interface]
    trait Odd {
        fn pair(&self, (a, b): (u8, u8)) -> u8 {
            a - b
        }
        fn longest<'a>(&'a self, a: &'a str, _: &str, mut n: u8) -> String {
            n += 1;
            a.repeat(usize::from(n))
        }
        fn r#type(&self, r#fn: u8) -> u8 {
            r#fn
        }
    }
    struct Any;
    impl Odd for Any {}
    let object = Obj::<dyn Odd>::new(Any);
    assert_eq!(object.pair((3, 1)), 2);
    assert_eq!(object.longest("ab", "", 1), "abab");
    assert_eq!(object.r#type(4), 4);
}
