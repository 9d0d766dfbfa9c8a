//! The host's side of one plugin.

use std::any::Any;
use std::ffi::c_void;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::attached;
use super::executor::{ExecutorTable, HostExecutor, no_executor};
use super::raw_task::RawTask;
use super::table::HostTable;
use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::call::{
    Failure, PluginPanic, RawPanic, barrier_without_value, contained, silence, symbolize,
};
use crate::context::RawContext;
use crate::error::{Error, Result};
use crate::keep::{Keep, KeepPurpose, RawKeep};
use crate::metrics::{Metrics, MetricsHost, RawMetrics};
use crate::raw::{RawSlice, RawStr};
use crate::role;
use crate::trace::{RawTraces, TraceHost};
use crate::vault::RawVault;

/// The host's side of one plugin.
///
/// Lives as long as the plugin's library is mapped.
pub struct HostServices {
    plugin: String,
    version: String,
    build: String,
    generation: u64,
    /// What the plugin is told of these, once it was asked for.
    context: OnceLock<RawContext>,
    on_panic: PanicObserver,
    make_keep: Option<MakeKeep>,
    vault: Option<Arc<dyn LendVault>>,
    traces: Option<TraceServices>,
    executor: Option<HostExecutor>,
    metrics: Option<MetricsServices>,
}

/// Where the metrics of the plugin go.
struct MetricsServices {
    raw: RawMetrics,
    /// What `raw` points to.
    _host: Arc<dyn Any + Send + Sync>,
}

/// Where the traces of the plugin go.
struct TraceServices {
    raw: RawTraces,
    /// What `raw` points to.
    _host: Arc<dyn Any + Send + Sync>,
}

/// A vault of any type, which can be lent to a plugin.
pub(crate) trait LendVault: Send + Sync {
    /// The vault as a plugin gets it.
    fn lend(&self) -> RawVault;
}

