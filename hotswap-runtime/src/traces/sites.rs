//! The callsites of plugins. They are interned by content, so they do not grow with reloads of equal source.

use std::collections::HashSet;
use std::sync::{Once, OnceLock};

use hotswap::trace::{Callsite, CallsiteKind, CallsiteMetadata, Interest};
use parking_lot::Mutex;
use rustc_hash::{FxBuildHasher, FxHashMap};
use tracing_core::field::FieldSet;
use tracing_core::metadata::Kind;
use tracing_core::{Level, Metadata, callsite, subscriber};

use super::changes;

/// What the host has for a callsite.
pub(crate) struct Site {
    /// Set right after it was made.
    metadata: OnceLock<Metadata<'static>>,
    registered: Once,
    /// The places of the fields that say which plugin it was. `None` if the callsite has a field of that name.
    pub(super) plugin: Option<usize>,
    pub(super) version: Option<usize>,
}

impl Site {
    pub(super) fn metadata(&self) -> &Metadata<'static> {
        self.metadata.get().expect("it is set before it is used")
    }
}

/// A callsite as `tracing` sees it.
struct Registered(&'static Callsite<Site>);

impl callsite::Callsite for Registered {
    /// Called while the registry of callsites is locked.
    fn set_interest(&self, interest: subscriber::Interest) {
        let interest = match interest {
            it if it.is_never() => Interest::Never,
            it if it.is_always() => Interest::Always,
            _ => Interest::Sometimes,
        };
        let has_changed = self.0.set_interest(interest);
        // The plugin that registers it asks for the interest right after this.
        if has_changed && self.0.site.registered.is_completed() {
            changes::notify();
        }
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.0.site.metadata()
    }
}

/// What makes two callsites one.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key<'a> {
    kind: CallsiteKind,
    level: u32,
    name: &'a str,
    target: &'a str,
    module_path: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    fields: Vec<&'a str>,
}

struct Interned {
    texts: HashSet<&'static str, FxBuildHasher>,
    callsites: FxHashMap<Key<'static>, &'static Registered>,
    /// How many of them have a target that only `log` has, where it may be made at run time.
    targets: usize,
}

static INTERNED: Mutex<Interned> = Mutex::new(Interned {
    texts: HashSet::with_hasher(FxBuildHasher),
    callsites: FxHashMap::with_hasher(FxBuildHasher),
    targets: 0,
});

/// As many callsites of `log` may have a target that is not their module. Others have `log` for a target.
const MAX_TARGETS: usize = 1024;

/// The fields that say which plugin it was.
const PLUGIN: &str = "plugin";
const VERSION: &str = "plugin.version";

/// How many callsites there are.
pub(crate) fn count() -> usize {
    INTERNED.lock().callsites.len()
}

/// The callsite of this content.
pub(super) fn intern(metadata: &CallsiteMetadata<'_>) -> &'static Callsite<Site> {
    let mut key = Key {
        kind: metadata.kind,
        level: metadata.level,
        name: metadata.name,
        target: metadata.target,
        module_path: metadata.module_path,
        file: metadata.file,
        line: metadata.line,
        fields: metadata.fields.clone(),
    };
    let registered = {
        let mut interned = INTERNED.lock();
        interned.find(&mut key)
    };
    // Not under the lock: subscribers are asked. A thread that has found the callsite waits until that is done.
    let register = |_: &_| callsite::register(registered);
    registered.0.site.registered.call_once_force(register);
    registered.0
}

impl Interned {
    fn find(&mut self, key: &mut Key<'_>) -> &'static Registered {
        if let Some(known) = self.callsites.get(key) {
            return known;
        }
        let module = key.module_path.unwrap_or("log");
        if key.kind == CallsiteKind::Log && key.target != module {
            if self.targets == MAX_TARGETS {
                key.target = "log";
                return self.find_or_add(key);
            }
            self.targets += 1;
        }
        self.find_or_add(key)
    }

    fn find_or_add(&mut self, key: &Key<'_>) -> &'static Registered {
        if let Some(known) = self.callsites.get(key) {
            return known;
        }
        let key = Key {
            kind: key.kind,
            level: key.level,
            name: self.text(key.name),
            target: self.text(key.target),
            module_path: key.module_path.map(|it| self.text(it)),
            file: key.file.map(|it| self.text(it)),
            line: key.line,
            fields: key.fields.iter().map(|it| self.text(it)).collect(),
        };
        let made = make(&key);
        self.callsites.insert(key, made);
        made
    }

    fn text(&mut self, text: &str) -> &'static str {
        if let Some(known) = self.texts.get(text) {
            return known;
        }
        let text: &'static str = Box::leak(text.into());
        self.texts.insert(text);
        text
    }
}

fn make(key: &Key<'static>) -> &'static Registered {
    let mut names = key.fields.clone();
    let mut add = |name| {
        let is_free = !names.contains(&name);
        is_free.then(|| {
            names.push(name);
            names.len() - 1
        })
    };
    let (plugin, version) = (add(PLUGIN), add(VERSION));
    let callsite: &'static Callsite<Site> = Box::leak(Box::new(Callsite::new(Site {
        metadata: OnceLock::new(),
        registered: Once::new(),
        plugin,
        version,
    })));
    let registered: &'static Registered = Box::leak(Box::new(Registered(callsite)));
    callsite.site.metadata.get_or_init(|| {
        Metadata::new(
            key.name,
            key.target,
            match key.level {
                1 => Level::ERROR,
                2 => Level::WARN,
                3 => Level::INFO,
                4 => Level::DEBUG,
                _ => Level::TRACE,
            },
            key.file,
            key.line,
            key.module_path,
            FieldSet::new(names.leak(), callsite::Identifier(registered)),
            match key.kind {
                CallsiteKind::Span => Kind::SPAN,
                _ => Kind::EVENT,
            },
        )
    });
    registered
}
