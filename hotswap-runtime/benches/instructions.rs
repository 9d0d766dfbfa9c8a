//! How many instructions each way to call takes, and a reload. The counts drift far less than times, so they show
//! what times hide: look-ups by name and reloads by a few in a hundred, what is held not at all.
//!
//! `cargo bench -p hotswap-host --bench instructions`, where valgrind is installed. It does not count the kernel's.

#[allow(dead_code, reason = "it takes no times")]
mod kit;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use hotswap::prelude::*;
use hotswap_runtime::Swapper;
use kit::release;
use test_kit::{PluginDir, publish, wait_for};

/// The directory of the libraries; set in the process that is counted.
const LIBRARIES: &str = "HOTSWAP_COUNTED";

const CALLS: u32 = 1000;
const RELOADS: usize = 21;

/// How long other threads are given for what they have to do.
const MEANWHILE: Duration = Duration::from_millis(100);

const PLUGIN: &str = r#"
    use hotswap::prelude::*;

    #[derive(Default)]
    pub struct P;

    #[hotswap::plugin(exports = dyn Bench)]
    impl Plugin for P {}

    impl Bench for P {
        fn add(&self, a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }
        fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64> { Ok(a ^ b.rotate_left(3)) }
        fn greet(&self, name: &str) -> String { format!("hello {name}") }
        fn make(&self) -> Obj<dyn Bench> { Obj::new(P) }
        fn ask(&self, other: &Obj<dyn Bench>, a: u64) -> u64 { other.add(a, 3) }
    }

    #[hotswap::interface]
    pub trait Bench {
        fn add(&self, a: u64, b: u64) -> u64;
        fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64>;
        fn greet(&self, name: &str) -> String;
        fn make(&self) -> Obj<dyn Bench>;
        fn ask(&self, other: &Obj<dyn Bench>, a: u64) -> u64;
    }

    #[plugin_fn]
    fn add(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[live_fn(name = "live_add")]
    fn add_live(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[plugin_fn]
    fn greet(name: &str) -> String { format!("hello {name}") }

    #[plugin_fn]
    fn object() -> Obj<dyn Bench> { Obj::new(P) }

    #[plugin_fn]
    fn version() -> u32 { VERSION }

    #[hotswap::interface]
    pub trait Job {
        fn run(&self) -> u64;
    }

    #[live_type(dyn Job)]
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Fire { n: u64 }

    impl Job for Fire {
        fn run(&self) -> u64 { self.n }
    }

    #[live_fn]
    fn fire(n: u64) -> hotswap::Result<LiveData> { Fire { n }.to_live() }
"#;

// As the plugin has them: what counts is the structure.

#[hotswap::interface]
trait Bench {
    fn add(&self, a: u64, b: u64) -> u64;
    fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64>;
    fn greet(&self, name: &str) -> String;
    fn make(&self) -> Obj<dyn Bench>;
    fn ask(&self, other: &Obj<dyn Bench>, a: u64) -> u64;
}

#[hotswap::interface]
trait Job {
    fn run(&self) -> u64;
}

struct Own;

impl Bench for Own {
    fn add(&self, a: u64, b: u64) -> u64 {
        a ^ b.rotate_left(3)
    }

    fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64> {
        Ok(a ^ b.rotate_left(3))
    }

    fn greet(&self, name: &str) -> String {
        name.to_owned()
    }

    fn make(&self) -> Obj<dyn Bench> {
        Obj::new(Own)
    }

    fn ask(&self, other: &Obj<dyn Bench>, a: u64) -> u64 {
        other.add(a, 3)
    }
}

fn main() {
    match env::var_os(LIBRARIES) {
        Some(libraries) => counted(&PathBuf::from(libraries)),
        None => count(),
    }
}

/// Builds the libraries, has all cases run under callgrind, and prints what it has counted.
fn count() {
    let libraries = [1, 2].map(|number| {
        let version = format!("const VERSION: u32 = {number};");
        release("counted", &format!("{PLUGIN}{version}")).build()
    });
    let directory = tempfile::tempdir().unwrap();
    for (at, library) in libraries.iter().enumerate() {
        fs::copy(library, library_at(directory.path(), at)).unwrap();
    }
    let out = directory.path().join("out");
    let run = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg("--dump-before=instructions::measured")
        .arg("--dump-after=instructions::measured")
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe().unwrap())
        .env(LIBRARIES, directory.path())
        .output();
    let Ok(run) = run else {
        return println!("skipped: valgrind is not installed");
    };
    let printed = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut table = Table::default();
    for (at, line) in printed.lines().enumerate() {
        let (calls, case) = line.split_once(' ').unwrap();
        // Each piece of work has two dumps, of which the first is of what came before it.
        let dump = out.with_extension((2 * at + 2).to_string());
        table.add(case, calls.parse().unwrap(), total(&dump));
    }
    table.print();
}

fn library_at(directory: &Path, at: usize) -> PathBuf {
    directory.join(format!("{at}.so"))
}

/// Reads the total of a dump: the instructions of all threads since the dump before it.
fn total(dump: &Path) -> u64 {
    let text = fs::read_to_string(dump).unwrap();
    let mut totals = text
        .lines()
        .filter_map(|line| line.strip_prefix("totals: "));
    totals.next().unwrap().trim().parse().unwrap()
}

/// Instructions by case: its name, how many calls were counted at once, and what was counted each time.
#[derive(Default)]
struct Table(Vec<(String, u64, Vec<u64>)>);

impl Table {
    fn add(&mut self, case: &str, calls: u64, count: u64) {
        match self.0.iter_mut().find(|(other, ..)| other == case) {
            Some((.., counts)) => counts.push(count),
            None => self.0.push((case.to_owned(), calls, vec![count])),
        }
    }

    fn print(self) {
        println!("| | instructions |\n|---|---|");
        for (case, calls, counts) in self.0 {
            // The least: other threads of the runtime may have had something to do in some rounds.
            let least = counts.into_iter().min().unwrap_or_default();
            println!("| {case} | {} |", least / calls);
        }
    }
}

/// What callgrind counts: from its beginning to its end.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    work();
    black_box(());
}

