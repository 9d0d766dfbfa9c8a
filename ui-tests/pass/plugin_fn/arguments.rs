//! What a function may take.

use hotswap::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

#[derive(hotswap::Abi, Clone)]
struct Job;

#[plugin_fn]
fn numbers(_: i8, _: u16, _: i32, _: u64, _: i128, _: usize, _: f32, _: f64, _: bool, _: char) {}

#[plugin_fn]
fn lent(_text: &str, _bytes: &[u8], _jobs: &[Job], _lists: &[Vec<String>]) {}

#[plugin_fn]
fn owned(_: String, _: Vec<Job>, _: VecDeque<u8>, _: Option<Box<Job>>, _: Result<Job, String>) {}

#[plugin_fn]
fn maps(_: HashMap<String, Job>, _: BTreeMap<u8, Vec<Job>>, _: HashSet<u8>, _: BTreeSet<char>) {}

#[plugin_fn]
fn of_std(_: Duration, _: SystemTime, _: PathBuf, _: OsString, _: (), _: (u8, Job), _: [Job; 3]) {}

fn main() {}