/// Called for a panic. Returns whether it has made the panic known.
type PanicObserver = Box<dyn Fn(&PluginPanic<'_>) -> bool + Send + Sync>;

/// Makes a keep of the plugin.
type MakeKeep = Box<dyn Fn(KeepPurpose) -> Result<Keep> + Send + Sync>;

impl HostServices {
    /// `on_panic` is called for each panic in the plugin, on its thread, before it unwinds. It returns whether it has reported the
    /// panic: `false` leaves that to the caller, which receives the panic as an error. If there turns out to be no caller,
    /// `on_panic` is called again ([`PluginPanic::is_lost`], [`PluginPanic::untold`]).
    pub fn new(on_panic: impl Fn(&PluginPanic<'_>) -> bool + Send + Sync + 'static) -> Self {
        role::become_host();
        Self {
            plugin: String::new(),
            version: String::new(),
            build: String::new(),
            generation: 0,
            context: OnceLock::new(),
            on_panic: Box::new(on_panic),
            make_keep: None,
            vault: None,
            traces: None,
            executor: None,
            metrics: None,
        }
    }

    /// Sets the name of the plugin, for errors of its objects.
    #[must_use]
    pub fn with_name(mut self, plugin: &str) -> Self {
        plugin.clone_into(&mut self.plugin);
        self
    }

    /// Sets what the plugin is told of its version, its build, and the generation that it was loaded for.
    #[must_use]
    pub fn with_version(mut self, version: &str, build: String, generation: u64) -> Self {
        version.clone_into(&mut self.version);
        self.build = build;
        self.generation = generation;
        self
    }

    /// Sets how to make a keep for each object, future and waker of the plugin that another library has, so that the plugin stays loaded.
    ///
    /// An error means that the plugin is unloading, and its objects cannot leave any more. A plugin without keeps must never be
    /// unloaded.
    #[must_use]
    pub fn with_keep(
        mut self,
        make_keep: impl Fn(KeepPurpose) -> Result<Keep> + Send + Sync + 'static,
    ) -> Self {
        self.make_keep = Some(Box::new(make_keep));
        self
    }

    /// Sets where the events and spans of the plugin go, if it is a loaded one with the feature `tracing` or `log`.
    #[must_use]
    pub fn with_traces(mut self, host: Arc<impl TraceHost>) -> Self {
        self.traces = Some(TraceServices {
            raw: RawTraces::of(&host),
            _host: host,
        });
        self
    }

    /// Sets where tasks of the plugin run.
    #[must_use]
    pub fn with_executor(mut self, executor: HostExecutor) -> Self {
        self.executor = Some(executor);
        self
    }

    /// Whether there is an executor.
    pub(crate) fn has_executor(&self) -> bool {
        self.executor.is_some()
    }

    /// Runs a task.
    ///
    /// # Errors
    ///
    /// If there is no executor.
    pub(crate) fn spawn(&self, task: RawTask) -> Result<()> {
        (self.executor.as_ref().ok_or_else(no_executor)?.spawn)(task);
        Ok(())
    }

    /// A task that is over when `time` has passed.
    ///
    /// # Errors
    ///
    /// If there is no executor.
    pub(crate) fn sleep(&self, time: Duration) -> Result<RawTask> {
        let executor = self.executor.as_ref().ok_or_else(no_executor)?;
        Ok((executor.sleep)(time))
    }

    /// Sets where the metrics of the plugin go, if it is a loaded one with the feature `metrics`.
    #[must_use]
    pub fn with_metrics(mut self, host: impl MetricsHost) -> Self {
        let host = Arc::new(Metrics::new(host));
        self.metrics = Some(MetricsServices {
            raw: RawMetrics::of(&host),
            _host: host,
        });
        self
    }

    /// Sets what the plugin sees as its vault.
    pub(crate) fn set_vault(&mut self, vault: Arc<dyn LendVault>) {
        self.vault = Some(vault);
    }

    /// The vault, lent to the plugin's `on_init`.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn vault(&self) -> Result<RawVault> {
        let vault = self.vault.as_ref();
        vault
            .map(|vault| vault.lend())
            .ok_or_else(|| Error::msg("this host has no vault"))
    }

    /// The context of the plugin. It lives as long as these services.
    ///
    /// # Errors
    ///
    /// If there is no vault.
    pub fn context(&self) -> Result<&RawContext> {
        let vault = self.vault()?;
        Ok(self.context.get_or_init(|| RawContext {
            size: size_of::<RawContext>() as u32,
            generation: self.generation,
            name: RawStr::new(&self.plugin),
            version: RawStr::new(&self.version),
            build: RawStr::new(&self.build),
            vault,
        }))
    }

    /// Another keep; `None` if the plugin is never unloaded.
    pub(crate) fn keep(&self, purpose: KeepPurpose) -> Result<Option<Keep>> {
        match &self.make_keep {
            Some(make) => match make(purpose) {
                Ok(keep) => Ok(Some(keep)),
                Err(error) => Err(error),
            },
            None => Ok(None),
        }
    }

    /// Reports a panic to the host. Returns whether the host has made it known.
    pub(crate) fn panicked(&self, panic: &PluginPanic<'_>) -> bool {
        (self.on_panic)(panic)
    }

    /// The table that the plugin is given.
    pub fn table(&self) -> HostTable {
        HostTable {
            size: size_of::<HostTable>() as u32,
            services: std::ptr::from_ref(self).cast(),
            on_panic,
            symbolize: symbolize_for_plugin,
            keep,
            plugin: RawStr::new(&self.plugin),
            backtraces: u32::from(attached::are_backtraces_on()),
            traces: self.traces.as_ref().map_or(RawTraces::NONE, |it| it.raw),
            executor: match self.has_executor() {
                true => &raw const EXECUTOR,
                false => std::ptr::null(),
            },
            metrics: self.metrics.as_ref().map_or(RawMetrics::NONE, |it| it.raw),
        }
    }
}

impl fmt::Debug for HostServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostServices").finish_non_exhaustive()
    }
}

