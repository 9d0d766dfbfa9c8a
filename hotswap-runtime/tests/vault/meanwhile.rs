//! What is set while a generation is prepared, and what a rollback brings back.

use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::ReloadError;

use super::scene::{Actor, Scene, our_shop};

#[test]
fn what_is_set_while_a_generation_waits_for_its_commit_is_not_lost() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("stays", 1).sets("stays")]);
    scene.set("old", "1");
    scene.set("removed", "1");
    scene.add(&[Actor::new("a", 2)
        .sets("theirs")
        .init(r#"vault.remove("dropped")?;"#)]);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    scene.set("old", "2");
    scene.set("new", "3");
    scene.set("theirs", "4");
    scene.swapper.current().vault().remove("removed").unwrap();
    scene.call::<()>("stays", "set", ("stays", "5")).unwrap();
    scene.call::<()>("a", "set", ("of old code", "6")).unwrap();
    scene.call::<()>("stays", "fill", ()).unwrap();
    staged.commit().unwrap();
    assert_eq!(scene.keys(), ["new", "old", "stays", "theirs"]);
    let values = ["new", "old", "stays", "theirs"].map(|key| scene.get(key).unwrap());
    assert_eq!(values, ["3", "2", "5", "a 2"]);
    assert_eq!(scene.owner().unwrap(), "stays 1");
}

#[test]
fn what_a_plugin_sets_in_the_moment_of_a_commit_is_not_lost() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("stays", 1)]);
    let missing = thread::scope(|scope| {
        let busy = scope.spawn(|| scene.call::<u64>("stays", "set_and_look", ("n", 300_000_u64)));
        let mut version = 1;
        while !busy.is_finished() {
            version = 3 - version;
            scene.reload(&[Actor::new("a", version)]);
        }
        busy.join().unwrap()
    });
    assert_eq!(missing.unwrap(), 0);
    let last = scene.swapper.current().vault().get("n").unwrap();
    assert_eq!(last.unwrap().unwrap::<u64>().unwrap(), 299_999);
}

#[test]
fn what_was_removed_while_preparing_stays_removed() {
    let scene = Scene::of(&[Actor::new("a", 1)]);
    scene.set("dropped", "1");
    scene.add(&[Actor::new("a", 2).init(r#"vault.remove("dropped")?;"#)]);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    scene.set("other", "2");
    staged.commit().unwrap();
    assert_eq!(scene.keys(), ["other"]);
}

#[test]
fn a_slot_that_both_fill_meanwhile_undoes_the_reload() {
    let scene = Scene::of(&[Actor::new("a", 1), Actor::new("b", 1).sets("b")]);
    scene.add(&[Actor::new("b", 2).fills()]);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    scene.call::<()>("a", "fill", ()).unwrap();
    let error = staged.commit().unwrap_err();
    assert!(
        matches!(&error, ReloadError::DuplicateExtension { name, first, second, .. }
            if name == "dyn Shop" && first == "plugin a" && second == "plugin b"),
        "{error}"
    );
    assert_eq!(scene.owner().unwrap(), "a 1");
    assert_eq!(scene.get("b").as_deref(), Some("b 1"));
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_generation_that_is_prepared_has_a_vault_that_nobody_sees() {
    let scene = Scene::of(&[Actor::new("a", 1).sets("a"), Actor::new("b", 1)]);
    scene.add(&[Actor::new("a", 2).sets("a").sets("new")]);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    assert_eq!(scene.get("a").as_deref(), Some("a 1"));
    let keys: Vec<String> = scene.call("b", "keys", ()).unwrap();
    assert_eq!(keys, ["a"], "nor an unchanged plugin");
    drop(staged);
    assert_eq!(scene.keys(), ["a"]);
    scene.wait_until_all_else_is_unloaded();
}

#[test]
fn a_rollback_brings_the_old_vault_back_and_plugins_see_it() {
    let scene = Scene::with(
        &[Actor::new("a", 1).sets("a").fills(), Actor::new("b", 1)],
        |builder| builder.free_delay(Duration::from_secs(600)),
    );
    scene.load().unwrap();
    scene.set("host", "1");
    scene.reload(&[Actor::new("a", 2).sets("a").fills()]);
    scene.set("host", "2");
    let seen = || {
        let of_b: Option<String> = scene.call("b", "get", ("a",)).unwrap();
        (
            of_b.unwrap(),
            scene.owner().unwrap(),
            scene.get("host").unwrap(),
        )
    };
    let told = |a: &str, owner: &str, host: &str| (a.to_owned(), owner.to_owned(), host.to_owned());
    assert_eq!(seen(), told("a 2", "a 2", "2"));
    scene.swapper.rollback().unwrap();
    assert_eq!(seen(), told("a 1", "a 1", "1"));
    scene.swapper.rollback().unwrap();
    assert_eq!(seen(), told("a 2", "a 2", "2"));
}

#[test]
fn a_slot_of_the_host_survives_what_a_failed_commit_has_seen_of_it() {
    let scene = Scene::of(&[Actor::new("b", 1)]);
    scene.add(&[Actor::new("b", 2).fills()]);
    let staged = scene.swapper.prepare(&LiveData::none()).unwrap();
    scene.fill(our_shop()).unwrap();
    assert!(
        staged
            .commit()
            .unwrap_err()
            .to_string()
            .contains("the host")
    );
    assert_eq!(scene.call::<String>("b", "owner", ()).unwrap(), "the host");
}
