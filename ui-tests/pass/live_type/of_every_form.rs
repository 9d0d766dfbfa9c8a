//! Live types of every form, under the strictest lints.

#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]

use hotswap::prelude::*;
use serde::{Deserialize, Serialize};

/// Work.
#[hotswap::interface]
pub trait Job {
    /// Does it.
    fn run(&self);
}

/// Something else.
#[hotswap::interface]
pub trait Timer {
    /// When.
    fn due(&self) -> u64;
}

mod inner {
    /// In a module of its own.
    #[hotswap::live_type(dyn super::Job)]
    #[derive(serde::Serialize, serde::Deserialize)]
    pub(crate) struct Unit;

    impl super::Job for Unit {
        fn run(&self) {}
    }

    pub(crate) fn louder(n: u32) -> super::Tuple {
        super::Tuple(n, true)
    }
}

/// With two interfaces, all options, and its derives first.
#[derive(Serialize, Deserialize)]
#[live_type(
    dyn Job,
    dyn Timer,
    name = "tuple of two",
    alias = "Tuple",
    alias = "Pair",
    version = 2,
    upgrade = inner::louder,
    crate = ::hotswap,
)]
pub struct Tuple(u32, bool);

impl Job for Tuple {
    fn run(&self) {}
}

impl Timer for Tuple {
    fn due(&self) -> u64 {
        self.0.into()
    }
}

/// By an alias of its interface, and upgraded by a trait.
#[live_type(AnyJob, (dyn Timer), version = 2, upgrade = <Aliased as From<u32>>::from)]
#[derive(Serialize, Deserialize)]
struct Aliased {
    text: std::borrow::Cow<'static, str>,
    #[serde(skip)]
    kind: &'static str,
}

type AnyJob = dyn Job;

impl From<u32> for Aliased {
    fn from(old: u32) -> Self {
        let text = old.to_string().into();
        Self { text, kind: "old" }
    }
}

impl Job for Aliased {
    fn run(&self) {
        assert_ne!(self.text, self.kind);
    }
}

impl Timer for Aliased {
    fn due(&self) -> u64 {
        0
    }
}

/// By a function that is told which type to take.
#[live_type(dyn Job, version = 2, upgrade = any::<String>)]
#[derive(Serialize, Deserialize)]
struct Told;

fn any<T>(_: T) -> Told {
    Told
}

impl Job for Told {
    fn run(&self) {}
}

/// An enum, with upgrades of both kinds, and a raw name.
#[live_type(version = 4, upgrade(2 = two, 3 = three), dyn Job)]
#[derive(Serialize, Deserialize)]
#[allow(non_camel_case_types)]
enum r#match {
    None,
    Some(String),
}

impl Job for r#match {
    fn run(&self) {}
}

#[derive(Deserialize)]
struct Two;

fn two(_: Two) -> Result<String> {
    Ok("three".to_owned())
}

fn three(text: String) -> r#match {
    match text.is_empty() {
        true => r#match::None,
        false => r#match::Some(text),
    }
}

fn main() -> hotswap::Result<()> {
    assert_eq!(inner::Unit.to_live()?.live_type(), Some(("Unit", 1)));
    assert_eq!(inner::louder(3).to_live()?.live_type(), Some(("tuple of two", 2)));
    assert_eq!(three(String::new()).to_live()?.live_type(), Some(("match", 4)));
    Ok(())
}

use hotswap::Result;
