//! An error with the step in which it happened.

use std::error::Error as StdError;
use std::fmt;

use super::{BoxError, Error};

/// An error, and the step in which it happened.
#[derive(Debug)]
struct WithContext {
    step: String,
    error: BoxError,
}

impl fmt::Display for WithContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.step, self.error)
    }
}

impl StdError for WithContext {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}

impl Error {
    /// Adds the step in which the error happened: `to upgrade Fire from version 1 to 2`.
    pub(crate) fn in_step(mut self, step: &str) -> Self {
        match self {
            Self::Failed { plugin, error } => {
                let step = format!("failed {step}");
                let error = Box::new(WithContext { step, error });
                return Self::Failed { plugin, error };
            }
            Self::WrongData { ref mut asked, .. } => *asked = format!("{asked}, {step}").into(),
            _ => {}
        }
        self
    }
}
