//! The events of hotswap itself are those of the table in `docs::logs`, which lists their names, levels and fields.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{OnRefused, Swapper};
use test_kit::{Plugin, PluginDir, isolated, plugin_source, wait_until};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// Level and fields.
type Shape = (String, Vec<String>);

/// The table in the documentation, by name.
fn documented() -> BTreeMap<String, Shape> {
    let page = include_str!("../../src/docs/logs.rs");
    let rows = page.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let fields = cells[2].split('`').filter(|it| !it.trim().is_empty());
        let name = cells[0].trim_end_matches('`').to_owned();
        (
            name,
            (cells[1].to_owned(), fields.map(str::to_owned).collect()),
        )
    })
    .collect()
}

/// The calls of `tracing`'s macros in some source: level and arguments.
fn calls(source: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("tracing::") {
        let rest = &source[at + "tracing::".len()..];
        for level in ["error", "warn", "info", "debug", "trace"] {
            let Some(arguments) = rest
                .strip_prefix(level)
                .and_then(|it| it.strip_prefix("!("))
            else {
                continue;
            };
            let mut depth = 1;
            let end = arguments.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            found.push((level, &arguments[..end.expect("the source compiles")]));
        }
    }
    found
}

/// The name and the fields of an event, from the arguments of the macro.
fn event(arguments: &str) -> (String, Vec<String>) {
    let mut parts = arguments
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty());
    let name = parts.next().and_then(|it| it.strip_prefix("name: \""));
    let name = name.unwrap_or_else(|| panic!("an event without a name: {arguments}"));
    assert_eq!(parts.next(), Some("target: TARGET"), "{arguments}");
    let fields = parts.take_while(|it| !it.starts_with('"'));
    let fields = fields.map(|it| {
        it.split(" = ")
            .next()
            .unwrap()
            .trim_start_matches(['%', '?'])
    });
    (
        name.trim_end_matches('"').to_owned(),
        fields.map(str::to_owned).collect(),
    )
}

fn look(directory: &Path, found: &mut BTreeMap<String, BTreeSet<Shape>>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, found);
        } else {
            let source = fs::read_to_string(&path).unwrap();
            for (level, arguments) in calls(&source) {
                let (name, fields) = event(arguments);
                found
                    .entry(name)
                    .or_default()
                    .insert((level.to_owned(), fields));
            }
        }
    }
}

#[test]
fn every_event_in_the_source_is_in_the_table_and_every_row_is_an_event() {
    let mut found = BTreeMap::new();
    look(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let documented = documented();
    assert!(documented.len() > 20, "{documented:?}");
    let names = |it: &BTreeMap<String, _>| it.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(
            &documented
                .clone()
                .into_iter()
                .map(|(name, it)| (name, BTreeSet::from([it])))
                .collect()
        ),
        names(&found)
    );
    for (name, shapes) in found {
        let (level, fields) = &documented[&name];
        for (its_level, its_fields) in &shapes {
            assert_eq!(its_level, level, "{name}");
            assert!(
                its_fields.iter().all(|it| fields.contains(it)),
                "{name}: {its_fields:?}"
            );
        }
        assert!(
            shapes.iter().any(|(_, its_fields)| its_fields == fields),
            "{name}: {shapes:?}"
        );
    }
}

/// Notes the shape of each event of hotswap.
#[derive(Clone, Default)]
struct Shapes(Arc<Mutex<BTreeMap<String, BTreeSet<Shape>>>>);

impl<S: Subscriber> Layer<S> for Shapes {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if metadata.target().starts_with("hotswap") {
            assert_eq!(metadata.target(), "hotswap");
            let fields = metadata.fields().iter().map(|it| it.name().to_owned());
            let fields = fields.filter(|it| it != "message").collect();
            let shape = (metadata.level().as_str().to_lowercase(), fields);
            let mut shapes = self.0.lock().unwrap();
            shapes
                .entry(metadata.name().to_owned())
                .or_default()
                .insert(shape);
        }
    }
}

/// A plugin that panics when it is asked to, and when it is freed.
fn clumsy(version: u32, on_load: &str) -> Plugin {
    Plugin::new("clumsy").source(format!(
        "use hotswap::prelude::*;
         #[derive(Default)] pub struct P;
         #[hotswap::plugin] impl Plugin for P {{
             fn on_load(&self, _: &LiveData) -> hotswap::Result<()> {{ {on_load} }}
             fn on_free(&self) {{ panic!(\"in on_free\"); }}
         }}
         #[plugin_fn] fn version() -> u32 {{ {version} }}
         #[plugin_fn] fn fail() -> hotswap::Result<u32> {{ Err(hotswap::Error::msg(\"no\")) }}"
    ))
}

#[test]
fn what_a_subscriber_gets_is_what_the_table_says() {
    isolated(|| {
        let shapes = Shapes::default();
        registry().with(shapes.clone()).init();
        let plugins = PluginDir::new();
        plugins.add(&clumsy(1, "Ok(())"));
        let builder = Swapper::builder(plugins.path())
            .free_delay(Duration::ZERO)
            .on_refused(OnRefused::KeepOld);
        let swapper = builder.build().unwrap();
        let reload = || swapper.reload(&LiveData::none());
        swapper.load(&LiveData::none()).unwrap();
        swapper.current().collect_each::<u32>("fail", ());
        plugins.add(&clumsy(2, "Err(hotswap::Error::msg(\"not today\"))"));
        reload().unwrap();
        plugins.add(&clumsy(
            3,
            "std::thread::sleep(std::time::Duration::from_millis(1)); Ok(())",
        ));
        reload().unwrap();
        plugins.add(&Plugin::new("sound").source(plugin_source("")));
        reload().unwrap();
        swapper.rollback().ok();
        plugins.remove("clumsy");
        reload().unwrap();
        wait_until("it is unloaded", || swapper.stats().unloaded >= 1);
        drop(swapper);
        let empty = Swapper::builder(plugins.path().join("absent")).build();
        drop(empty.map(|swapper| swapper.load(&LiveData::none())));
        let documented = documented();
        let seen = shapes.0.lock().unwrap();
        for (name, shapes) in &*seen {
            let (level, fields) = documented
                .get(name)
                .unwrap_or_else(|| panic!("{name} is not in the table"));
            for (its_level, its_fields) in shapes {
                assert_eq!(its_level, level, "{name}");
                assert!(
                    its_fields.iter().all(|it| fields.contains(it)),
                    "{name}: {its_fields:?}"
                );
            }
        }
        for name in [
            "call_failed",
            "end_failed",
            "freed",
            "loaded",
            "plugin_panicked",
            "plugin_refused",
            "prepared",
            "reload_failed",
            "reload_step",
            "unloaded",
        ] {
            assert!(
                seen.contains_key(name),
                "{name} is not among {:?}",
                seen.keys()
            );
        }
    });
}
