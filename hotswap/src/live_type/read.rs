//! Reads data of any version of a live type, step by step.

use super::live::Live;
use super::upgrade::Stage;
use crate::error::{Error, Result};
use crate::live_data::LiveData;

/// Reads data of any version of `T`. Data without a live type counts as the current version.
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
        "the data is of live type `{found}`, not `{name}`: restore it by its own name, or add \
         `alias = \"{found}\"` to the #[live_type] of {name}"
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
    format!(
        "the data was written by version {found}, and this plugin has version {version}: load a newer build"
    )
}

fn missing<T: Live>(from: u32) -> String {
    let steps: Vec<_> = T::UPGRADES.iter().map(|it| format!("{it:?}")).collect();
    let others = match &*steps {
        [] => "there are no upgrades".to_owned(),
        steps => format!("there are {}", steps.join(", ")),
    };
    format!(
        "no upgrade from version {from} ({others}); write one, and add `upgrade({from} = its_name)` to #[live_type]"
    )
}

/// Adds the step in which the error happened.
#[cold]
fn in_step<T: Live>(error: Error, from: u32) -> Error {
    let name = T::NAME;
    let step = format!("to upgrade {name} from version {from} to {}", from + 1);
    error.in_step(&step)
}
