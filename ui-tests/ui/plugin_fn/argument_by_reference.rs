use hotswap::prelude::*;

#[derive(hotswap::Abi)]
struct Job;

#[plugin_fn]
fn run(_job: &Job) {}

#[plugin_fn]
fn text(_text: &String) {}

fn main() {}
