//! Structs with `#[derive(Abi)]`.

use std::collections::BTreeMap;

use hotswap::Abi;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::crosses;

#[derive(Abi, Clone, Debug, PartialEq)]
struct Named {
    small: u8,
    large: u64,
    text: String,
    list: Vec<Option<i16>>,
}

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
struct Pair(i8, u32);

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
struct Unit;

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
struct EmptyBraces {}

#[derive(Abi, Clone, Copy, Debug, PartialEq)]
struct EmptyTuple();

#[derive(Abi, Clone, Debug, PartialEq)]
struct Generic<T, U = bool> {
    one: T,
    many: Vec<(U, T)>,
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct Bounded<T: Ord + Clone>(BTreeMap<T, T>)
where
    T: std::fmt::Debug;

#[derive(Abi, Clone, Debug, PartialEq)]
struct Grid<T, const W: usize, const H: usize>([[T; W]; H]);

#[derive(Abi, Clone, Debug, PartialEq)]
struct RawNames {
    r#type: u8,
    r#fn: u8,
}

/// Names that the generated code uses as well.
#[derive(Abi, Clone, Debug, PartialEq)]
struct Shadows {
    __repr: u8,
    __field1: u16,
    __field0: u32,
    lower: u64,
    lift: String,
}

#[derive(Abi, Clone, Debug, PartialEq)]
struct Whole {
    named: Named,
    pair: Pair,
    unit: Unit,
    generic: Generic<Pair, Unit>,
    grid: Grid<u8, 3, 2>,
}

prop_compose! {
    fn named()(small: u8, large: u64, text: String, list: Vec<Option<i16>>) -> Named {
        Named { small, large, text, list }
    }
}

prop_compose! {
    fn pair()(a: i8, b: u32) -> Pair {
        Pair(a, b)
    }
}

fn generic<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Generic<T, Unit>> {
    vec(values, 1..5).prop_map(|values| Generic {
        one: values[0].clone(),
        many: values.into_iter().map(|value| (Unit, value)).collect(),
    })
}

prop_compose! {
    fn whole()(
        named in named(),
        pair in pair(),
        generic in generic(pair()),
        cells: [[u8; 3]; 2],
    ) -> Whole {
        Whole { named, pair, unit: Unit, generic, grid: Grid(cells) }
    }
}

crossing! {
    named_fields_cross: named();
    fields_without_names_cross: pair();
    a_generic_struct_crosses: generic(any::<String>());
    a_struct_with_bounds_crosses: any::<BTreeMap<String, String>>().prop_map(Bounded);
    a_struct_with_constants_crosses: any::<[[String; 2]; 3]>().prop_map(Grid);
    a_struct_of_structs_crosses: vec(whole(), 0..4);
}

#[test]
fn a_struct_without_fields_crosses() {
    crosses(&Unit);
    crosses(&EmptyBraces {});
    crosses(&EmptyTuple());
    crosses(&vec![Unit; 3]);
    crosses(&Grid::<u8, 0, 4>([[]; 4]));
}

#[test]
fn fields_with_names_that_are_keywords_cross() {
    crosses(&RawNames { r#type: 1, r#fn: 2 });
}

#[test]
fn fields_named_like_generated_ones_are_not_confused() {
    crosses(&Shadows {
        __repr: 1,
        __field1: 2,
        __field0: 3,
        lower: 4,
        lift: "5".to_owned(),
    });
}

#[test]
fn a_type_inside_a_function_crosses() {
    #[derive(Abi, Clone, Debug, PartialEq)]
    struct Local<T>(T);
    crosses(&Local(Local("x".to_owned())));
}
