use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

#[hotswap::interface]
trait Job {
    fn run(&self);
}

#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
struct Fire {
    kind: &'static str,
    bytes: &'static [u8],
    all: Vec<(u8, Option<&'static str>)>,
}

impl Job for Fire {
    fn run(&self) {}
}

#[live_type(dyn Job)]
#[derive(Serialize, Deserialize)]
struct Blaze {
    #[serde(borrow)]
    kind: std::borrow::Cow<'static, str>,
}

impl Job for Blaze {
    fn run(&self) {}
}

fn main() {}
