//! Calls with another signature than the function has: refused, with the first difference.

use hotswap::prelude::*;
use hotswap::{Abi, Error};

use crate::support::call;

/// The plugin's idea of the types.
mod theirs {
    use super::Abi;

    #[derive(Abi)]
    pub(super) struct Vector {
        pub(super) x: i32,
        pub(super) y: i64,
    }

    #[derive(Abi)]
    pub(super) enum Colour {
        Red,
        Green(u8),
    }

    #[derive(Abi)]
    pub(super) struct Person {
        pub(super) name: String,
    }

    #[derive(Abi)]
    pub(super) struct Entry {
        #[hotswap(recursive)]
        pub(super) folder: Vec<Folder>,
    }

    #[derive(Abi)]
    pub(super) struct Folder {
        pub(super) entry: Entry,
        pub(super) size: [u64; 9],
    }
}

/// The host's.
mod ours {
    use super::Abi;

    #[derive(Abi)]
    pub(super) struct Vector {
        pub(super) x: i32,
        pub(super) y: i32,
    }

    #[derive(Abi)]
    pub(super) enum Colour {
        Red,
        Blue,
    }

    /// Its field has a name with which the 64-bit FNV-1a of the description is that of the plugin's `Person`. It was
    /// found in a quarter of a second.
    #[allow(non_snake_case, reason = "it is what was found")]
    #[derive(Abi, Debug)]
    pub(super) struct Person {
        pub(super) xxgw1mahsjzy1jx1zogs3igatc2_glfwuga340d33j2p3opxhxgxa12brcgcystfx_ccdqp2kyajifewr1hzjvrjnz_ashcsoj0xpq0tapoegd2jtcod3tnlhzynbhwfmp0k0fuccvfxrka143jqgrrupiid1olfgjrbgjkbkwwrazrcb2kr0v01v224euvy_uobm30qijox3ochs00fiqi4__bel1mloany3gk0fofc1zhtisasq4e_jm0e0zz_yaptgo2pihux1af4sl3rmcu0mxwpfvdpkzealzrfg1vrjmjt_:
            [usize; 4],
    }

    #[derive(Abi)]
    pub(super) struct Entry {
        #[hotswap(recursive)]
        pub(super) folder: Vec<Folder>,
    }

    #[derive(Abi)]
    pub(super) struct Folder {
        pub(super) entry: Entry,
    }
}

#[plugin_fn]
fn length(vector: theirs::Vector) -> i64 {
    i64::from(vector.x) + vector.y
}

#[plugin_fn]
fn paint(colours: Vec<Option<theirs::Colour>>) -> usize {
    colours.len()
}

#[plugin_fn]
fn greet(name: &str, times: u32) -> String {
    name.repeat(times as usize)
}

#[plugin_fn]
fn total(entry: theirs::Entry) -> u64 {
    let sizes = entry.folder.iter().flat_map(|folder| &folder.size);
    sizes.sum::<u64>()
        + entry
            .folder
            .into_iter()
            .map(|folder| total(folder.entry))
            .sum::<u64>()
}

#[plugin_fn]
fn grow(size: u64) -> theirs::Entry {
    let leaf = theirs::Entry { folder: vec![] };
    theirs::Entry {
        folder: vec![theirs::Folder {
            entry: leaf,
            size: [size; 9],
        }],
    }
}

/// The text of the error, after what all of them begin with.
#[track_caller]
fn difference<T>(name: &str, outcome: hotswap::Result<T>) -> String {
    let Err(error) = outcome else {
        panic!("{name} was called with another signature");
    };
    assert!(
        matches!(error, Error::SignatureMismatch { .. }),
        "{error:?}"
    );
    let text = error.to_string();
    let begin = format!("itself.{name} has a different signature: ");
    text.strip_prefix(&begin).unwrap_or(&text).to_owned()
}

#[test]
fn another_number_of_arguments_is_said() {
    assert_eq!(
        difference("greet", call::<String>("greet", ("Bob",))),
        "host passes 1 argument, plugin takes 2 arguments \
         (the call has fn(&str) -> String, the plugin has fn(name: &str, times: u32) -> String)"
    );
}

