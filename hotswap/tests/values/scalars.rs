//! Integers, floats, `bool`, `char`, `()`.

use proptest::prelude::*;

use crate::support::{crosses, crosses_as};

crossing! {
    u8_crosses: any::<u8>();
    u16_crosses: any::<u16>();
    u32_crosses: any::<u32>();
    u64_crosses: any::<u64>();
    u128_crosses: any::<u128>();
    usize_crosses: any::<usize>();
    i8_crosses: any::<i8>();
    i16_crosses: any::<i16>();
    i32_crosses: any::<i32>();
    i64_crosses: any::<i64>();
    i128_crosses: any::<i128>();
    isize_crosses: any::<isize>();
    char_crosses: any::<char>();
}

#[test]
fn the_ends_of_the_ranges_cross() {
    crosses(&[i128::MIN, -1, 0, 1, i128::MAX]);
    crosses(&[u128::MIN, u128::from(u64::MAX), u128::MAX]);
    crosses(&[i64::MIN, i64::MAX]);
    crosses(&['\0', '\u{d7ff}', '\u{e000}', char::MAX]);
    crosses(&[true, false]);
    crosses(&());
}

proptest! {
    #[test]
    fn f32_crosses_bit_by_bit(bits: u32) {
        crosses_as(&f32::from_bits(bits), |a, b| a.to_bits() == b.to_bits());
    }

    #[test]
    fn f64_crosses_bit_by_bit(bits: u64) {
        crosses_as(&f64::from_bits(bits), |a, b| a.to_bits() == b.to_bits());
    }
}

#[test]
fn negative_zero_and_the_payload_of_a_nan_survive() {
    for bits in [
        0x8000_0000_0000_0000,
        0x7ff8_dead_beef_0001,
        0xfff0_0000_0000_0001,
    ] {
        crosses_as(&f64::from_bits(bits), |a, b| a.to_bits() == b.to_bits());
    }
}
