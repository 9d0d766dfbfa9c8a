//! The rules for a trait whose objects cross.

use crate::diag::Errors;
use crate::model::interface::Interface;

/// The rules for an interface.
pub(crate) fn interface(_interface: &Interface, _errors: &mut Errors) {}