/// Has one piece of work counted.
fn work<T>(case: &str, work: impl FnOnce() -> T) -> T {
    let (mut work, mut done) = (Some(work), None);
    measured(&mut || done = work.take().map(|work| work()));
    println!("1 {case}");
    done.unwrap()
}

/// Has many calls counted, after a few that warm up.
fn calls<T>(case: &str, mut call: impl FnMut() -> T) {
    for _ in 0..10 {
        black_box(call());
    }
    measured(&mut || {
        for _ in 0..CALLS {
            black_box(call());
        }
    });
    println!("{CALLS} {case}");
}

fn counted(libraries: &Path) {
    let plugins = PluginDir::new();
    publish(&library_at(libraries, 0), plugins.path(), "counted");
    let swapper = Swapper::builder(plugins.path())
        .extension::<dyn Bench>(|| Obj::new(Own))
        .free_delay(Duration::ZERO)
        .build()
        .unwrap();
    swapper.load(&LiveData::none()).unwrap();
    functions(&swapper);
    late(&swapper);
    objects(&swapper);
    reloads(&swapper, plugins.path(), libraries);
}

fn functions(swapper: &Swapper) {
    let manager = swapper.current();
    let plugin = manager.plugin("counted").unwrap();
    let add = plugin.plugin_fn("add").unwrap();
    let live_add = manager.vault().live_fn("live_add").unwrap();
    let greet = plugin.plugin_fn("greet").unwrap();
    let object = plugin.plugin_fn("object").unwrap();
    calls("nothing: the loop around each call", || ());
    calls("`plugin_fn` handle", || {
        black_box(&add)
            .call::<u64>((black_box(7u64), 3u64))
            .unwrap()
    });
    calls("`live_fn` handle", || {
        let live_add = black_box(&live_add);
        live_add.call::<u64>((black_box(7u64), 3u64)).unwrap()
    });
    calls("`plugin.invoke(\"add\", …)`", || {
        let args = (black_box(7u64), 3u64);
        plugin.invoke::<u64>(black_box("add"), args).unwrap()
    });
    calls("`vault.live_fn(…)?.call(…)`", || {
        let live_fn = manager.vault().live_fn(black_box("live_add")).unwrap();
        live_fn.call::<u64>((black_box(7u64), 3u64)).unwrap()
    });
    calls(
        "`swapper.current()`, then `plugin(…)?.invoke(…)`",
        || {
            let manager = black_box(swapper).current();
            let plugin = manager.plugin(black_box("counted")).unwrap();
            let args = (black_box(7u64), 3u64);
            plugin.invoke::<u64>(black_box("add"), args).unwrap()
        },
    );
    calls("`plugin_fn` handle, `&str -> String`", || {
        black_box(&greet)
            .call::<String>((black_box("Bob"),))
            .unwrap()
    });
    calls("`plugin_fn` handle, `-> Obj`, which is dropped", || {
        black_box(&object).call::<Obj<dyn Bench>>(()).unwrap()
    });
}

