//! Plugins with async functions that say which version they are.

use test_kit::{Plugin, Toolchain};

/// The interfaces as a crate of its own, which a plugin knows as `api`.
const API: &str = include_str!("api.rs");

/// What every plugin here can do.
const BODY: &str = r#"
    use hotswap::prelude::*;
    use api::*;
    use std::future::{Future, poll_fn};
    use std::pin::Pin;
    use std::sync::{Arc, Mutex};
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    use std::task::{Context, Poll, Wake, Waker};

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin(exports = dyn Store)]
    impl Plugin for P {}

    /// Lets others run once.
    async fn pause() {
        let mut has_paused = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut has_paused, true) { return Poll::Ready(()) }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// Counts how often this plugin allocates.
    struct Counting;
    #[global_allocator]
    static COUNTING: Counting = Counting;
    static ALLOCATIONS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    unsafe impl std::alloc::GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
            ALLOCATIONS.fetch_add(1, SeqCst);
            unsafe { std::alloc::System.alloc(layout) }
        }
        unsafe fn dealloc(&self, block: *mut u8, layout: std::alloc::Layout) {
            unsafe { std::alloc::System.dealloc(block, layout) }
        }
    }
    #[plugin_fn] fn allocations() -> u64 { ALLOCATIONS.load(SeqCst) }

    /// Panics when it is dropped.
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) { panic!("burst in version {VERSION}") }
    }

    /// A waker of this plugin, around the waker of the code that polls.
    struct Own { inner: Waker, is_woken: AtomicBool }
    impl Wake for Own {
        fn wake(self: Arc<Self>) { self.wake_by_ref() }
        fn wake_by_ref(self: &Arc<Self>) {
            self.is_woken.store(true, SeqCst);
            self.inner.wake_by_ref()
        }
    }

    impl Store for P {
        async fn version(&self) -> u32 { VERSION }
        async fn add(&self, a: u64, b: u64) -> u64 { a + b }
        async fn join(&self, gate: &Obj<dyn Gate>, words: &[String], between: &str) -> String {
            gate.pass().await;
            pause().await;
            words.join(between)
        }
        async fn entry(&self, key: &str) -> hotswap::Result<Entry> {
            pause().await;
            if key.is_empty() { return Err(hotswap::Error::msg("an entry has a key")) }
            Ok(Entry { key: format!("{key}'"), values: vec![key.len() as u32, VERSION] })
        }
        async fn wait(&self, gate: Obj<dyn Gate>) -> u32 {
            gate.pass().await;
            VERSION
        }
        async fn wait_for_all(&self, gate: Obj<dyn Gate>, n: u32) -> u32 {
            let gate = &gate;
            type One<'a> = Option<(Pin<Box<dyn Future<Output = u32> + Send + 'a>>, Option<Arc<Own>>)>;
            let mut all: Vec<One<'_>> = (0..n).map(|_| Some((Box::pin(gate.pass()) as _, None))).collect();
            poll_fn(|cx| {
                for one in &mut all {
                    let Some((future, waker)) = one else { continue };
                    let waker = waker.get_or_insert_with(|| {
                        Arc::new(Own { inner: cx.waker().clone(), is_woken: AtomicBool::new(true) })
                    });
                    if !waker.is_woken.swap(false, SeqCst) { continue }
                    let own = Waker::from(Arc::clone(waker));
                    if future.as_mut().poll(&mut Context::from_waker(&own)).is_ready() { *one = None }
                }
                match all.iter().all(Option::is_none) { true => Poll::Ready(()), false => Poll::Pending }
            })
            .await;
            n
        }
        async fn sum(&self, gate: Obj<dyn Gate>, n: u64) -> u64 {
            let numbers = [n; 512];
            gate.pass().await;
            numbers.iter().sum()
        }
        async fn fail(&self, how: &str, gate: Option<Obj<dyn Gate>>) -> hotswap::Result<u32> {
            if let Some(gate) = gate { gate.pass().await; }
            match how {
                "error" => Ok("x".parse()?),
                "panic" => panic!("failed in version {VERSION}"),
                _ => Ok(VERSION),
            }
        }
        async fn panic(&self, message: &str) -> u32 { panic!("{message} in version {VERSION}") }
        async fn burst(&self, gate: Obj<dyn Gate>) -> u32 {
            let _bomb = Bomb;
            gate.pass().await
        }
        async fn hold(&self, gate: Obj<dyn Gate>, token: Obj<dyn Token>) {
            gate.pass().await;
            token.touch();
        }
        async fn rest(&self, n: u32) {
            for _ in 0..n { pause().await }
        }
        async fn keep_its_waker(&self, n: u32) {
            let (mut left, mut kept) = (n, None::<Waker>);
            poll_fn(|cx| {
                match &mut kept {
                    Some(waker) => waker.clone_from(cx.waker()),
                    None => kept = Some(cx.waker().clone()),
                }
                match left { 0 => Poll::Ready(()), _ => { left -= 1; Poll::Pending } }
            })
            .await
        }
        fn multiply(&self, a: u64, b: u64) -> u64 { a * b }
    }

    #[plugin_fn] async fn greet(name: &str) -> String { pause().await; format!("hello {name} from {VERSION}") }
    #[plugin_fn] async fn parse(text: &str) -> hotswap::Result<u32> { pause().await; Ok(text.parse()?) }
    #[plugin_fn] async fn boom() -> u32 { pause().await; panic!("boom in version {VERSION}") }
    #[plugin_fn] async fn tick(gate: Obj<dyn Gate>) { gate.pass().await; }
    #[plugin_fn] fn plain(n: u32) -> u32 { n + 1 }

    #[plugin_fn] async fn ask(gate: Obj<dyn Gate>, how: &str) -> hotswap::Result<u32> { gate.refuse(how).await }
    #[plugin_fn] async fn wait_for(store: Obj<dyn Store>, gate: Obj<dyn Gate>) -> u32 { store.wait(gate).await }

    /// Wakers that outlive the task.
    static HOARD: Mutex<Vec<Waker>> = Mutex::new(Vec::new());

    #[plugin_fn] async fn hoard() {
        poll_fn(|cx| {
            HOARD.lock().unwrap().push(cx.waker().clone());
            Poll::<()>::Pending
        })
        .await
    }
    #[plugin_fn] fn hoarded() -> u32 { HOARD.lock().unwrap().len() as u32 }
    #[plugin_fn] fn wake_hoarded() { HOARD.lock().unwrap().drain(..).for_each(Waker::wake) }

    /// Polls twice with one waker, and says whether it is one: in each poll that of the poll before.
    #[plugin_fn] async fn knows_its_waker() -> (bool, bool) {
        let mut seen: Vec<Waker> = Vec::new();
        let mut known = Vec::new();
        poll_fn(|cx| {
            if let Some(last) = seen.last() { known.push(cx.waker().will_wake(last)) }
            seen.push(cx.waker().clone());
            if known.len() == 2 { return Poll::Ready((known[0], known[1])) }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// Clones the waker on several threads at once, in one poll.
    #[plugin_fn] async fn clones_on_threads(n: u32) -> bool {
        let mut has_cloned = false;
        poll_fn(|cx| {
            if has_cloned { return Poll::Ready(()) }
            has_cloned = true;
            let waker = cx.waker();
            std::thread::scope(|scope| {
                for _ in 0..n {
                    scope.spawn(|| { let waker = waker.clone(); waker.clone().wake(); waker.wake_by_ref(); });
                }
            });
            Poll::Pending
        })
        .await;
        has_cloned
    }
"#;

/// What one plugin alone can do: names of live functions are those of all plugins.
const SONG: &str = r#"
    #[live_fn] async fn sing(words: &[String]) -> String { pause().await; format!("{} {VERSION}", words.join(" ")) }
"#;

/// The plugin `name` in that version.
pub(crate) fn plugin(name: &str, version: u32) -> Plugin {
    plugin_by(&Toolchain::current(), name, version)
}

/// The same by that compiler.
pub(crate) fn plugin_by(toolchain: &Toolchain, name: &str, version: u32) -> Plugin {
    let api = Plugin::new("api").source(API).toolchain(toolchain);
    let song = match name {
        "world" => SONG,
        _ => "",
    };
    Plugin::new(name)
        .source(format!("const VERSION: u32 = {version};\n{BODY}{song}"))
        .depends_on("api", api.build_rlib())
        .toolchain(toolchain)
}
