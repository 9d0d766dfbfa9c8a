//! Generations, each with its vault, and a plugin that is in all of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use hotswap::LiveData;
use loom::model::Builder;
use loom::thread::{self, JoinHandle};

use crate::carry_over::CarriedPlugins;
use crate::entries::Entries;
use crate::plugin::LoadedPlugin;
use crate::provider::Provider;
use crate::stores::{Serving, Store, Stores};
use crate::sync::Arc;
use crate::version_info::VersionInfo;

/// Runs `body` on a new stage in every order of its steps in which threads are interrupted up to three times.
pub(crate) fn explore(body: impl Fn(&Stage) + Send + Sync + 'static) {
    explore_up_to(3, body);
}

/// The same with as many interruptions as are said.
pub(crate) fn explore_up_to(interruptions: usize, body: impl Fn(&Stage) + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(interruptions);
    builder.check(move || body(&Stage::new()));
}

/// What all threads of a run share. Loom's threads take turns on one real thread, so it need not be an `Arc`.
#[derive(Clone)]
pub(crate) struct Stage(Rc<Cast>);

struct Cast {
    /// The vaults as the plugin sees them.
    stores: Stores<Vault>,
    provider: Provider,
    /// How many vaults there have been.
    vaults: Cell<u64>,
    /// The generations that are not let go yet, the one that serves last. Transactions have it one after the other.
    generations: RefCell<Vec<Arc<Vault>>>,
}

struct Vault {
    entries: Entries,
    serving: Serving,
}

impl Store for Vault {
    fn entries(&self) -> &Entries {
        &self.entries
    }

    fn serving(&self) -> &Serving {
        &self.serving
    }
}

impl Stage {
    /// One generation serves.
    fn new() -> Self {
        let stage = Self(Rc::new(Cast {
            stores: Stores::default(),
            provider: Provider::plugin(&VersionInfo),
            vaults: Cell::default(),
            generations: RefCell::default(),
        }));
        let first = stage.vault();
        stage.0.stores.join(&first);
        first.serving.begin();
        stage.0.generations.borrow_mut().push(first);
        stage
    }

    /// The vault of a generation that is prepared.
    fn vault(&self) -> Arc<Vault> {
        let number = self.0.vaults.get() + 1;
        self.0.vaults.set(number);
        Arc::new(Vault {
            entries: Entries::default(),
            serving: Serving::not_yet(number),
        })
    }

    pub(crate) fn act(&self, body: impl FnOnce(&Self) + 'static) -> JoinHandle<()> {
        let stage = self.clone();
        thread::spawn(move || body(&stage))
    }

    fn newest(&self) -> Arc<Vault> {
        let generations = self.0.generations.borrow();
        Arc::clone(generations.last().expect("there is one"))
    }

    /// As a reload prepares and commits a generation.
    pub(crate) fn reload(&self) {
        let plugin = LoadedPlugin(VersionInfo);
        let carried_plugins = || CarriedPlugins::of([&plugin].into_iter());
        let old = self.newest();
        let new = self.vault();
        let since = new
            .entries
            .carry_over(&old.entries, &carried_plugins())
            .unwrap();
        self.0.stores.join(&new);
        let begin = || new.serving.begin();
        let superseded = new
            .entries
            .supersede(&old.entries, carried_plugins, since, begin);
        superseded.unwrap();
        self.0.generations.borrow_mut().push(new);
    }

    /// The two newest generations change places.
    pub(crate) fn roll_back(&self) {
        let newer = self.0.generations.borrow_mut().pop().expect("it serves");
        let old = self.newest();
        old.entries
            .reinstate(&newer.entries, || old.serving.begin());
        let mut generations = self.0.generations.borrow_mut();
        let place = generations.len() - 1;
        generations.insert(place, newer);
    }

    /// Lets go of a generation, counted from the oldest.
    pub(crate) fn let_go(&self, index: usize) {
        let generation = self.0.generations.borrow_mut().remove(index);
        generation.entries.close();
    }

    pub(crate) fn set(&self, key: &str) {
        let data = LiveData::none();
        let set = |content: &mut crate::entries::Content| content.set(key, data, &self.0.provider);
        self.0.stores.change(set).expect("there is a vault");
    }

    pub(crate) fn remove(&self, key: &str) {
        let removed = self.0.stores.change(|content| content.remove(key));
        assert!(removed.expect("there is a vault").is_some());
    }

    /// Whether the plugin sees it.
    pub(crate) fn has(&self, key: &str) -> bool {
        let asked = self.0.stores.ask(|vault| vault.entries.get(key));
        asked.expect("there is a vault").is_some()
    }

    /// Whether the generation that serves has it.
    pub(crate) fn serves(&self, key: &str) -> bool {
        let found = self.newest().entries.get(key);
        found.expect("it is not closed").is_some()
    }

    /// Whether a generation has it, counted from the oldest.
    pub(crate) fn is_in(&self, key: &str, index: usize) -> bool {
        let found = self.0.generations.borrow()[index].entries.get(key);
        found.expect("it is not closed").is_some()
    }
}
