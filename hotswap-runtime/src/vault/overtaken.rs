//! Changes that are overtaken by reloads, between the choice of a vault and its lock.

use std::sync::Arc;

use hotswap::LiveData;
use parking_lot::Mutex;

use super::carry_over::CarriedPlugins;
use super::entries::Entries;
use super::provider::Provider;
use super::stores::{Serving, Store, Stores};

type Hook = Box<dyn FnOnce() + Send>;

/// A vault that does something when it was chosen, and is about to be locked.
struct Hooked {
    entries: Entries,
    serving: Serving,
    hook: Mutex<Option<Hook>>,
}

impl Store for Hooked {
    fn entries(&self) -> &Entries {
        let hook = self.hook.lock().take();
        hook.into_iter().for_each(|hook| hook());
        &self.entries
    }

    fn serving(&self) -> &Serving {
        &self.serving
    }
}

/// A plugin that serves in one generation after the other, each of which keeps its vault until it is let go.
#[derive(Default)]
struct Scene {
    stores: Stores<Hooked>,
    generations: Mutex<Vec<Arc<Hooked>>>,
}

impl Scene {
    /// Two generations were loaded one after the other.
    fn new() -> Arc<Self> {
        let scene = Self::default();
        scene.reload();
        scene.reload();
        Arc::new(scene)
    }

    /// Another generation takes the place of the newest.
    fn reload(&self) {
        let mut generations = self.generations.lock();
        let new = Arc::new(Hooked {
            entries: Entries::default(),
            serving: Serving::not_yet(generations.len() as u64 + 1),
            hook: Mutex::default(),
        });
        self.stores.join(&new);
        let nobody = CarriedPlugins::of([].iter());
        match generations.last() {
            Some(old) => {
                let since = new.entries.carry_over(&old.entries, &nobody).unwrap();
                let begin = || new.serving.begin();
                let superseded = new.entries.supersede(&old.entries, || nobody, since, begin);
                superseded.unwrap();
            }
            None => new.serving.begin(),
        }
        generations.push(new);
    }

    /// A generation is let go.
    fn let_go(&self, index: usize) {
        let generation = self.generations.lock().remove(index);
        generation.entries.close();
    }

    fn newest(&self) -> Arc<Hooked> {
        let generations = self.generations.lock();
        Arc::clone(generations.last().expect("there is one"))
    }

    /// Sets something, and has `meanwhile` happen when the vault for it was chosen.
    fn set_while(
        self: &Arc<Self>,
        meanwhile: impl FnOnce(&Self) + Send + 'static,
    ) -> hotswap::Result<()> {
        let scene = Arc::clone(self);
        let hook: Hook = Box::new(move || meanwhile(&scene));
        *self.newest().hook.lock() = Some(hook);
        let data = LiveData::wrap(&7).expect("it is plain data");
        self.stores
            .change(|content| content.set("n", data, &Provider::host()))
    }

    /// What is set in the vault that serves.
    fn keys(&self) -> Vec<String> {
        self.newest().entries.keys().unwrap()
    }
}

#[test]
fn what_is_set_while_one_reload_passes_is_in_the_new_vault() {
    let scene = Scene::new();
    scene.set_while(Scene::reload).unwrap();
    assert_eq!(scene.keys(), ["n"]);
}

#[test]
fn what_is_set_while_two_reloads_pass_is_not_refused_though_both_vaults_are_gone() {
    let scene = Scene::new();
    let set = scene.set_while(|scene| {
        scene.reload();
        scene.reload();
        (0..3).for_each(|_| scene.let_go(0));
    });
    set.unwrap();
    assert_eq!(scene.keys(), ["n"]);
}

#[test]
fn nor_is_it_lost_in_a_vault_that_somebody_keeps_when_the_next_is_gone() {
    let scene = Scene::new();
    let set = scene.set_while(|scene| {
        scene.reload();
        scene.reload();
        scene.let_go(2);
    });
    set.unwrap();
    assert_eq!(scene.keys(), ["n"]);
}

#[test]
fn what_is_set_while_a_rollback_passes_is_in_the_vault_that_is_back() {
    let scene = Scene::new();
    let set = scene.set_while(|scene| {
        let mut generations = scene.generations.lock();
        let (old, newer) = (Arc::clone(&generations[0]), Arc::clone(&generations[1]));
        let begin = || old.serving.begin();
        old.entries.reinstate(&newer.entries, begin);
        generations.swap(0, 1);
    });
    set.unwrap();
    assert_eq!(scene.keys(), ["n"]);
}

#[test]
fn without_any_vault_there_is_an_error() {
    let scene = Scene::new();
    let set = scene.set_while(|scene| {
        scene.let_go(0);
        scene.let_go(0);
    });
    let error = set.unwrap_err().to_string();
    assert!(
        error.contains("the generation of this vault is gone"),
        "{error}"
    );
}
