//! The callsites of plugins. They are interned by content, so they do not grow with reloads of equal source.
//!
//! In `tracing`'s registry each is a `DefaultCallsite`, as all callsites of the host are. The registry asks subscribers about
//! callsites of other types under a lock. A subscriber that calls a plugin then, which records something new, would wait for itself.

use std::collections::HashSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering, fence};

use hotswap::trace::{Callsite, CallsiteKind, CallsiteMetadata, Interest};
use parking_lot::Mutex;
use rustc_hash::{FxBuildHasher, FxHashMap};
use tracing_core::callsite::DefaultCallsite;
use tracing_core::field::FieldSet;
use tracing_core::metadata::Kind;
use tracing_core::{Level, Metadata, callsite, subscriber};

/// What the host has for a callsite.
pub(crate) struct Site {
    /// Set right after it was made.
    metadata: OnceLock<Metadata<'static>>,
    /// What is registered. Set right after it was made.
    registered: OnceLock<DefaultCallsite>,
    /// Whether a thread has begun to register it.
    has_begun: AtomicBool,
    /// Whether it is registered: then its interest can be read without asking subscribers.
    is_registered: AtomicBool,
    /// The places of the fields that say which plugin it was. `None` if the callsite has a field of that name.
    pub(super) plugin: Option<usize>,
    pub(super) version: Option<usize>,
}

impl Site {
    pub(super) fn metadata(&self) -> &Metadata<'static> {
        self.metadata.get().expect("it is set before it is used")
    }
}

/// What the metadata of a callsite are identified by. It is not registered itself.
struct Identity(&'static Callsite<Site>);

impl callsite::Callsite for Identity {
    fn set_interest(&self, _: subscriber::Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.0.site.metadata()
    }
}

/// Registers a callsite, if it is not.
///
/// Subscribers are asked meanwhile, so no lock is held. Until they have answered, other threads that have found the callsite ask
/// for each event, and so does a subscriber that comes here again.
fn register(callsite: &'static Callsite<Site>) {
    let site = &callsite.site;
    // Relaxed: one thread gets `false` from the swap. What it does then has orderings of its own.
    if site.has_begun.load(Ordering::Relaxed) || site.has_begun.swap(true, Ordering::Relaxed) {
        return;
    }
    let registered = site.registered.get().expect("it is set before it is used");
    registered.register();
    site.is_registered.store(true, Ordering::Relaxed);
    // Either this sees the interest that changed filters have set, or `update_all` sees that the callsite is registered.
    fence(Ordering::SeqCst);
    update(callsite, registered);
}

/// Takes over the interest that `tracing` has for a callsite that is registered.
fn update(callsite: &'static Callsite<Site>, registered: &'static DefaultCallsite) {
    loop {
        let interest = interest(registered);
        callsite.set_interest(interest);
        // Filters may have changed meanwhile, and another thread may have taken that over before.
        if self::interest(registered) == interest {
            return;
        }
    }
}

fn interest(registered: &'static DefaultCallsite) -> Interest {
    match registered.interest() {
        it if it.is_never() => Interest::Never,
        it if it.is_always() => Interest::Always,
        _ => Interest::Sometimes,
    }
}

/// Takes over the interests that `tracing` has after filters have changed. It asks no subscriber.
pub(super) fn update_all() {
    // Pairs with the one in `register`.
    fence(Ordering::SeqCst);
    let interned = INTERNED.lock();
    for identity in interned.callsites.values() {
        let site = &identity.0.site;
        if let Some(registered) = site.registered.get()
            && site.is_registered.load(Ordering::Relaxed)
        {
            update(identity.0, registered);
        }
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
    callsites: FxHashMap<Key<'static>, &'static Identity>,
    /// How many of them have a target that only `log` has, where it may be made at run time.
    targets: usize,
    /// How many of them were the first of their module or file. `log` may have these made at run time too.
    places: usize,
}

static INTERNED: Mutex<Interned> = Mutex::new(Interned {
    texts: HashSet::with_hasher(FxBuildHasher),
    callsites: FxHashMap::with_hasher(FxBuildHasher),
    targets: 0,
    places: 0,
});

/// As many callsites of `log` may have a target that is not their module. Others have `log` for a target.
const MAX_TARGETS: usize = 1024;

/// As many callsites of `log` may name a module or file that was not known before. Others have no place.
const MAX_PLACES: usize = 4096;

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
    let callsite = {
        let mut interned = INTERNED.lock();
        interned.find(&mut key).0
    };
    // Not under the lock: subscribers are asked.
    register(callsite);
    callsite
}

impl Interned {
    fn find(&mut self, key: &mut Key<'_>) -> &'static Identity {
        if let Some(known) = self.callsites.get(key) {
            return known;
        }
        if key.kind != CallsiteKind::Log {
            return self.find_or_add(key);
        }
        let is_known = |text: Option<&str>| text.is_none_or(|it| self.texts.contains(it));
        if !is_known(key.module_path) || !is_known(key.file) {
            if self.places == MAX_PLACES {
                (key.module_path, key.file, key.line) = (None, None, None);
                return self.find(key);
            }
            self.places += 1;
        }
        let module = key.module_path.unwrap_or("log");
        if key.target != module {
            if self.targets == MAX_TARGETS {
                key.target = "log";
                return self.find_or_add(key);
            }
            self.targets += 1;
        }
        self.find_or_add(key)
    }

    fn find_or_add(&mut self, key: &Key<'_>) -> &'static Identity {
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

fn make(key: &Key<'static>) -> &'static Identity {
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
        registered: OnceLock::new(),
        has_begun: AtomicBool::new(false),
        is_registered: AtomicBool::new(false),
        plugin,
        version,
    })));
    // Until it is registered.
    callsite.set_interest(Interest::Sometimes);
    let identity: &'static Identity = Box::leak(Box::new(Identity(callsite)));
    let metadata = callsite.site.metadata.get_or_init(|| {
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
            FieldSet::new(names.leak(), callsite::Identifier(identity)),
            match key.kind {
                CallsiteKind::Span => Kind::SPAN,
                _ => Kind::EVENT,
            },
        )
    });
    callsite
        .site
        .registered
        .get_or_init(|| DefaultCallsite::new(metadata));
    identity
}
