//! What a task of the host does in the storm.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt;
use hotswap::{LiveData, Obj};
use hotswap_runtime::{LoadedPlugin, Swapper};
use tokio::time::timeout;

use crate::own_tokio::echo;
use crate::scene::{Token, Watched};

/// How many calls of a version are pending when it is replaced, and are cancelled then.
const CUT: usize = 4;

/// What came of all calls.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) made: AtomicU64,
    pub(super) never_polled: AtomicU64,
    pub(super) pending: AtomicU64,
    pub(super) in_reload: AtomicU64,
    tokens: AtomicU64,
}

/// One task of the host.
#[derive(Clone)]
pub(super) struct Caller {
    swapper: Swapper,
    address: Arc<str>,
    tally: Arc<Tally>,
    watched: Watched,
}

/// A call that was polled, and is pending.
type Pending = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Caller {
    pub(super) fn of(swapper: Swapper) -> Self {
        Self {
            swapper,
            address: echo().into(),
            tally: Arc::default(),
            watched: Watched::default(),
        }
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many tokens calls and tasks have got, and how many of those they have let go of.
    pub(super) fn tokens(&self) -> (u64, u64) {
        let given = self.tally.tokens.load(Ordering::Relaxed);
        (given, u64::from(self.watched.dropped()))
    }

    fn plugin(&self, name: &str) -> LoadedPlugin {
        self.swapper.current().plugin(name).unwrap().clone()
    }

    fn token(&self) -> (Obj<dyn Token>,) {
        self.tally.tokens.fetch_add(1, Ordering::Relaxed);
        (self.watched.token(),)
    }

    /// Each kind of call, one after the other. An error is a failure of the storm.
    pub(super) async fn round(&self, number: u64) -> hotswap::Result<()> {
        let tokio = self.plugin("world");
        let nap: u32 = tokio.invoke_async("nap", (number % 2,)).await?;
        assert!((1..=2).contains(&nap));
        let answer: String = tokio
            .invoke_async("fetch", (&*self.address, "hello"))
            .await?;
        assert_eq!(answer, "hello");
        assert_eq!(
            tokio.invoke_async::<u64>("crunch", (number,)).await?,
            (0..=number).sum::<u64>()
        );
        assert_eq!(tokio.invoke_async::<u32>("naps", (8u32,)).await?, 8);
        assert_eq!(tokio.invoke_async::<u32>("traces", (4u32,)).await?, 5);
        let tasks = self.plugin("tasks");
        assert!((1..=2).contains(&tasks.invoke_async::<u32>("joins", ()).await?));
        let said: String = tasks.invoke_async("cut", ()).await?;
        assert_eq!(said, "not ready within 1ms, true, 7");
        let aborted: String = tasks.invoke_async("aborts", self.token()).await?;
        assert_eq!(aborted, "the task was cancelled");
        self.tally.made.fetch_add(8, Ordering::Relaxed);
        self.cancel(&tokio).await;
        if number.is_multiple_of(4) {
            tokio.invoke::<()>("spawns", self.token())?;
            tasks.invoke::<()>("runs", self.token())?;
            tasks.invoke::<()>("listens", self.token())?;
        }
        Ok(())
    }

    /// Calls that end before their first poll, and while they are pending.
    async fn cancel(&self, tokio: &LoadedPlugin) {
        drop(tokio.invoke_async::<()>("never", self.token()));
        self.tally.never_polled.fetch_add(1, Ordering::Relaxed);
        let never = tokio.invoke_async::<()>("never", self.token());
        let naps = tokio.invoke_async::<u32>("naps", (1_000u32,));
        let both = futures_util::future::join(never, naps);
        let cut = timeout(Duration::from_micros(50), both).await;
        cut.expect_err("it sleeps for ever");
        self.tally.pending.fetch_add(2, Ordering::Relaxed);
    }

    /// Replaces a plugin by what is in the directory now, while calls of it are cancelled that were pending before.
    pub(super) fn reload(&self, name: &str) {
        let (are_pending, is_over) = (Barrier::new(2), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut calls: Vec<_> = (0..CUT).map(|_| self.endless(name)).collect();
                are_pending.wait();
                while let Some(call) = calls.pop() {
                    drop(call);
                    if !is_over.load(Ordering::SeqCst) {
                        self.tally.in_reload.fetch_add(1, Ordering::Relaxed);
                    }
                    thread::sleep(Duration::from_millis(1));
                }
            });
            are_pending.wait();
            let report = self.swapper.reload(&LiveData::none());
            is_over.store(true, Ordering::SeqCst);
            assert!(report.expect("it is fine").has_changes());
        });
    }

    /// A call that waits for ever.
    fn endless(&self, name: &str) -> Pending {
        let (plugin, token) = (self.plugin(name), self.token());
        let mut call: Pending = match name {
            "world" => Box::pin(async move {
                plugin.invoke_async::<()>("never", token).await.unwrap();
            }),
            _ => Box::pin(async move {
                let nap = plugin.invoke_async::<u32>("nap", (u64::from(u32::MAX),));
                nap.await.unwrap();
                drop(token);
            }),
        };
        assert!(call.as_mut().now_or_never().is_none(), "it waits");
        call
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            &self.made,
            &self.never_polled,
            &self.pending,
            &self.in_reload,
        ];
        let [made, never_polled, pending, in_reload] = counts.map(|it| it.load(Ordering::Relaxed));
        write!(
            f,
            "{made} calls; cancelled: {never_polled} before the first poll, {pending} while pending, \
             {in_reload} during a reload"
        )
    }
}
