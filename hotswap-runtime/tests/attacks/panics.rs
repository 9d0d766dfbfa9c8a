//! Panics, and errors that are no better.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hotswap::{LiveData, Obj};

use crate::api::Thing;
use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::{Stage, step};

#[test]
fn a_payload_that_panics_when_it_is_dropped_is_an_error() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "struct Bomb(u32);
             impl Drop for Bomb { fn drop(&mut self) { if self.0 > 0 { std::panic::panic_any(Bomb(self.0 - 1)) } } }
             #[plugin_fn] fn bomb(n: u32) { std::panic::panic_any(Bomb(n)) }
             #[plugin_fn] fn resume(n: u32) { std::panic::resume_unwind(Box::new(Bomb(n))) }",
        )]);
        for n in [0u32, 1, 2, 5] {
            assert!(stage.try_call::<()>("evil", "bomb", (n,)).is_err());
            assert!(stage.try_call::<()>("evil", "resume", (n,)).is_err());
        }
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn an_object_that_panics_when_it_is_dropped_or_called_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[evil("")]);
        let object: Obj<dyn Thing> = stage.call("evil", "local", (666u32,));
        let another = object.clone();
        drop(object);
        drop(another);
        let object: Obj<dyn Thing> = stage.call("evil", "local", (1u32,));
        assert!(catch_unwind(AssertUnwindSafe(|| object.poke(13))).is_err());
        assert_eq!(object.poke(1), 2);
        drop(object);
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn an_error_that_panics_or_never_ends_is_an_error() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[derive(Debug)] struct Bad(String);
             impl std::fmt::Display for Bad {
                 fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                     match self.0.as_str() {
                         \"panics\" => panic!(\"in Display\"),
                         \"fails\" => Err(std::fmt::Error),
                         \"reloads\" => { let _ = ask(\"reload\"); f.write_str(\"reloaded\") }
                         other => f.write_str(other),
                     }
                 }
             }
             impl std::error::Error for Bad {
                 /// It is its own cause.
                 fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                     if self.0 == \"panics in source\" { panic!(\"in source\") }
                     Some(self)
                 }
             }
             impl Drop for Bad { fn drop(&mut self) { if self.0 == \"panics in drop\" { panic!(\"in drop\") } } }
             #[plugin_fn] fn fail(how: &str) -> hotswap::Result<u32> { Err(Bad(how.to_owned()))? }",
        )]);
        let hows = [
            "loops",
            "panics",
            "fails",
            "reloads",
            "panics in source",
            "panics in drop",
        ];
        for how in hows {
            assert!(
                stage.try_call::<u32>("evil", "fail", (how,)).is_err(),
                "{how}"
            );
        }
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn a_panic_hook_that_reloads_harms_nobody() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn set() { std::panic::set_hook(Box::new(|_| { let _ = ask(\"reload\"); })) }
             #[plugin_fn] fn boom() { panic!(\"boom\") }",
        )]);
        stage.evil("set", ());
        stage.publish("evil");
        assert!(stage.try_call::<()>("evil", "boom", ()).is_err());
        // The hook's reload was refused, since a call was under way, or it was not.
        step(stage.swapper.reload(&LiveData::none()).unwrap());
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn a_panic_of_the_host_comes_back_to_it_through_a_plugin() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn asks(what: &str) -> hotswap::Result<String> { ask(what).unwrap() }
             #[plugin_fn] fn catches(what: &str) -> String { format!(\"{:?}\", std::panic::catch_unwind(|| ask(what))) }
             #[plugin_fn] fn on_a_thread(what: String) -> String {
                 std::thread::spawn(move || format!(\"{:?}\", ask(&what))).join().unwrap()
             }",
        )]);
        let asked = stage.try_call::<String>("evil", "asks", ("boom",));
        assert!(asked.is_err_and(|error| error.to_string().contains("the host panics")));
        let caught: String = stage.call("evil", "catches", ("boom",));
        assert!(caught.contains("the host panics"), "{caught}");
        for function in ["asks", "catches"] {
            stage.publish("evil");
            let _: String = stage.call("evil", function, ("reload",));
        }
        stage.publish("evil");
        let _: String = stage.call("evil", "on_a_thread", ("reload".to_owned(),));
        stage.all_gone();
    });
}
