//! What plugins are told of spans that are not their own. Each kind of span is described once, for ever.

use hotswap::raw::RawStr;
use hotswap::trace::{CallsiteKind, CallsiteMetadata, RawMetadata};
use parking_lot::Mutex;
use rustc_hash::{FxBuildHasher, FxHashMap};
use tracing_core::{Level, Metadata};

/// By the address of the metadata, which live for ever.
static DESCRIBED: Mutex<FxHashMap<usize, &'static RawMetadata>> =
    Mutex::new(FxHashMap::with_hasher(FxBuildHasher));

/// What a plugin is told of spans with these metadata.
pub(super) fn describe(metadata: &'static Metadata<'static>) -> &'static RawMetadata {
    let address = std::ptr::from_ref(metadata).addr();
    DESCRIBED.lock().entry(address).or_insert_with(|| {
        let fields: Vec<_> = metadata.fields().iter().map(|it| it.name()).collect();
        let raw: Vec<_> = fields.iter().map(|name| RawStr::new(name)).collect();
        let level = match *metadata.level() {
            Level::ERROR => 1,
            Level::WARN => 2,
            Level::INFO => 3,
            Level::DEBUG => 4,
            Level::TRACE => 5,
        };
        let description = CallsiteMetadata::new(
            CallsiteKind::Span,
            level,
            metadata.name(),
            metadata.target(),
            metadata.module_path(),
            metadata.file(),
            metadata.line(),
            fields,
        );
        Box::leak(Box::new(RawMetadata::of_host(&description, raw.leak())))
    })
}