fn late(swapper: &Swapper) {
    let late_fn = swapper.late_fn("live_add");
    let late_type = swapper.late_type("Fire");
    let late_plugin = swapper.late_plugin::<dyn Bench>("counted");
    let late_extension = swapper.late_extension::<dyn Bench>();
    let fire = swapper.current().vault().live_fn("fire").unwrap();
    let data: LiveData = fire.call((7u64,)).unwrap();
    calls("`late_fn`", || {
        let args = (black_box(7u64), 3u64);
        black_box(&late_fn).call::<u64>(args).unwrap()
    });
    calls("`late_type`: restored, run, dropped", || {
        let late_type = black_box(&late_type);
        late_type.restore::<dyn Job>(&data).unwrap().run()
    });
    calls("`swapper.restore`: restored, run, dropped", || {
        let swapper = black_box(swapper);
        swapper.restore::<dyn Job>(&data).unwrap().run()
    });
    calls("`late_plugin`, a method", || {
        let late_plugin = black_box(&late_plugin);
        late_plugin
            .call(|plugin| plugin.add(black_box(7), 3))
            .unwrap()
    });
    calls("`late_extension`, a method", || {
        let late_extension = black_box(&late_extension);
        late_extension.call(|own| own.add(black_box(7), 3)).unwrap()
    });
}

fn objects(swapper: &Swapper) {
    let object = swapper.current().export::<dyn Bench>("counted").unwrap();
    let own = Obj::<dyn Bench>::new(Own);
    calls("a method of an `Obj`", || {
        black_box(&object).add(black_box(7), 3)
    });
    calls("a method of an `Obj`, `-> hotswap::Result<u64>`", || {
        black_box(&object).checked(black_box(7), 3).unwrap()
    });
    calls("a method of an `Obj`, `&str -> String`", || {
        black_box(&object).greet(black_box("Bob"))
    });
    calls("a method of an `Obj`, `-> Obj`, which is dropped", || {
        black_box(&object).make()
    });
    calls("a method that calls an object of the host", || {
        black_box(&object).ask(&own, black_box(7))
    });
    calls("`clone` and drop of an `Obj`", || {
        black_box(&object).clone()
    });
}

fn reloads(swapper: &Swapper, plugins: &Path, libraries: &Path) {
    for round in 1..=RELOADS {
        publish(&library_at(libraries, round % 2), plugins, "counted");
        let held = swapper.current();
        let staged = work("`prepare`", || swapper.prepare(&LiveData::none()).unwrap());
        let report = work("`Staged::commit`", || staged.commit().unwrap());
        assert!(report.has_changes());
        work("the end of the old version, on the reaper's thread", || {
            drop(held);
            thread::sleep(MEANWHILE);
        });
        wait_for_end(swapper);
    }
    for round in RELOADS + 1..=2 * RELOADS {
        publish(&library_at(libraries, round % 2), plugins, "counted");
        let held = swapper.current();
        let report = work("`reload`", || swapper.reload(&LiveData::none()).unwrap());
        assert!(report.has_changes());
        drop(held);
        wait_for_end(swapper);
    }
}

/// Waits until only what serves is mapped, and the threads that did it sleep.
fn wait_for_end(swapper: &Swapper) {
    wait_for(|| {
        let stats = swapper.stats();
        let is_done = stats.opened == stats.unloaded + 1;
        is_done.then_some(()).ok_or(stats)
    });
    thread::sleep(MEANWHILE);
}
