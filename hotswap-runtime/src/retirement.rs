//! Generations that were replaced: kept for the free delay, then let go. Until then they can be brought back.
//!
//! One that late calls are still in is asked again every few milliseconds: those who leave it do not say so,
//! which is what makes their calls cheap.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hotswap::object::AnyObj;

use crate::hook::InHook;
use crate::life::Life;
use crate::manager::PluginManager;
use crate::plugin::LoadedPlugin;
use crate::published::Retired;
use crate::reaper::{Ending, Reaper, Wake, When};
use crate::step::Step;

/// How long it takes at most to notice that the last late call has left a generation.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// A generation to be let go.
#[derive(Debug)]
struct Retiree {
    manager: Retired<PluginManager>,
    until: Instant,
    /// A late call was in it when it was last looked at.
    in_use: bool,
}

impl Ending for Retiree {
    fn step(&self) -> Step {
        Step::LetGo
    }

    fn when(&self) -> When {
        match self.in_use {
            true => When::AskedAgain(self.until),
            false => When::At(self.until),
        }
    }

    fn hurry(&mut self) {
        self.in_use = false;
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        match self.manager.let_go() {
            Ok(manager) => {
                let_go(manager);
                None
            }
            Err(manager) => Some(Box::new(Self {
                manager,
                until: Instant::now() + ASK_AGAIN,
                in_use: true,
            })),
        }
    }
}

/// Drops a share in a generation. If it is the last one, the objects in its vault come first: each ends by itself, since
/// its drop is code of a plugin, which may not return.
fn let_go(manager: Arc<PluginManager>) {
    let Some(manager) = Arc::into_inner(manager) else {
        return;
    };
    // Without plugins the objects are the host's, and there is nobody to be held up.
    if let Some(plugin) = manager.all().next() {
        let reaper = plugin.reaper();
        for (object, setter) in manager.store().shelf().close_slots() {
            let life = owner(&manager, &object, setter);
            reaper.end(Box::new(Thrown { object, life }));
        }
    }
    drop(manager);
}

/// Whose object it is: that of the plugin which keeps it loaded, or which has put it there.
fn owner(manager: &PluginManager, object: &AnyObj, setter: Option<u64>) -> Option<Arc<Life>> {
    let keeper = object.keep_owner();
    let of = |plugin: &LoadedPlugin| Some(plugin.keeper()) == keeper;
    let by = |plugin: &LoadedPlugin| Some(plugin.instance().life().number()) == setter;
    let found = manager.all().find(|it| of(it));
    let found = found.or_else(|| manager.all().find(|it| by(it)));
    found.map(|plugin| Arc::clone(plugin.instance().life()))
}

/// An object that was in the vault of a generation.
#[derive(Debug)]
struct Thrown {
    object: AnyObj,
    life: Option<Arc<Life>>,
}

impl Ending for Thrown {
    fn step(&self) -> Step {
        Step::LetGo
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        let Self { object, life } = *self;
        let _hook = life.map(|life| InHook::enter(&life, "drop of an extension"));
        drop(object);
        None
    }
}

/// Shares in generations that somebody has taken who must not be the one to drop them.
#[derive(Debug)]
struct Shares(Vec<Arc<PluginManager>>);

impl Ending for Shares {
    fn step(&self) -> Step {
        Step::LetGo
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        self.0.into_iter().for_each(let_go);
        None
    }
}

/// Drops shares in generations on the reaper's thread.
pub(crate) fn give_back(reaper: &Reaper, shares: Vec<Arc<PluginManager>>) {
    if !shares.is_empty() {
        reaper.end(Box::new(Shares(shares)));
    }
}

/// Keeps a replaced generation until `until`.
pub(crate) fn retire(reaper: &Reaper, manager: Retired<PluginManager>, until: Instant) {
    reaper.end(Box::new(Retiree {
        manager,
        until,
        in_use: false,
    }));
}

/// Gives a generation back that was replaced, if it was not let go yet.
pub(crate) fn recall(reaper: &Reaper, generation: u64) -> Option<Recalled<'_>> {
    let is_it = |it: &dyn Ending| retiree(it).is_some_and(|it| it.generation() == generation);
    let recalled: Box<dyn Any> = reaper.recall(is_it)?;
    Some(Recalled {
        reaper,
        waiting: Some(*recalled.downcast().ok()?),
    })
}

/// A generation that was replaced and not let go yet, as `stats` tells of it.
pub(crate) struct Waiting {
    pub(crate) generation: u64,
    pub(crate) until: Instant,
    /// A late call was in it when it was last looked at.
    pub(crate) in_use: bool,
}

/// The generations that were replaced and are kept.
pub(crate) fn waiting(reaper: &Reaper) -> Vec<Waiting> {
    reaper.waiting(|it| {
        retiree(it).map(|it| Waiting {
            generation: it.generation(),
            until: it.until,
            in_use: it.in_use,
        })
    })
}

fn retiree(ending: &dyn Ending) -> Option<&Retiree> {
    let ending: &dyn Any = ending;
    ending.downcast_ref()
}

impl Retiree {
    fn generation(&self) -> u64 {
        self.manager.generation()
    }
}

/// A generation that was given back. Dropped, it waits for its end as before.
pub(crate) struct Recalled<'a> {
    reaper: &'a Reaper,
    /// `None` once it is taken.
    waiting: Option<Retiree>,
}

impl Recalled<'_> {
    pub(crate) fn manager(&self) -> &Arc<PluginManager> {
        let waiting = self.waiting.as_ref();
        &waiting.expect("taking it consumes this").manager
    }

    pub(crate) fn take(mut self) -> Retired<PluginManager> {
        let waiting = self.waiting.take();
        waiting.expect("taking it consumes this").manager
    }
}

impl Drop for Recalled<'_> {
    fn drop(&mut self) {
        if let Some(Retiree { manager, until, .. }) = self.waiting.take() {
            retire(self.reaper, manager, until);
        }
    }
}
