//! Data of an older version on its way to this one, step by step.

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
    pub(super) step: Step,
}

type Step = for<'d> fn(Stage<'d>) -> Result<Stage<'d>>;

impl Upgrade {
    /// The step from version `from` to the one after it.
    pub const fn new(from: u32, step: Step) -> Self {
        Self { from, step }
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.from, self.from + 1)
    }
}

/// What a step is given, and what it makes of that.
pub enum Stage<'d> {
    /// What was stored.
    Data(&'d LiveData),
    /// A value that the step before has made.
    Made(Box<dyn Made>),
    /// The value that the last step has made, of the type that is read.
    Last(Box<dyn Any>),
}

/// A value of whichever type: the next step most often wants just that, and else its data.
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
    /// The value, which the step before made, or whose data is there.
    pub(super) fn take<T: DeserializeOwned + Any>(self) -> Result<T> {
        let made: Box<dyn Any> = match self {
            Stage::Data(data) => return data.unwrap(),
            Stage::Made(made) if !(&*made as &dyn Any).is::<T>() => return made.wrap()?.unwrap(),
            Stage::Made(made) => made,
            Stage::Last(made) => made,
        };
        let other = |_| Error::msg("a value is not of its own type");
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

/// What an upgrade may return: a value, or a [`Result`] of one.
#[diagnostic::on_unimplemented(
    message = "an upgrade cannot return `{Self}`",
    label = "not a value of the next version",
    note = "return the next version's type, which has `Serialize`, or a `hotswap::Result` of it"
)]
pub trait IntoUpgraded<How> {
    /// The next stage, or why there is none.
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

/// What the upgrade to the current version `T` may return: a `T`, or a [`Result`] of one.
#[diagnostic::on_unimplemented(
    message = "the upgrade to the current version cannot return `{Self}`",
    label = "does not return `{T}`",
    note = "return `{T}`, or a `hotswap::Result` of it"
)]
pub trait IntoCurrent<T, How> {
    /// The last stage, or why there is none.
    fn into_last<'d>(self) -> Result<Stage<'d>>;
}

#[diagnostic::do_not_recommend]
impl<T: Any> IntoCurrent<T, AsValue> for T {
    fn into_last<'d>(self) -> Result<Stage<'d>> {
        Ok(Stage::Last(Box::new(self)))
    }
}

// Not for `Result<T>` itself: rustc would take a `Result` of another type for nearly right, and point here.
#[diagnostic::do_not_recommend]
impl<T: Any, R: Fallible<Value = T>> IntoCurrent<T, AsResult> for R {
    fn into_last<'d>(self) -> Result<Stage<'d>> {
        self.into_result().and_then(IntoCurrent::into_last)
    }
}

/// A [`Result`].
pub trait Fallible {
    /// What it is a result of.
    type Value;

    /// As it is.
    fn into_result(self) -> Result<Self::Value>;
}

impl<T> Fallible for Result<T> {
    type Value = T;

    fn into_result(self) -> Result<T> {
        self
    }
}

/// How a value is returned: as it is. A [`Result`] has no `Serialize`, so one of the two fits.
#[derive(Debug)]
pub enum AsValue {}

/// How a value is returned: in a [`Result`].
#[derive(Debug)]
pub enum AsResult {}
