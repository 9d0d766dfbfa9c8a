//! A host that is attacked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hotswap::call::Args;
use hotswap::{Abi, LiveData, Obj};
use hotswap_runtime::stats::Phase;
use hotswap_runtime::{Outcome, ReloadReport, Swapper, SwapperBuilder, safe_point};
use test_kit::{PluginDir, wait_for};

use crate::api::{HostSide, Thing};
use crate::plugin::Attacker;

/// The swapper, for plugins that have the host do something with it: there is one attack in a process.
static SWAPPER: Mutex<Option<Swapper>> = Mutex::new(None);
/// What plugins have given to be kept.
static KEPT: Mutex<Vec<Obj<dyn Thing>>> = Mutex::new(Vec::new());

/// What the host lends its plugins.
pub(crate) struct Me;

impl HostSide for Me {
    fn call(&self, what: &str) -> hotswap::Result<String> {
        Ok(match what {
            "reload" => reload().map_or_else(|error| error, |report| report.to_string()),
            "safe point" => {
                safe_point();
                "passed".to_owned()
            }
            "drop swapper" => {
                forget_own_swapper();
                "dropped".to_owned()
            }
            "boom" => panic!("the host panics"),
            ping if ping.starts_with("ping ") => return ping_back(&ping[5..]),
            other => other.to_uppercase(),
        })
    }

    fn keep(&self, object: Obj<dyn Thing>) {
        lock(&KEPT).push(object);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reload() -> Result<ReloadReport, String> {
    let swapper = lock(&SWAPPER).clone().ok_or("there is no swapper")?;
    swapper
        .reload(&LiveData::none())
        .map_err(|error| error.to_string())
}

/// Has the plugin call the host, which calls the plugin, so many times.
fn ping_back(times: &str) -> hotswap::Result<String> {
    let swapper = lock(&SWAPPER)
        .clone()
        .ok_or_else(|| hotswap::Error::msg("there is no swapper"))?;
    match times.parse::<u32>()? {
        0 => Ok("the end".to_owned()),
        times => swapper.with(|manager| manager.plugin("evil")?.invoke("ping", (times - 1,))),
    }
}

/// Takes what plugins have given to be kept.
pub(crate) fn take_kept() -> Vec<Obj<dyn Thing>> {
    std::mem::take(&mut *lock(&KEPT))
}

/// The host's own handle, under the lock that plugins need to have it called.
pub(crate) fn with_own_swapper<R>(body: impl FnOnce(&Swapper) -> R) -> R {
    body(lock(&SWAPPER).as_ref().expect("it is there"))
}

/// Drops the handle that plugins can reach.
pub(crate) fn forget_own_swapper() {
    let swapper = lock(&SWAPPER).take();
    drop(swapper);
}

/// Says how far an attack is: who says nothing is taken to hang.
pub(crate) fn step(what: impl std::fmt::Display) {
    println!("{what}");
}

/// Calls a function of the version that serves.
pub(crate) fn call<'s, R: Abi>(
    swapper: &Swapper,
    plugin: &str,
    function: &str,
    args: impl Args<'s>,
) -> hotswap::Result<R> {
    swapper.current().plugin(plugin)?.invoke(function, args)
}

/// A host that serves the first build of some attackers.
pub(crate) struct Stage {
    pub(crate) swapper: Swapper,
    pub(crate) plugins: PluginDir,
    attackers: Vec<Attacker>,
    /// How many builds of each were published.
    builds: Mutex<HashMap<String, u32>>,
}

impl Stage {
    pub(crate) fn of(attackers: &[Attacker]) -> Self {
        Self::with(attackers, |builder| builder)
    }

    /// One with other settings.
    pub(crate) fn with(
        attackers: &[Attacker],
        settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        Self::without_extension(attackers, |builder| {
            settings(builder.extension::<dyn HostSide>(|| Me))
        })
    }

    /// One that lends its plugins nothing but what `settings` say.
    pub(crate) fn without_extension(
        attackers: &[Attacker],
        settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        let stage = Self::empty(attackers, settings);
        for attacker in attackers {
            stage.publish(attacker.name());
        }
        let report = stage.swapper.load(&LiveData::none());
        step(report.expect("the first build loads"));
        stage
    }

