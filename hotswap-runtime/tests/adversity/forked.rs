use hotswap::LiveData;
use hotswap_runtime::ReloadError;
use test_kit::{isolated, wait_until};

use crate::common::scene::{Actor, Scene};

/// Runs `body` in a forked child, which must end by itself.
fn forked(body: impl FnOnce()) {
    // SAFETY: the child uses what this thread alone uses, and ends without going back to the test.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body));
        // SAFETY: it has no preconditions.
        unsafe { libc::_exit(i32::from(ended.is_err())) };
    }
    let mut status = 0;
    // SAFETY: `status` is a place to write to.
    let has_ended = || unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) } == child;
    wait_until("the child ends", has_ended);
    assert_eq!(status, 0, "the child ended well");
}

#[test]
fn a_forked_child_may_call_and_drop_what_it_inherited_and_the_parent_goes_on() {
    isolated(|| {
        let copies = tempfile::tempdir().unwrap();
        let scene = Scene::with("forked", |builder| builder.private_dir(copies.path()));
        scene.add(&Actor::new("world", 1).with("#[live_fn] fn late() -> u32 { 1 }"));
        scene.load().unwrap();
        let swapper = scene.swapper.clone();
        let files = || {
            let directories = std::fs::read_dir(copies.path()).unwrap().flatten();
            directories
                .flat_map(|it| std::fs::read_dir(it.path()).unwrap())
                .count()
        };
        let before = files();
        let mut inherited = Some(scene);
        forked(|| {
            let scene = inherited.take().unwrap();
            assert_eq!(scene.version("world"), 1);
            let late = scene.swapper.late_fn("late");
            assert_eq!(late.call::<u32>(()).unwrap(), 1);
            let refusal = scene.swapper.reload(&LiveData::none());
            assert!(matches!(refusal, Err(ReloadError::Forked)), "{refusal:?}");
            // Its directory is the parent's.
            let Scene {
                swapper: other,
                plugins,
                ..
            } = scene;
            std::mem::forget(plugins);
            drop((swapper, other));
        });
        let scene = inherited.take().unwrap();
        assert_eq!(
            files(),
            before,
            "the child has left the private copies alone"
        );
        scene.add(&Actor::new("world", 2));
        scene.swapper.reload(&LiveData::none()).unwrap();
        assert_eq!(scene.version("world"), 2);
    });
}
