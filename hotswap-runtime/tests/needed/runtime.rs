//! A plugin that is a host itself.

use std::path::Path;

use hotswap::LiveData;
use hotswap_runtime::inspect::{Fault, inspect_file};
use hotswap_runtime::{FileError, ReloadError, check};
use test_kit::{Plugin, plugin_source};

use super::stage::Host;

fn with_runtime(name: &str, body: &str) -> Plugin {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dependency = format!(
        "hotswap-runtime = {{ package = \"hotswap-host\", path = {runtime:?}, default-features = false }}"
    );
    Plugin::new(name)
        .source(plugin_source(body))
        .dependency(&dependency)
}

#[test]
fn a_plugin_that_makes_a_swapper_is_refused_before_its_code_runs() {
    let inner = with_runtime(
        "inner",
        "#[plugin_fn] fn serve() -> bool {
            hotswap_runtime::Swapper::builder(\"elsewhere\").build().is_ok()
        }",
    );
    let error = inspect_file(&inner.build()).unwrap_err();
    assert!(matches!(&error.fault, Fault::HasRuntime { plugin, .. } if plugin == "inner"));
    let text = error.to_string();
    assert!(text.contains("links hotswap-runtime"), "{text}");
    assert!(
        text.contains("depend on `hotswap` and an api crate only"),
        "{text}"
    );

    let host = Host::new();
    host.plugins.add(&inner);
    let refused = host.swapper.load(&LiveData::none()).unwrap_err();
    let is_it = |problem: &FileError| matches!(problem, FileError::Inspect(error) if matches!(error.fault, Fault::HasRuntime { .. }));
    assert!(
        matches!(&refused, ReloadError::Refused { problems, .. } if problems.iter().all(is_it)),
        "{refused}"
    );
    assert_eq!(check(host.plugins.path()).unwrap().problems.len(), 1);
}

#[test]
fn one_that_only_reads_libraries_with_it_is_not() {
    let reader = with_runtime(
        "reader",
        "#[plugin_fn] fn is_plugin(path: String) -> bool {
            hotswap_runtime::inspect::inspect_file(path.as_ref()).is_ok()
        }",
    );
    inspect_file(&reader.build()).unwrap();
}
