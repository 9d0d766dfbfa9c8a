//! What several suites use.
//!
//! - `scene`: a directory of plugins that write down what happens to them
//! - `host`: a plugin in two versions, and a swapper that serves it
//! - `worker`, `process`: threads of the host, and what the system says of the process
//! - `stats`: waiting for what `stats` say
//! - `linkers`: the linkers that are installed
//! - `span_counts`: a subscriber that counts, which suites about traces take by itself

pub(crate) mod host;
pub(crate) mod linkers;
pub(crate) mod process;
pub(crate) mod scene;
pub(crate) mod worker;