    /// One that has loaded nothing yet.
    pub(crate) fn empty(
        attackers: &[Attacker],
        settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder,
    ) -> Self {
        let plugins = PluginDir::new();
        let builder = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = settings(builder).build().expect("the settings are fine");
        *lock(&SWAPPER) = Some(swapper.clone());
        Self {
            swapper,
            plugins,
            attackers: attackers.to_vec(),
            builds: Mutex::default(),
        }
    }

    /// Publishes another build of `name` than the one before.
    pub(crate) fn publish(&self, name: &str) {
        let attacker = self
            .attackers
            .iter()
            .find(|attacker| attacker.name() == name);
        let attacker = attacker.expect("the stage knows it");
        let mut builds = lock(&self.builds);
        let number = builds.entry(name.to_owned()).or_default();
        step(format!("a build of {name}"));
        // Two builds are enough: each differs from the one that it replaces.
        self.plugins.add(&attacker.build(*number % 2));
        *number += 1;
    }

    /// Puts another build in the place of the one that serves.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str) {
        self.publish(name);
        let report = self.swapper.reload(&LiveData::none());
        let report = report.expect("another build loads");
        assert_eq!(
            report.outcome(name),
            Some(Outcome::Ok),
            "it is another build"
        );
        step(report);
    }

    /// Calls a function of `evil` that gives nothing.
    #[track_caller]
    pub(crate) fn evil<'s>(&self, function: &str, args: impl Args<'s>) {
        self.call("evil", function, args)
    }

    /// Calls a function that must give what it should.
    #[track_caller]
    pub(crate) fn call<'s, R: Abi>(&self, plugin: &str, function: &str, args: impl Args<'s>) -> R {
        let called = self.try_call(plugin, function, args);
        called.unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    /// Calls a function that may fail.
    pub(crate) fn try_call<'s, R: Abi>(
        &self,
        plugin: &str,
        function: &str,
        args: impl Args<'s>,
    ) -> hotswap::Result<R> {
        step(function);
        call(&self.swapper, plugin, function, args)
    }

    /// Waits until every version that was replaced is unmapped.
    #[track_caller]
    pub(crate) fn all_gone(&self) {
        self.all_gone_while(|| ());
    }

    /// The same, and does something again and again meanwhile.
    #[track_caller]
    pub(crate) fn all_gone_while(&self, meanwhile: impl Fn()) {
        self.wait_for_stats("unloaded", |stats| {
            meanwhile();
            let is_clear = stats
                .versions
                .iter()
                .all(|version| version.phase == Phase::Serving);
            is_clear && stats.unloaded + stats.versions.len() as u64 == stats.opened
        });
        step("all gone");
    }

    /// Waits until so many versions are unmapped.
    #[track_caller]
    pub(crate) fn unloaded(&self, count: u64) {
        self.wait_for_stats("unloaded", |stats| stats.unloaded == count);
    }

    /// Waits until stats say this.
    #[track_caller]
    pub(crate) fn stats_say(&self, text: &str) {
        self.wait_for_stats(text, |stats| stats.to_string().contains(text));
    }

    #[track_caller]
    fn wait_for_stats(&self, what: &str, is_so: impl Fn(&hotswap_runtime::Stats) -> bool) {
        wait_for(|| {
            // This thread has called them, too.
            safe_point();
            let stats = self.swapper.stats();
            is_so(&stats)
                .then_some(())
                .ok_or_else(|| format!("{what}: {stats}"))
        });
    }

    /// Takes the handle out, and drops the one that plugins can reach. Its plugins' files stay until the process ends.
    pub(crate) fn leave(self) -> Swapper {
        let Self {
            swapper, plugins, ..
        } = self;
        forget_own_swapper();
        std::mem::forget(plugins);
        swapper
    }

    /// Ends the host: its last handle is dropped.
    pub(crate) fn end(self) {
        let Self {
            swapper, plugins, ..
        } = self;
        let own = lock(&SWAPPER).take();
        step("the swapper is dropped");
        drop((own, swapper));
        drop(plugins);
        step("the host has ended");
    }
}
