//! Generations that were replaced: kept for the free delay, then dropped. Until then a rollback can reinstate them.
//!
//! A generation that late calls are still in is checked again every few milliseconds. The calls do not report when they
//! leave, which is what makes them cheap.

use std::any::Any;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hotswap::object::AnyObj;

use crate::failpoints::Step;
use crate::hook::InHook;
use crate::manager::PluginManager;
use crate::plugin::LoadedPlugin;
use crate::published::Retired;
use crate::reaper::{Ending, Reaper, Wake, When};
use crate::version_info::VersionInfo;

/// How long it takes at most to notice that the last late call has left a generation.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// A generation to be let go.
#[derive(Debug)]
struct RetiredGeneration {
    manager: Retired<PluginManager>,
    until: Instant,
    /// A late call was in it when it was last looked at.
    in_use: bool,
}

impl Ending for RetiredGeneration {
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
    // Without plugins the objects are the host's, and their drops hold nothing up.
    if let Some(plugin) = manager.all().next() {
        let reaper = plugin.reaper();
        for (object, provider) in manager.store().entries().close_slots() {
            let info = owner(&manager, &object, provider);
            reaper.end(Box::new(SlotObject { object, info }));
        }
    }
    drop(manager);
}

/// Whose object it is: that of the plugin which keeps it loaded, or which has put it there.
fn owner(
    manager: &PluginManager,
    object: &AnyObj,
    provider: Option<u64>,
) -> Option<Arc<VersionInfo>> {
    let keeper = object.keep_owner();
    let of = |plugin: &LoadedPlugin| Some(plugin.keeper()) == keeper;
    let by = |plugin: &LoadedPlugin| Some(plugin.instance().version_info().number()) == provider;
    let found = manager.all().find(|it| of(it));
    let found = found.or_else(|| manager.all().find(|it| by(it)));
    found.map(|plugin| Arc::clone(plugin.instance().version_info()))
}

/// An object that was in the vault of a generation.
#[derive(Debug)]
struct SlotObject {
    object: AnyObj,
    info: Option<Arc<VersionInfo>>,
}

impl Ending for SlotObject {
    fn step(&self) -> Step {
        Step::LetGo
    }

    fn advance(self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        let Self { object, info } = *self;
        let _hook = info.map(|info| InHook::enter(info.hooks(), "drop of an extension"));
        drop(object);
        None
    }
}

/// Shares in generations that were taken on a thread that must not drop them.
#[derive(Debug)]
struct GenerationShares(Vec<Arc<PluginManager>>);

impl Ending for GenerationShares {
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
        reaper.end(Box::new(GenerationShares(shares)));
    }
}

/// Memory for a generation that will be retired. A prepared reload has it, so that the commit allocates nothing.
#[derive(Debug)]
pub(crate) struct RetirementMemory(Box<MaybeUninit<RetiredGeneration>>);

impl RetirementMemory {
    pub(crate) fn new() -> Self {
        Self(Box::new_uninit())
    }
}

/// Keeps a replaced generation until `until`.
pub(crate) fn retire(
    reaper: &Reaper,
    memory: RetirementMemory,
    manager: Retired<PluginManager>,
    until: Instant,
) {
    let retired = RetiredGeneration {
        manager,
        until,
        in_use: false,
    };
    let retired = Box::write(memory.0, retired);
    reaper.end(retired);
}

/// Gives a generation back that was replaced, if it was not let go yet.
pub(crate) fn recall(reaper: &Reaper, generation: u64) -> Option<Recalled<'_>> {
    let is_it = |it: &dyn Ending| as_retired(it).is_some_and(|it| it.generation() == generation);
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
        as_retired(it).map(|it| Waiting {
            generation: it.generation(),
            until: it.until,
            in_use: it.in_use,
        })
    })
}

fn as_retired(ending: &dyn Ending) -> Option<&RetiredGeneration> {
    let ending: &dyn Any = ending;
    ending.downcast_ref()
}

impl RetiredGeneration {
    fn generation(&self) -> u64 {
        self.manager.generation()
    }
}

/// A generation that was given back. Dropped, it waits for its end as before.
pub(crate) struct Recalled<'a> {
    reaper: &'a Reaper,
    /// `None` once it is taken.
    waiting: Option<RetiredGeneration>,
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
        if let Some(RetiredGeneration { manager, until, .. }) = self.waiting.take() {
            retire(self.reaper, RetirementMemory::new(), manager, until);
        }
    }
}
