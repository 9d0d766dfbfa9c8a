//! What crosses, byte by byte. A change here is a change of the ABI: raise `ABI_VERSION`.
//!
//! Each value is lowered and looked at as memory; the bytes between fields are not.

use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::time::{Duration, SystemTime};

use hotswap::Abi;
use hotswap::abi::AbiArg;
use hotswap::shape::{Fingerprint, Shape};

/// A lowered value as memory.
struct Wire<R>(MaybeUninit<R>);

const WORD: usize = size_of::<usize>();

fn wire<T: Abi>(value: T) -> Wire<T::Repr> {
    Wire(MaybeUninit::new(value.lower()))
}

impl<R> Wire<R> {
    /// The field of type `F` at `offset`, which must be one.
    #[track_caller]
    fn at<F: Copy>(&self, offset: usize) -> F {
        assert!(offset + size_of::<F>() <= size_of::<R>(), "past the end");
        let field = self.0.as_ptr().wrapping_byte_add(offset).cast::<F>();
        // SAFETY: inside the value; the tests ask for plain fields at the places where they are.
        unsafe { field.read() }
    }

    /// Size and alignment.
    fn layout(&self) -> (usize, usize) {
        (size_of::<R>(), align_of::<R>())
    }
}

/// The bytes behind an address.
fn bytes<const N: usize>(address: usize) -> [u8; N] {
    // SAFETY: the tests pass the address of a buffer that holds that many bytes and was never freed.
    unsafe { std::ptr::with_exposed_provenance::<[u8; N]>(address).read() }
}

#[test]
fn plain_values_cross_as_they_are() {
    assert_eq!(wire(0x1234_5678u32).at::<u32>(0), 0x1234_5678);
    assert_eq!(wire(1.5f64).layout(), (8, 8));
    assert_eq!(wire(()).layout(), (0, 1));
}

#[test]
fn bool_is_a_byte_and_char_is_four() {
    assert_eq!((wire(true).layout(), wire(true).at::<u8>(0)), ((1, 1), 1));
    assert_eq!((wire('ß').layout(), wire('ß').at::<u32>(0)), ((4, 4), 0xdf));
}

#[test]
fn wide_integers_are_two_words_of_eight_bytes_low_first() {
    let wire = wire((-2i128, 7u8));
    assert_eq!(wire.layout(), (24, 8));
    assert_eq!(
        (wire.at::<u64>(0), wire.at::<u64>(8)),
        (u64::MAX - 1, u64::MAX)
    );
    assert_eq!(wire.at::<u8>(16), 7);
}

#[test]
fn a_buffer_is_address_free_length_and_capacity() {
    let mut vec = Vec::with_capacity(10);
    vec.extend([7u8, 8, 9]);
    let address = vec.as_ptr().expose_provenance();
    let wire = wire(vec);
    assert_eq!(wire.layout(), (4 * WORD, WORD));
    let words: [usize; 3] = [wire.at(0), wire.at(2 * WORD), wire.at(3 * WORD)];
    assert_eq!(words, [address, 3, 10]);
    assert_ne!(wire.at::<usize>(WORD), 0);
}

#[test]
fn text_is_a_buffer_of_its_bytes() {
    let text = "añ".to_owned();
    text.as_ptr().expose_provenance();
    let wire = wire(text);
    assert_eq!(wire.layout(), (4 * WORD, WORD));
    assert_eq!(bytes::<3>(wire.at(0)), *b"a\xc3\xb1");
    assert_eq!(wire.at::<usize>(2 * WORD), 3);
}

#[test]
fn a_box_is_address_and_free() {
    let wire = wire(Box::new(0x0403_0201u32));
    assert_eq!(wire.layout(), (2 * WORD, WORD));
    assert_eq!(bytes::<4>(wire.at(0)), 0x0403_0201u32.to_ne_bytes());
}

#[test]
fn a_tuple_is_a_struct_of_c() {
    let wire = wire((1u8, 2u32, 3u16, 4u64));
    assert_eq!(wire.layout(), (24, 8));
    assert_eq!(wire.at::<u8>(0), 1);
    assert_eq!(wire.at::<u32>(4), 2);
    assert_eq!(wire.at::<u16>(8), 3);
    assert_eq!(wire.at::<u64>(16), 4);
}

#[test]
fn an_array_has_no_gaps() {
    let wire = wire([1u16, 2, 3]);
    assert_eq!(wire.layout(), (6, 2));
    assert_eq!(wire.at::<[u16; 3]>(0), [1, 2, 3]);
}