#[test]
fn another_type_of_argument_is_said_with_the_parameters_name() {
    let text = difference("greet", call::<String>("greet", ("Bob", 3i32)));
    assert!(
        text.starts_with("argument 2 (times): host i32, plugin u32; write `3u32`"),
        "{text}"
    );
    let text = difference("greet", call::<String>("greet", ("Bob".to_owned(), 3u32)));
    assert!(
        text.starts_with("argument 1 (name): host String, plugin &str; pass `text.as_str()`"),
        "{text}"
    );
}

#[test]
fn another_result_is_said() {
    let text = difference("greet", call::<()>("greet", ("Bob", 3u32)));
    assert!(
        text.starts_with("result: host (), plugin String "),
        "{text}"
    );
}

#[test]
fn a_field_of_another_type_is_found_inside_an_argument() {
    let vector = ours::Vector { x: 1, y: 2 };
    let text = difference("length", call::<i64>("length", (vector,)));
    assert!(
        text.starts_with("argument 1 (vector): Vector: field y: host i32, plugin i64 "),
        "{text}"
    );
}

#[test]
fn a_variant_that_one_side_lacks_is_found_inside_containers() {
    let colours = vec![Some(ours::Colour::Red), Some(ours::Colour::Blue)];
    let text = difference("paint", call::<usize>("paint", (colours,)));
    assert!(
        text.starts_with(
            "argument 1 (colours): Vec<_>: Option<_>: Colour: \
             host has variant Blue where the plugin has variant Green "
        ),
        "{text}"
    );
}

#[test]
fn the_right_types_are_let_through() {
    let vector = theirs::Vector { x: 1, y: 2 };
    assert_eq!(call::<i64>("length", (vector,)).unwrap(), 3);
    assert_eq!(
        call::<usize>("paint", (Vec::<Option<theirs::Colour>>::new(),)).unwrap(),
        0
    );
}

/// Seen from `Entry`, both sides' `Folder` is only a name.
#[test]
fn a_difference_where_a_recursive_type_is_cut_is_found_before_it_does_harm() {
    let leaf = ours::Folder {
        entry: ours::Entry { folder: vec![] },
    };
    let entry = ours::Entry { folder: vec![leaf] };
    let error = call::<u64>("total", (entry,)).unwrap_err();
    assert!(matches!(error, Error::Panicked { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("different versions of `Box<Vec<Folder>>`"),
        "{error}"
    );

    let leaf = theirs::Folder {
        entry: theirs::Entry { folder: vec![] },
        size: [1; 9],
    };
    let entry = theirs::Entry { folder: vec![leaf] };
    assert_eq!(call::<u64>("total", (entry,)).unwrap(), 9);
}

#[test]
fn the_same_difference_in_a_result_is_an_error_and_no_panic() {
    let error = call::<ours::Entry>("grow", (1u64,)).map(drop).unwrap_err();
    assert!(matches!(error, Error::Failed { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("different versions of `Box<Vec<Folder>>`"),
        "{error}"
    );
    assert_eq!(error.plugin(), Some("itself"));
    assert_eq!(
        call::<theirs::Entry>("grow", (2u64,)).unwrap().folder[0].size,
        [2; 9]
    );
}

#[plugin_fn]
fn rename(person: theirs::Person) -> theirs::Person {
    theirs::Person {
        name: person.name.to_uppercase(),
    }
}

#[test]
fn a_name_that_was_chosen_to_collide_is_told_apart() {
    let person = ours::Person {
        xxgw1mahsjzy1jx1zogs3igatc2_glfwuga340d33j2p3opxhxgxa12brcgcystfx_ccdqp2kyajifewr1hzjvrjnz_ashcsoj0xpq0tapoegd2jtcod3tnlhzynbhwfmp0k0fuccvfxrka143jqgrrupiid1olfgjrbgjkbkwwrazrcb2kr0v01v224euvy_uobm30qijox3ochs00fiqi4__bel1mloany3gk0fofc1zhtisasq4e_jm0e0zz_yaptgo2pihux1af4sl3rmcu0mxwpfvdpkzealzrfg1vrjmjt_: [0x4141_4141, 2, 3, 4],
    };
    let error = call::<ours::Person>("rename", (person,)).unwrap_err();
    let Error::SignatureMismatch { difference, .. } = error else {
        panic!("{error}");
    };
    assert!(
        difference.starts_with("argument 1 (person): Person: host has field xxgw"),
        "{difference}"
    );
}