/// # Safety
///
/// `services` is a live [`HostServices`], and what `panic` lends lives for the call.
unsafe extern "C" fn on_panic(services: *const c_void, panic: RawPanic) -> u8 {
    let mut is_told = false;
    let tell = || {
        // SAFETY: HOST-OUTLIVES: `services` is alive, by the contract of this function.
        let services = unsafe { &*services.cast::<HostServices>() };
        // SAFETY: LENT: the panic is lent for the call, by the contract of this function.
        let panic = unsafe { panic.get() };
        is_told = services.panicked(&panic);
    };
    // A panic of the logger must not unwind into a plugin that is already panicking.
    silence(tell);
    u8::from(is_told)
}

/// # Safety
///
/// `services` is a live [`HostServices`], `out` valid for one write.
unsafe extern "C" fn keep(services: *const c_void, purpose: u32, out: *mut RawKeep) -> Failure {
    contained(|| {
        // SAFETY: HOST-OUTLIVES: `services` is alive, by the contract of this function.
        let services = unsafe { &*services.cast::<HostServices>() };
        match services.keep(KeepPurpose::from_number(purpose)) {
            Ok(keep) => {
                // SAFETY: OUT: by the contract of this function.
                unsafe { out.write(RawKeep::from(keep)) };
                Failure::none()
            }
            Err(error) => Failure::from_error(error),
        }
    })
}

/// The executor of this host.
static EXECUTOR: ExecutorTable = ExecutorTable {
    size: size_of::<ExecutorTable>() as u32,
    spawn,
    sleep,
};

/// # Safety
///
/// `services` is a live [`HostServices`].
unsafe extern "C" fn spawn(services: *const c_void, task: RawTask) -> Failure {
    // SAFETY: HOST-OUTLIVES: `services` is alive, by the contract of this function.
    let services = unsafe { &*services.cast::<HostServices>() };
    barrier_without_value(|| services.spawn(task))
}

/// # Safety
///
/// `services` is a live [`HostServices`], `out` valid for one write.
unsafe extern "C" fn sleep(
    services: *const c_void,
    seconds: u64,
    nanoseconds: u32,
    out: *mut RawTask,
) -> Failure {
    let answer = || -> Result<()> {
        // SAFETY: HOST-OUTLIVES: `services` is alive, by the contract of this function.
        let services = unsafe { &*services.cast::<HostServices>() };
        let task = services.sleep(Duration::new(seconds, nanoseconds))?;
        // SAFETY: OUT: by the contract of this function.
        unsafe { out.write(task) };
        Ok(())
    };
    barrier_without_value(answer)
}

/// What the host answers a plugin.
///
/// # Safety
///
/// The slice lives for the call.
unsafe extern "C" fn symbolize_for_plugin(addresses: RawSlice<u64>) -> OwnedBuf<u8> {
    // SAFETY: LENT: by the contract of this function.
    let addresses = unsafe { addresses.as_slice() };
    // A panic must not unwind into the plugin; a backtrace without names is better than none of the error.
    let mut text = None;
    silence(|| text = symbolize(addresses));
    text.unwrap_or_default().lower()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its payload panics once more when it is dropped.
    struct Twice;

    impl Drop for Twice {
        fn drop(&mut self) {
            panic!("again");
        }
    }

    #[test]
    fn a_logger_that_panics_does_not_end_the_process() {
        let services = HostServices::new(|_| std::panic::panic_any(Twice));
        let HostTable {
            on_panic, services, ..
        } = services.table();
        let panic = RawPanic::lend(&PluginPanic {
            message: "boom",
            location: "here",
            addresses: &[],
            untold: None,
            is_lost: false,
            thread: None,
        });
        // SAFETY: LENT: the services live, and the texts are static.
        let is_told = unsafe { on_panic(services, panic) };
        assert_eq!(is_told, 0, "the panic is not reported");
    }
}
