#![forbid(unsafe_code)]
//! serde and serde_json.

use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

build_number::build_number!();

#[derive(Default)]
pub struct SerdeJson;

#[hotswap::plugin]
impl Plugin for SerdeJson {}

#[derive(Deserialize, Serialize)]
struct Order {
    thing: String,
    count: u64,
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let order: Order = serde_json::from_str(r#"{ "thing": "lamp", "count": 2 }"#)?;
    Ok(serde_json::to_string(&order)?)
}
