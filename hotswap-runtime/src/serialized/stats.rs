//! What is loaded, and what holds it.

use serde::{Serialize, Serializer};

use super::{FORMAT, seconds, text};
use crate::stats::{self, HeldBy, LeftMapped, Phase, Stats, Version};

#[derive(Serialize)]
struct Form<'a> {
    format: u32,
    generation: u64,
    opened: u64,
    freed: u64,
    unloaded: u64,
    kept_mapped: u64,
    left_mapped: Left,
    libraries: Vec<SharedLibrary<'a>>,
    callsites: usize,
    versions: &'a [Version],
}

#[derive(Serialize)]
struct Left {
    mappings: usize,
    bytes: u64,
}

#[derive(Serialize)]
struct SharedLibrary<'a> {
    name: &'a str,
    path: String,
    needed_by: Vec<&'a str>,
    /// Another file that a plugin should have got; null if there is none.
    instead_of: Option<String>,
}

#[derive(Serialize)]
struct OneVersion<'a> {
    plugin: &'a str,
    version: &'a str,
    build: Option<String>,
    generation: u64,
    mode: String,
    phase: &'static str,
    /// Why it is not unloaded; null if it can be.
    stays_mapped: Option<&'a str>,
    held_by: Vec<Holder<'a>>,
}

/// What holds a version. `kind` says what the other keys mean.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Holder<'a> {
    FreeDelay {
        generation: u64,
        seconds_left: f64,
    },
    Calls {
        generation: u64,
    },
    Generation {
        generation: u64,
        count: usize,
    },
    Plugins {
        count: usize,
    },
    Functions {
        count: usize,
    },
    Objects {
        count: usize,
    },
    Futures {
        count: usize,
    },
    Wakers {
        count: usize,
    },
    Tasks {
        count: usize,
    },
    Imports {
        count: usize,
    },
    Thread {
        tid: i32,
        name: Option<&'a str>,
        thread_locals: usize,
        key_values: usize,
        started_by_the_plugin: bool,
        /// How long it has been in a destructor of the plugin; null if it is in none.
        seconds_in_destructor: Option<f64>,
    },
    Handler {
        signal: &'a str,
    },
    Hook {
        name: &'static str,
        thread: Option<&'a str>,
        seconds: f64,
    },
    Resident,
}

impl Serialize for Stats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LeftMapped { mappings, bytes } = self.left_mapped;
        let form = Form {
            format: FORMAT,
            generation: self.generation,
            opened: self.opened,
            freed: self.freed,
            unloaded: self.unloaded,
            kept_mapped: self.kept_mapped,
            left_mapped: Left { mappings, bytes },
            libraries: self.libraries.iter().map(library).collect(),
            callsites: self.callsites,
            versions: &self.versions,
        };
        form.serialize(serializer)
    }
}

fn library(library: &stats::Library) -> SharedLibrary<'_> {
    SharedLibrary {
        name: &library.name,
        path: text(&library.path),
        needed_by: library.needed_by.iter().map(String::as_str).collect(),
        instead_of: library.instead_of.as_deref().map(text),
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = OneVersion {
            plugin: &self.plugin,
            version: &self.version,
            build: self.build.map(|it| it.to_string()),
            generation: self.generation,
            mode: self.mode.to_string(),
            phase: match self.phase {
                Phase::Staged => "staged",
                Phase::Serving => "serving",
                Phase::Replaced => "replaced",
                Phase::Freed => "freed",
            },
            stays_mapped: self.stays_mapped.as_deref(),
            held_by: self.held_by.iter().map(holder).collect(),
        };
        form.serialize(serializer)
    }
}

fn holder(holder: &HeldBy) -> Holder<'_> {
    match holder {
        &HeldBy::FreeDelay { generation, left } => Holder::FreeDelay {
            generation,
            seconds_left: seconds(left),
        },
        &HeldBy::Calls { generation } => Holder::Calls { generation },
        &HeldBy::Generation { generation, count } => Holder::Generation { generation, count },
        &HeldBy::Plugins(count) => Holder::Plugins { count },
        &HeldBy::Functions(count) => Holder::Functions { count },
        &HeldBy::Objects(count) => Holder::Objects { count },
        &HeldBy::Futures(count) => Holder::Futures { count },
        &HeldBy::Wakers(count) => Holder::Wakers { count },
        &HeldBy::Tasks(count) => Holder::Tasks { count },
        &HeldBy::Imports(count) => Holder::Imports { count },
        HeldBy::Thread(thread) => Holder::Thread {
            tid: thread.tid,
            name: thread.name.as_deref(),
            thread_locals: thread.thread_locals,
            key_values: thread.key_values,
            started_by_the_plugin: thread.is_its_own,
            seconds_in_destructor: thread.in_destructor.map(seconds),
        },
        HeldBy::Handler(signal) => Holder::Handler { signal },
        HeldBy::Hook(hook) => Holder::Hook {
            name: hook.name,
            thread: hook.thread.as_deref(),
            seconds: seconds(hook.running_for),
        },
        HeldBy::Resident => Holder::Resident,
    }
}
