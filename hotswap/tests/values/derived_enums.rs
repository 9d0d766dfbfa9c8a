//! Enums with `#[derive(Abi)]`.

use hotswap::Abi;
use proptest::prelude::*;

use crate::support::crosses;

#[derive(Abi, Clone, Debug, PartialEq)]
enum Mixed {
    Nothing,
    One(u8),
    Two(u64, String),
    Named { left: Vec<u8>, right: Option<char> },
    EmptyTuple(),
    EmptyBraces {},
}

#[derive(Abi, Clone, Debug, PartialEq)]
enum Either<L, R> {
    Left(L),
    Right(R),
    Both(L, R),
}

/// Names and values that rustc keeps for itself elsewhere.
#[derive(Abi, Clone, Copy, Debug, PartialEq)]
#[repr(i8)]
enum Discriminants {
    Low = -7,
    High = 100,
    r#Self_ = 5,
}

#[derive(Abi, Clone, Debug, PartialEq)]
enum Single {
    Only(String),
}

/// Names that the prelude has, too.
#[derive(Abi, Clone, Debug, PartialEq)]
enum Prelude {
    None,
    Some(u8),
    Ok(u8),
    Err(u8),
    Option,
    Vec(Vec<u8>),
    String(String),
}

macro_rules! many {
    ($($variant:ident)*) => {
        #[derive(Abi, Clone, Copy, Debug, PartialEq)]
        enum Many { $($variant(u16),)* }

        const MANY: &[fn(u16) -> Many] = &[$(Many::$variant),*];
    };
}

many! {
    V00 V01 V02 V03 V04 V05 V06 V07 V08 V09 V10 V11 V12 V13 V14 V15 V16 V17 V18 V19
    V20 V21 V22 V23 V24 V25 V26 V27 V28 V29 V30 V31 V32 V33 V34 V35 V36 V37 V38 V39
}

fn mixed() -> impl Strategy<Value = Mixed> {
    prop_oneof![
        Just(Mixed::Nothing),
        any::<u8>().prop_map(Mixed::One),
        any::<(u64, String)>().prop_map(|(a, b)| Mixed::Two(a, b)),
        any::<(Vec<u8>, Option<char>)>().prop_map(|(left, right)| Mixed::Named { left, right }),
        Just(Mixed::EmptyTuple()),
        Just(Mixed::EmptyBraces {}),
    ]
}

fn either() -> impl Strategy<Value = Either<Mixed, [u32; 3]>> {
    prop_oneof![
        mixed().prop_map(Either::Left),
        any::<[u32; 3]>().prop_map(Either::Right),
        (mixed(), any::<[u32; 3]>()).prop_map(|(l, r)| Either::Both(l, r)),
    ]
}

crossing! {
    variants_of_every_form_cross: mixed();
    a_generic_enum_crosses: either();
    an_enum_of_enums_crosses: either().prop_map(|it| Either::<_, Single>::Left(Some(vec![it])));
    each_of_forty_variants_crosses: (0..MANY.len(), any::<u16>()).prop_map(|(at, n)| MANY[at](n));
}

#[test]
fn explicit_discriminants_are_no_matter() {
    crosses(&[
        Discriminants::Low,
        Discriminants::High,
        Discriminants::r#Self_,
    ]);
}

#[test]
fn an_enum_of_one_variant_crosses() {
    crosses(&Single::Only("x".to_owned()));
}

#[test]
fn variants_named_as_in_the_prelude_are_not_confused() {
    crosses(&vec![
        Prelude::None,
        Prelude::Some(1),
        Prelude::Ok(2),
        Prelude::Err(3),
        Prelude::Option,
        Prelude::Vec(vec![4]),
        Prelude::String("5".to_owned()),
    ]);
}
