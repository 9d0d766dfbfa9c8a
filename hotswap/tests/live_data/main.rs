//! Live data: written by one version of a type, read by another, stored in between.
//!
//! - `matrix`: three versions of one type, each read by each
//! - `values`: scalars, text, bytes, enums, maps; as people see them
//! - `misfits`: what is said of a wrong shape
//! - `same`: the same bytes and the same values as rmp-serde, the same JSON as serde_json
//! - `stored`: as bytes, and inside other formats
//! - `hostile`, `fuzz`: bytes of strangers

mod fuzz;
mod hostile;
mod matrix;
mod misfits;
mod same;
mod stored;
mod support;
mod values;
