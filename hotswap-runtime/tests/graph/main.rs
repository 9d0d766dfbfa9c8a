//! Plugins that need each other: random graphs of real libraries, and imports under attack.
//!
//! - `node`, `shapes`, `stage`, `model`, `random`: random graphs, against a naive model of what must happen
//! - `imports`: who may still look at an import, and until when
//! - `rewiring`: files that move while what they need is rebuilt
//! - `objects`: objects that hold whole chains of old versions
//! - `compilers`: importer and exporter by different compilers, with different dependencies
//! - `soak`: hundreds of reloads of a chain under load

mod compilers;
mod imports;
mod model;
mod objects;
mod random;
mod rewiring;
#[path = "../parity/scene.rs"]
#[allow(dead_code, reason = "shared with the tests of parity")]
mod scene;
mod shapes;
mod soak;
mod stage;
