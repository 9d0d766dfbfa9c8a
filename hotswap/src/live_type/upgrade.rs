//! Upgrades: the steps from one version of a live type to the next.

use std::any::Any;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::live_data::LiveData;

/// The step from one version to the next.
#[derive(Clone, Copy)]
pub struct Upgrade {
    pub(super) from: u32,
    pub(super) step: UpgradeFn,
}

type UpgradeFn = for<'d> fn(Stage<'d>) -> Result<Stage<'d>>;

impl Upgrade {
    /// The step from version `from` to the one after it.
    pub const fn new(from: u32, step: UpgradeFn) -> Self {
        Self { from, step }
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.from, self.from + 1)
    }
}

/// The input and the output of an upgrade.
pub enum Stage<'d> {
    /// The stored data.
    Data(&'d LiveData),
    /// The value of the previous upgrade.
    Made(Box<dyn Made>),
    /// The value of the last upgrade, which has the type that is read.
    Last(Box<dyn Any>),
}

/// A value of any type. The next upgrade usually takes this type; otherwise it takes its data.
pub trait Made: Any {
    /// Its data.
    fn wrap(&self) -> Result<LiveData>;
}

impl<T: Serialize + Any> Made for T {
    fn wrap(&self) -> Result<LiveData> {
        LiveData::wrap(self)
    }
}

impl Stage<'_> {
    /// The value as a `T`: the previous value itself if it has that type, otherwise its data is read.
    pub(super) fn take<T: DeserializeOwned + Any>(self) -> Result<T> {
        let made: Box<dyn Any> = match self {
            Stage::Data(data) => return data.unwrap(),
            Stage::Made(made) if !(&*made as &dyn Any).is::<T>() => return made.wrap()?.unwrap(),
            Stage::Made(made) => made,
            Stage::Last(made) => made,
        };
        let other = |_| Error::msg("an upgrade returned a value of an unexpected type");
        made.downcast().map(|value| *value).map_err(other)
    }
}

impl fmt::Debug for Stage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(data) => data.fmt(f),
            Self::Made(_) => f.write_str("Made(_)"),
            Self::Last(_) => f.write_str("Last(_)"),
        }
    }
}

/// A type that an upgrade may return: a value, or a [`Result`] of one.
#[diagnostic::on_unimplemented(
    message = "an upgrade cannot return `{Self}`",
    label = "not a value of the next version",
    note = "return the type of the next version, which must implement `Serialize`, or a `hotswap::Result` of it"
)]
pub trait IntoUpgraded<How> {
    /// The next stage.
    fn into_stage<'d>(self) -> Result<Stage<'d>>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Any> IntoUpgraded<AsValue> for T {
    fn into_stage<'d>(self) -> Result<Stage<'d>> {
        Ok(Stage::Made(Box::new(self)))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Any> IntoUpgraded<AsResult> for Result<T> {
    fn into_stage<'d>(self) -> Result<Stage<'d>> {
        self.and_then(IntoUpgraded::<AsValue>::into_stage)
    }
}

/// A type that the upgrade to the current version may return: a `T`, or a [`Result`] of one.
#[diagnostic::on_unimplemented(
    message = "the upgrade to the current version cannot return `{Self}`",
    label = "does not return `{T}`",
    note = "return `{T}`, or a `hotswap::Result` of it"
)]
pub trait IntoCurrent<T, How> {
    /// The last stage.
    fn into_last<'d>(self) -> Result<Stage<'d>>;
}

#[diagnostic::do_not_recommend]
impl<T: Any> IntoCurrent<T, AsValue> for T {
    fn into_last<'d>(self) -> Result<Stage<'d>> {
        Ok(Stage::Last(Box::new(self)))
    }
}

// Not for `Result<T>` itself, because rustc would suggest it for a `Result` of another type, and point here.
#[diagnostic::do_not_recommend]
impl<T: Any, R: Fallible<Value = T>> IntoCurrent<T, AsResult> for R {
    fn into_last<'d>(self) -> Result<Stage<'d>> {
        self.into_result().and_then(IntoCurrent::into_last)
    }
}

/// A [`Result`].
pub trait Fallible {
    /// The type of the value.
    type Value;

    /// The result itself.
    fn into_result(self) -> Result<Self::Value>;
}

impl<T> Fallible for Result<T> {
    type Value = T;

    fn into_result(self) -> Result<T> {
        self
    }
}

/// Marks a value that is returned directly. [`Result`] does not implement `Serialize`, so at most one of the two markers applies.
#[derive(Debug)]
pub enum AsValue {}

/// Marks a value that is returned in a [`Result`].
#[derive(Debug)]
pub enum AsResult {}
