//! The logger of a plugin: what it logs goes to the host.

use std::sync::OnceLock;

use log::{Level, LevelFilter, Log, Metadata, Record};

use super::raw::{CONTEXTUAL, CallsiteKind, Interest, RawMetadata, kind};
use super::recorded::Recorded;
use super::to_host::{KnownCallsite, ToHost};
use crate::raw::{RawSlice, RawStr};

static LOGGER: Logger = Logger(OnceLock::new());

/// The name and the one field of every record.
const NAME: &str = "log event";
const MESSAGE: [RawStr; 1] = [RawStr::new("message")];

struct Logger(OnceLock<ToHost>);

/// Makes the host the logger of this library.
pub(super) fn install(host: ToHost) {
    LOGGER.0.get_or_init(|| host);
    // It is the first: no code of the plugin has run, apart from constructors of C libraries.
    let _ = log::set_logger(&LOGGER);
}

pub(super) fn set_max_level(max_level: u32) {
    log::set_max_level(match max_level {
        0 => LevelFilter::Off,
        1 => LevelFilter::Error,
        2 => LevelFilter::Warn,
        3 => LevelFilter::Info,
        4 => LevelFilter::Debug,
        _ => LevelFilter::Trace,
    });
}

/// Where something is logged.
#[derive(Default)]
struct Place<'a> {
    module_path: &'a str,
    file: &'a str,
    line: u32,
}

impl Logger {
    /// The host's callsite for something that is to be recorded.
    fn callsite(
        &self,
        metadata: &Metadata<'_>,
        place: &Place<'_>,
    ) -> Option<(ToHost, KnownCallsite)> {
        let host = *self.0.get()?;
        let level = match metadata.level() {
            Level::Error => 1,
            Level::Warn => 2,
            Level::Info => 3,
            Level::Debug => 4,
            Level::Trace => 5,
        };
        let callsite = host.callsite(&RawMetadata {
            size: size_of::<RawMetadata>() as u32,
            kind: CallsiteKind::Log as u32,
            level,
            line: place.line,
            name: RawStr::new(NAME),
            target: RawStr::new(metadata.target()),
            module_path: RawStr::new(place.module_path),
            file: RawStr::new(place.file),
            fields: RawSlice::new(&MESSAGE),
        })?;
        let is_enabled = match callsite.0.interest() {
            Interest::Never => false,
            Interest::Sometimes => host.enabled(callsite),
            Interest::Always => true,
        };
        is_enabled.then_some((host, callsite))
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.callsite(metadata, &Place::default()).is_some()
    }

    fn log(&self, record: &Record<'_>) {
        let place = Place {
            module_path: record.module_path().unwrap_or_default(),
            file: record.file().unwrap_or_default(),
            line: record.line().unwrap_or(0),
        };
        let Some((host, callsite)) = self.callsite(record.metadata(), &place) else {
            return;
        };
        let mut recorded = Recorded::new();
        recorded.text_field(0, kind::TEXT, *record.args());
        host.event(callsite, CONTEXTUAL, &recorded.lend());
    }

    fn flush(&self) {}
}
