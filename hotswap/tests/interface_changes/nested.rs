//! Types that stand in a method.

/// A struct in an argument, and what becomes of its fields.
macro_rules! struct_changes {
    ($($name:ident: { $($host:tt)* } => { $($plugin:tt)* } says $text:literal)*) => {
        crate::changes! {$(
            $name: {
                #[derive(hotswap::Abi)] pub(super) struct Vector { $($host)* }
                #[hotswap::interface] pub(super) trait I { fn go(&self, to: Vector); }
            } => {
                #[derive(hotswap::Abi)] pub(super) struct Vector { $($plugin)* }
                #[hotswap::interface] pub(super) trait I { fn go(&self, to: Vector); }
            } says $text
        )*}
    };
}

struct_changes! {
    a_field_is_added:
        { x: i32 } => { x: i32, y: i32 }
        says "method go: argument 1 (to): Vector: field y is missing in the host"
    a_field_is_removed:
        { x: i32, y: i32 } => { x: i32 }
        says "method go: argument 1 (to): Vector: field y is missing in the plugin"
    a_field_is_renamed:
        { x: i32, y: i32 } => { x: i32, z: i32 }
        says "method go: argument 1 (to): Vector: host has field y where the plugin has field z"
    a_field_is_retyped:
        { x: i32, y: i32 } => { x: i32, y: i64 }
        says "method go: argument 1 (to): Vector: field y: host i32, plugin i64"
    fields_are_reordered:
        { x: i32, y: i32 } => { y: i32, x: i32 }
        says "method go: argument 1 (to): Vector: the fields are in another order: \
              host has x where the plugin has y"
    a_field_becomes_optional:
        { x: i32 } => { x: Option<i32> }
        says "method go: argument 1 (to): Vector: field x: host i32, plugin Option<i32>"
}

/// An enum in what is returned, and what becomes of its variants.
macro_rules! enum_changes {
    ($($name:ident: { $($host:tt)* } => { $($plugin:tt)* } says $text:literal)*) => {
        crate::changes! {$(
            $name: {
                #[derive(hotswap::Abi)] pub(super) enum Shape { $($host)* }
                #[hotswap::interface] pub(super) trait I { fn look(&self) -> Vec<Shape>; }
            } => {
                #[derive(hotswap::Abi)] pub(super) enum Shape { $($plugin)* }
                #[hotswap::interface] pub(super) trait I { fn look(&self) -> Vec<Shape>; }
            } says $text
        )*}
    };
}

enum_changes! {
    a_variant_is_added:
        { Point } => { Point, Line }
        says "method look: result: Vec<_>: Shape: variant Line is missing in the host"
    a_variant_is_removed:
        { Point, Line } => { Line }
        says "method look: result: Vec<_>: Shape: variant Point is missing in the plugin"
    a_variant_is_renamed:
        { Point, Line } => { Point, Segment }
        says "method look: result: Vec<_>: Shape: \
              host has variant Line where the plugin has variant Segment"
    variants_are_reordered:
        { Point, Line } => { Line, Point }
        says "method look: result: Vec<_>: Shape: the variants are in another order: \
              host has Point where the plugin has Line"
    a_variant_gets_a_field:
        { Circle } => { Circle { radius: f64 } }
        says "method look: result: Vec<_>: Shape: variant Circle: field radius is missing in the host"
    a_field_of_a_variant_is_retyped:
        { Circle(f32) } => { Circle(f64) }
        says "method look: result: Vec<_>: Shape: variant Circle: field 0: host f32, plugin f64"
}

crate::changes! {
    a_struct_inside_a_struct_is_changed: {
        #[derive(hotswap::Abi)] pub(super) struct Inner { n: u8 }
        #[derive(hotswap::Abi)] pub(super) struct Outer { inner: Vec<Inner> }
        #[hotswap::interface] pub(super) trait I { fn a(&self, outer: Outer); }
    } => {
        #[derive(hotswap::Abi)] pub(super) struct Inner { n: u16 }
        #[derive(hotswap::Abi)] pub(super) struct Outer { inner: Vec<Inner> }
        #[hotswap::interface] pub(super) trait I { fn a(&self, outer: Outer); }
    } says "method a: argument 1 (outer): Outer: field inner: Vec<_>: Inner: field n: host u8, plugin u16"
    a_struct_becomes_an_enum: {
        #[derive(hotswap::Abi)] pub(super) struct Colour { red: u8 }
        #[hotswap::interface] pub(super) trait I { fn paint(&self, colour: Colour); }
    } => {
        #[derive(hotswap::Abi)] pub(super) enum Colour { Red }
        #[hotswap::interface] pub(super) trait I { fn paint(&self, colour: Colour); }
    } says "method paint: argument 1 (colour): host Colour, plugin Colour"
    a_type_that_contains_itself_is_changed: {
        #[derive(hotswap::Abi)] pub(super) struct Tree { leaves: Vec<Tree>, size: u32 }
        #[hotswap::interface] pub(super) trait I { fn grow(&self) -> Tree; }
    } => {
        #[derive(hotswap::Abi)] pub(super) struct Tree { leaves: Vec<Tree>, size: u64 }
        #[hotswap::interface] pub(super) trait I { fn grow(&self) -> Tree; }
    } says "method grow: result: Tree: field size: host u32, plugin u64"
}
