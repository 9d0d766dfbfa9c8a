//! The rules that rustc cannot check, or would explain badly. Each rule is one function.
//!
//! Types that merely lack `Abi` are left to rustc: the generated code names each at its own place, and the
//! traits say what to do.
//!
//! - `function`: functions that are called by name
//! - `methods`: the methods of a plugin that are called by name
//! - `plugin`: the plugin of a crate, its export and its imports
//! - `imports`: the imports of a plugin
//! - `interface`: a trait whose objects cross
//! - `live_type`: a type that is restored by name
//! - `data`: a type that crosses
//! - `signature`: rules for functions and methods alike
//! - `types`: types that mean nothing in another library
//! - `objects`: of those, `dyn Trait`

mod data;
mod function;
mod imports;
mod interface;
mod live_type;
mod methods;
mod objects;
mod plugin;
mod signature;
mod types;

use syn::Attribute;

use crate::diag::Errors;
use crate::model::item::{is_another, twice};

pub(crate) use self::data::data;
pub(crate) use self::function::function;
pub(crate) use self::imports::imports;
pub(crate) use self::interface::interface;
pub(crate) use self::live_type::live_type;
pub(crate) use self::methods::methods;
pub(crate) use self::plugin::plugin;

/// A second attribute would put the same item into the table again.
fn once(others: &[Attribute], attribute: &str, errors: &mut Errors) {
    for other in others.iter().filter(|it| is_another(it, attribute)) {
        twice(other, attribute, errors);
    }
}
