use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};

use hotswap::LiveData;
use test_kit::isolated;

use super::wait_until;
use crate::common::scene::{Actor, Scene};

/// Counts what the host has allocated and not freed.
struct Counting;

static BYTES: AtomicIsize = AtomicIsize::new(0);
static PIECES: AtomicIsize = AtomicIsize::new(0);

// SAFETY: it is the system's allocator, which is asked for just the same.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size() as isize, Ordering::Relaxed);
        PIECES.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        PIECES.fetch_sub(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the whole process has in its heap: the host, and the plugins.
fn heap() -> isize {
    // SAFETY: it has no preconditions.
    let info = unsafe { libc::mallinfo2() };
    (info.uordblks + info.hblkhd) as isize
}

fn rounds() -> u32 {
    test_kit::count("HOTSWAP_TEST_ROUNDS", 150) as u32
}

/// The host's bytes and pieces, and the heap of the process, once nothing is on its way out.
fn at_rest(scene: &Scene) -> [isize; 3] {
    wait_until("only what serves is there", || {
        scene.swapper.stats().versions.len() == 1
    });
    [
        BYTES.load(Ordering::Relaxed),
        PIECES.load(Ordering::Relaxed),
        heap(),
    ]
}

/// Two versions take turns, each time in one more way of ending; what each round leaves behind.
fn round(scene: &Scene, libraries: &[std::path::PathBuf], number: u32) {
    let publish = |library: &std::path::PathBuf| {
        test_kit::publish(library, scene.plugins.path(), "world");
    };
    let [good, other, bad] = libraries else {
        unreachable!("there are three");
    };
    publish(if number.is_multiple_of(2) {
        other
    } else {
        good
    });
    drop(scene.swapper.prepare(&LiveData::none()).unwrap());
    scene.reload().unwrap();
    drop(scene.swapper.rollback());
    publish(bad);
    scene.reload().unwrap_err();
    let manager = scene.swapper.current();
    let world = manager.plugin("world").unwrap().clone();
    world.invoke::<u32>("version", ()).unwrap();
    world.plugin_fn("version").unwrap().call::<u32>(()).unwrap();
    world.invoke::<u32>("versio", ()).unwrap_err();
    scene.swapper.late_fn("work").call::<u64>(()).unwrap();
    assert!(!scene.swapper.stats().to_string().is_empty());
}

#[test]
fn reloads_leave_nothing_in_the_heap() {
    isolated(|| {
        let scene = Scene::new("memory");
        let work = "
            thread_local! { static OWN: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) }; }
            #[live_fn] fn work() -> u64 {
                OWN.with_borrow_mut(|own| own.resize(100, 1));
                let map: std::collections::HashMap<u32, String> = (0..9).map(|n| (n, n.to_string())).collect();
                drop(std::panic::catch_unwind(|| panic!(\"caught\")));
                print!(\"{}\", std::thread::current().name().map_or(\"\", |_| \"\"));
                map.len() as u64
            }";
        let world = |version| Actor::new("world", version).with(work);
        let libraries = [world(1), world(2), world(3).fails_in("on_init")];
        let libraries = libraries.map(|actor| scene.library(&actor));
        test_kit::publish(&libraries[0], scene.plugins.path(), "world");
        scene.load().unwrap();
        (0..30).for_each(|number| round(&scene, &libraries, number));
        let before = at_rest(&scene);
        (0..rounds()).for_each(|number| round(&scene, &libraries, number));
        let after = at_rest(&scene);
        let grown = |number: usize| (after[number] - before[number]) as f64 / f64::from(rounds());
        println!(
            "a round: {:.1} bytes in {:.2} pieces in the host, {:.1} bytes in the heap",
            grown(0),
            grown(1),
            grown(2)
        );
        assert!(grown(1) < 0.5, "pieces");
        assert!(grown(0) < 50.0, "bytes of the host");
        // The system's allocator keeps a little for each thread, however many rounds there are.
        let room = 64.0 * 1024.0 / f64::from(rounds());
        assert!(grown(2) < room + 32.0, "bytes of the process");
    });
}
