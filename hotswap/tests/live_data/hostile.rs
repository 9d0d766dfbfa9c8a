//! Values that lie about themselves, and bytes made to hurt.

use hotswap::LiveData;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};
use test_kit::most_allocated;

use crate::support::Tree;

/// Announces another number of elements than it has.
struct Liar;

impl Serialize for Liar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(3))?;
        list.serialize_element("only one")?;
        list.end()
    }
}

/// Announces fewer fields than it has.
struct Modest;

impl Serialize for Modest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Modest", 1)?;
        fields.serialize_field("a", &1)?;
        fields.serialize_field("b", &2)?;
        fields.end()
    }
}

#[test]
fn a_value_that_could_not_be_read_is_refused_when_it_is_written() {
    let error = LiveData::wrap(&Liar).unwrap_err().to_string();
    assert!(error.contains("Liar cannot be wrapped: it ends"), "{error}");
    let error = LiveData::wrap(&Modest).unwrap_err().to_string();
    assert!(error.contains("more than one value"), "{error}");
}

/// A tree with `depth` levels.
fn tower(depth: usize) -> Tree {
    (0..depth).fold(Tree::Nothing, |tree, _| Tree::Pair(Box::new(tree), None))
}

#[test]
fn a_value_may_be_as_deep_as_its_reader_goes_and_no_deeper() {
    // Each step down is a map from the variant to its data, and a list in it.
    let data = LiveData::wrap(&tower(64)).unwrap();
    assert_eq!(data.unwrap::<Tree>().unwrap(), tower(64));
    assert!(format!("{data:?}").len() > 64);
    let error = LiveData::wrap(&tower(65)).unwrap_err().to_string();
    assert!(error.contains("128 deep"), "{error}");
}

/// The stored form of `value`, which may be anything.
fn stored(value: &[u8]) -> Vec<u8> {
    [b"\x94\x01\xa1T\xc0", value].concat()
}

#[test]
fn bytes_that_nest_variants_without_end_are_refused() {
    let down = b"\x81\xa4Pair\x92".repeat(100_000);
    let error = LiveData::from_bytes(stored(&down)).unwrap_err().to_string();
    assert!(error.contains("128 deep"), "{error}");
}

#[test]
fn lengths_without_content_cost_no_memory() {
    #[derive(Deserialize)]
    struct Node {
        #[serde(rename = "below")]
        _below: Vec<Node>,
    }
    let down = b"\x81\xa5below\xdd\xff\xff\xff\xff".repeat(60);
    let form = stored(&down);
    let size = form.len();
    let memory = most_allocated(|| {
        assert!(LiveData::from_bytes(form.clone()).is_err_and(|error| {
            drop(error);
            true
        }));
    });
    assert!(memory < 4 * size, "{memory} for {size}");
    let nodes = stored(b"\x81\xa5below\x91\x81\xa5below\x90");
    LiveData::from_bytes(nodes)
        .unwrap()
        .unwrap::<Node>()
        .unwrap();
}
