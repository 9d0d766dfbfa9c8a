//! What a plugin knows of itself and its host.

use hotswap::LiveData;
use hotswap_runtime::inspect;
use test_kit::{Plugin, isolated};

use super::scene::{Host, counter};

fn plugin(version: u32) -> Plugin {
    counter(
        version,
        "fn on_load(&self, _: &LiveData) -> hotswap::Result<()> {
            let seen = described(&self.context());
            SEEN.set(seen).map_err(|_| hotswap::Error::msg(\"on_load runs twice\"))
        }

        fn on_init(&self, _: &Vault) -> hotswap::Result<()> {
            self.context().vault().set(\"by\", LiveData::wrap(\"on_init\")?)
        }",
        "#[plugin_fn] fn by_method(&self) -> String { described(&self.context()) }",
        "static SEEN: OnceLock<String> = OnceLock::new();

        fn described(context: &hotswap::Context) -> String {
            format!(\"{} {} {} {}\", context.name(), context.version(), context.build(), context.generation())
        }

        #[plugin_fn] fn by_hook() -> String { SEEN.get().unwrap().clone() }

        #[plugin_fn] fn by_function() -> String { described(&hotswap::Context::of::<World>()) }

        #[plugin_fn]
        fn get(key: &str) -> hotswap::Result<Option<String>> {
            hotswap::Context::of::<World>().vault().get(key)?.map(|it| it.unwrap()).transpose()
        }",
    )
}

fn build_of(host: &Host) -> String {
    let bytes = std::fs::read(host.file()).unwrap();
    inspect::ContentHash::of(&bytes).to_string()
}

#[test]
fn a_plugin_knows_its_name_version_build_and_generation() {
    let host = Host::of(&plugin(1));
    for number in 1..=3 {
        let expected = format!("world {number}.0.0 {} {number}", build_of(&host));
        for function in ["by_hook", "by_method", "by_function"] {
            let described: String = host.plugin().invoke(function, ()).unwrap();
            assert_eq!(described, expected, "{function}");
        }
        host.reload(&plugin(number + 1));
    }
}

#[test]
fn stats_tell_builds_apart() {
    let host = Host::of(&plugin(1));
    let builds = || {
        let versions = host.swapper.stats().versions.into_iter();
        let builds = versions.filter_map(|it| it.build);
        builds.map(|it| it.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(builds(), [build_of(&host)]);
}

#[test]
fn a_plugin_reaches_the_vault_without_a_static() {
    let host = Host::of(&plugin(1));
    let by = |key: &str| {
        host.plugin()
            .invoke::<Option<String>>("get", (key,))
            .unwrap()
    };
    assert_eq!(by("by").as_deref(), Some("on_init"));
    let data = LiveData::wrap("the host").unwrap();
    host.swapper.current().vault().set("else", data).unwrap();
    assert_eq!(by("else").as_deref(), Some("the host"));
}

#[test]
fn a_context_before_on_load_is_a_panic_that_says_so() {
    isolated(|| {
        let early = "fn reloadable(&self) -> bool { self.context(); true }";
        let plugins = test_kit::PluginDir::new();
        plugins.add(&counter(1, early, "", ""));
        let swapper = hotswap_runtime::Swapper::builder(plugins.path())
            .build()
            .unwrap();
        let error = swapper.load(&LiveData::none()).unwrap_err();
        let error = format!("{:#}", anyhow_text(&error));
        assert!(
            error.contains("the context of this plugin is not there yet"),
            "{error}"
        );
    });
}

/// An error with its sources.
fn anyhow_text(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(Some(error), |error| error.source());
    let texts: Vec<_> = sources.map(ToString::to_string).collect();
    texts.join(": ")
}

#[test]
fn a_host_tells_versions_apart() {
    let host = Host::of(&plugin(1));
    let first = host.plugin();
    assert_eq!(
        (first.generation(), first.build().unwrap().to_string()),
        (1, build_of(&host))
    );
    assert!(first.same_version_as(&host.plugin()));
    host.reload(&plugin(2));
    let second = host.plugin();
    assert_eq!(
        (second.generation(), second.build().unwrap().to_string()),
        (2, build_of(&host))
    );
    assert!(!second.same_version_as(&first));
    assert_ne!(second.build(), first.build());
}
