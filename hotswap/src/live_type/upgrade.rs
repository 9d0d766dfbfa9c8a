//! Data of an older version on its way to this one, step by step.

use std::any::Any;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::live::Live;
use crate::error::{Error, Result};
use crate::live_data::LiveData;

/// The step from one version to the next.
#[derive(Clone, Copy)]
pub struct Upgrade {
    from: u32,
    step: Step,
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

/// Reads data of whichever version of `T`. What is of no live type counts as the current version.
pub(super) fn read<T: Live>(data: &LiveData) -> Result<T> {
    let Some((name, version)) = data.live_type() else {
        return (T::READ)(Stage::Data(data));
    };
    if name != T::NAME && !T::ALIASES.contains(&name) {
        return Err(another_type::<T>(name));
    }
    if version > T::VERSION {
        return Err(unreadable::<T>(version, newer::<T>(version)));
    }
    let mut stage = Stage::Data(data);
    for from in version..T::VERSION {
        let Some(step) = T::UPGRADES.iter().find(|it| it.from == from) else {
            return Err(unreadable::<T>(version, missing::<T>(from)));
        };
        stage = (step.step)(stage).map_err(|error| in_step::<T>(error, from))?;
    }
    (T::READ)(stage)
}

#[cold]
fn another_type<T: Live>(found: &str) -> Error {
    let name = T::NAME;
    Error::msg(format!(
        "the data is of live type `{found}`, not of `{name}`: restore it by its own name, or give \
         {name} the attribute `alias = \"{found}\"`"
    ))
}

#[cold]
fn unreadable<T: Live>(found: u32, reason: String) -> Error {
    Error::WrongVersion {
        plugin: None,
        name: T::NAME.into(),
        found,
        version: T::VERSION,
        reason: reason.into(),
    }
}

fn newer<T: Live>(found: u32) -> String {
    let version = T::VERSION;
    format!("written by version {found}, this plugin has {version}: load a newer build of it")
}

fn missing<T: Live>(from: u32) -> String {
    let steps: Vec<_> = T::UPGRADES.iter().map(|it| format!("{it:?}")).collect();
    let others = match &*steps {
        [] => "there are none at all".to_owned(),
        steps => format!("there are {}", steps.join(", ")),
    };
    format!(
        "no upgrade from {from} ({others}); write one, and `upgrade({from} = its_name)` in #[live_type]"
    )
}

/// Says in which step it went wrong.
#[cold]
fn in_step<T: Live>(error: Error, from: u32) -> Error {
    let name = T::NAME;
    let step = format!("to upgrade {name} from version {from} to {}", from + 1);
    error.in_step(&step)
}
