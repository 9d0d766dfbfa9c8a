//! Data of each version, read by each version: backward, forward, and by upgrades.

use hotswap::LiveData;
use test_kit::Plugin;

use crate::api::Job;
use crate::scene::{Scene, job, plugin};

/// `Fire` in three versions, none of which reads the data of another by itself.
pub(crate) fn version(version: u32) -> Plugin {
    let (attribute, definition, run, more) = match version {
        1 => (
            "dyn Job",
            "struct Fire { n: u32 }",
            r#"format!("v1: {} shots", self.n)"#,
            "fn fire(n: u32) -> Fire { Fire { n } }",
        ),
        2 => (
            "dyn Job, version = 2, upgrade = count",
            "struct Fire { shots: u32, loud: bool }",
            r#"format!("v2: {} shots, loud: {}", self.shots, self.loud)"#,
            r#"
            #[derive(Deserialize)] struct FireV1 { n: u32 }
            fn count(old: FireV1) -> Fire { Fire { shots: old.n, loud: true } }
            fn fire(n: u32) -> Fire { Fire { shots: n, loud: false } }
            "#,
        ),
        _ => (
            "dyn Job, version = 3, upgrade(1 = count, 2 = name)",
            "struct Fire { shots: Vec<String> }",
            r#"format!("v3: {}", self.shots.join(", "))"#,
            r#"
            #[derive(Deserialize)] struct FireV1 { n: u32 }
            #[derive(Serialize, Deserialize)] struct FireV2 { shots: u32, loud: bool }
            fn count(old: FireV1) -> FireV2 { FireV2 { shots: old.n, loud: true } }
            fn name(old: FireV2) -> hotswap::Result<Fire> {
                let sound = if old.loud { "BANG" } else { "bang" };
                if old.shots > 9 { return Err(hotswap::Error::msg("too many shots to name")); }
                Ok(Fire { shots: vec![sound.to_owned(); old.shots as usize] })
            }
            fn fire(n: u32) -> Fire { Fire { shots: vec!["shot".to_owned(); n as usize] } }
            "#,
        ),
    };
    let make = r#"
        #[plugin_fn] fn make(n: u32) -> hotswap::Result<LiveData> { fire(n).to_live() }
        #[plugin_fn] fn wrap(n: u32) -> hotswap::Result<LiveData> { LiveData::wrap(&fire(n)) }
    "#;
    plugin(
        "jobs",
        &[&job(attribute, definition, run), more, make].concat(),
    )
}

/// Data that each of the versions has made, by its function `make` or `wrap`.
fn written_by_each(make: &str) -> Vec<LiveData> {
    let scene = Scene::new();
    let write = |it| {
        scene.serve(&[version(it)]);
        scene.call("jobs", make, (2u32,))
    };
    (1..=3).map(write).collect()
}

/// What reader `it + 1` makes of what each version has written.
fn read_by_each(data: &[LiveData], read: impl Fn(&Scene, &LiveData) -> String) -> Vec<Vec<String>> {
    let scene = Scene::new();
    let read_all = |it| {
        scene.serve(&[version(it)]);
        data.iter().map(|data| read(&scene, data)).collect()
    };
    (1..=3).map(read_all).collect()
}

#[test]
fn each_version_reads_older_data_by_upgrades_and_refuses_newer_data() {
    let data = written_by_each("make");
    let versions: Vec<_> = data.iter().map(LiveData::live_type).collect();
    assert_eq!(
        versions,
        [Some(("Fire", 1)), Some(("Fire", 2)), Some(("Fire", 3))]
    );
    let cells = read_by_each(&data, |scene, data| match scene.run(data) {
        Ok(said) => said,
        Err(error) => error.to_string(),
    });
    let newer = |written, has| {
        format!(
            "Fire version {written} cannot become {has}: the data was written by version {written}, and this plugin has \
             version {has}: load a newer build"
        )
    };
    let plain = str::to_owned;
    assert_eq!(
        cells,
        [
            [plain("v1: 2 shots"), newer(2, 1), newer(3, 1)],
            [
                plain("v2: 2 shots, loud: true"),
                plain("v2: 2 shots, loud: false"),
                newer(3, 2)
            ],
            [
                plain("v3: BANG, BANG"),
                plain("v3: bang, bang"),
                plain("v3: shot, shot")
            ],
        ]
    );
}

#[test]
fn data_without_a_version_is_judged_by_its_shape() {
    let data = written_by_each("wrap");
    let cells = read_by_each(&data, |scene, data| {
        let fire = scene.swapper.late_type("Fire");
        match fire.restore::<dyn Job>(data) {
            Ok(job) => job.run(),
            Err(error) => {
                let text = error.to_string();
                let (_, reason) = text.split_once(": ").expect("it says what does not fit");
                reason.to_owned()
            }
        }
    });
    let missing = |field| {
        format!("field `{field}` is missing; if older data lacks it, add `#[serde(default)]`")
    };
    let plain = str::to_owned;
    assert_eq!(
        cells,
        [
            [plain("v1: 2 shots"), missing("n"), missing("n")],
            [
                missing("shots"),
                plain("v2: 2 shots, loud: false"),
                plain("at `shots`: expected u32, found sequence")
            ],
            [
                missing("shots"),
                plain("at `shots`: expected a sequence, found integer `2`"),
                plain("v3: shot, shot")
            ],
        ]
    );
}