#[test]
fn option_and_result_are_a_byte_and_a_union() {
    let some = wire(Some(0xaabb_ccddu32));
    assert_eq!(some.layout(), (8, 4));
    assert_eq!((some.at::<u8>(0), some.at::<u32>(4)), (1, 0xaabb_ccdd));
    assert_eq!(wire(None::<u32>).at::<u8>(0), 0);
    let ok = wire(Ok::<u8, u16>(5));
    assert_eq!(ok.layout(), (4, 2));
    assert_eq!((ok.at::<u8>(0), ok.at::<u8>(2)), (0, 5));
    let err = wire(Err::<u8, u16>(0x0102));
    assert_eq!((err.at::<u8>(0), err.at::<u16>(2)), (1, 0x0102));
}

#[test]
fn a_box_inside_an_option_still_has_its_byte() {
    assert_eq!(wire(Some(Box::new(1u8))).layout(), (3 * WORD, WORD));
}

#[test]
fn a_map_is_a_buffer_of_pairs() {
    let wire = wire(BTreeMap::from([(1u8, 2u8), (3, 4)]));
    assert_eq!(
        (wire.layout(), wire.at::<usize>(2 * WORD)),
        ((4 * WORD, WORD), 2)
    );
    assert_eq!(bytes::<4>(wire.at(0)), [1, 2, 3, 4]);
}

#[test]
fn times_are_seconds_and_nanoseconds() {
    let duration = wire(Duration::new(5, 6));
    assert_eq!(duration.layout(), (16, 8));
    assert_eq!((duration.at::<u64>(0), duration.at::<u32>(8)), (5, 6));
    let before = wire(SystemTime::UNIX_EPOCH - Duration::new(5, 6));
    assert_eq!(before.layout(), (24, 8));
    assert_eq!(
        (
            before.at::<u8>(0),
            before.at::<u64>(8),
            before.at::<u32>(16)
        ),
        (1, 5, 6)
    );
}

#[test]
fn borrowed_text_and_slices_are_address_and_length_first() {
    let text = "abc";
    let lent = Wire(MaybeUninit::new(text.lend()));
    assert_eq!(lent.layout(), (2 * WORD, WORD));
    assert_eq!(
        (lent.at::<usize>(0), lent.at::<usize>(WORD)),
        (text.as_ptr().addr(), 3)
    );

    let numbers: &[u32] = &[1, 2];
    let lent = Wire(MaybeUninit::new(numbers.lend()));
    assert_eq!(lent.layout(), (6 * WORD, WORD));
    assert_eq!(
        (lent.at::<usize>(0), lent.at::<usize>(WORD)),
        (numbers.as_ptr().addr(), 2)
    );
    assert_eq!(
        (lent.at::<usize>(4 * WORD), lent.at::<usize>(5 * WORD)),
        (0, 0)
    );
}

#[test]
fn a_slice_of_what_is_not_plain_is_given_as_a_buffer() {
    let flags: &[bool] = &[true, false, true];
    let lent = Wire(MaybeUninit::new(flags.lend()));
    assert_eq!(lent.at::<usize>(4 * WORD), 3);
    assert_eq!(bytes::<3>(lent.at(2 * WORD)), [1, 0, 1]);
}

#[test]
fn a_derived_struct_has_its_fields_in_order() {
    #[derive(Abi)]
    struct Mixed {
        small: u8,
        large: u64,
        middle: u32,
    }
    let wire = wire(Mixed {
        small: 1,
        large: 2,
        middle: 3,
    });
    assert_eq!(wire.layout(), (24, 8));
    assert_eq!(
        (wire.at::<u8>(0), wire.at::<u64>(8), wire.at::<u32>(16)),
        (1, 2, 3)
    );
}

#[test]
fn a_derived_enum_is_a_number_and_a_union() {
    #[derive(Abi)]
    #[repr(u8)]
    enum Mixed {
        First = 70,
        Second(u8, u32),
        Third { value: u64 },
    }
    let second = wire(Mixed::Second(5, 6));
    assert_eq!(second.layout(), (16, 8));
    assert_eq!(
        (
            second.at::<u32>(0),
            second.at::<u8>(8),
            second.at::<u32>(12)
        ),
        (1, 5, 6)
    );
    let third = wire(Mixed::Third { value: 7 });
    assert_eq!((third.at::<u32>(0), third.at::<u64>(8)), (2, 7));
}

#[test]
fn a_field_through_which_a_type_contains_itself_carries_a_fingerprint() {
    #[derive(Abi)]
    struct Direct {
        small: u8,
        list: Vec<Direct>,
    }
    let direct = wire(Direct {
        small: 1,
        list: vec![],
    });
    assert_eq!(direct.layout(), (24 + 4 * WORD, 8));
    assert_eq!(
        direct.at::<Fingerprint>(8),
        <Vec<Direct> as Shape>::TYPE.fingerprint()
    );

    #[derive(Abi)]
    struct Declared {
        #[hotswap(recursive)]
        value: [u64; 100],
    }
    assert_eq!(
        wire(Declared { value: [0; 100] }).layout(),
        (16 + 2 * WORD, 8)
    );
}
