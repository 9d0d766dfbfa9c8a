//! Thread-locals that a process has little room for.

use hotswap::LiveData;
use hotswap_runtime::inspect::inspect_file;
use hotswap_runtime::needs::{Needs, Remark};
use hotswap_runtime::{FileError, ReloadError, check};
use test_kit::{Plugin, isolated, plugin_source};

use super::stage::Host;

/// A plugin with thread-locals as `mimalloc` has them unless it is told otherwise.
fn greedy(version: u32) -> Plugin {
    const SOURCE: &str = r#"
        __attribute__((tls_model("initial-exec"))) static __thread char room[600];
        int part(void) { return ++room[0]; }"#;
    let object = test_kit::cc_object("part", SOURCE, &[]);
    let body = format!(
        "unsafe extern \"C\" {{ fn part() -> i32; }}
         #[plugin_fn] fn call() -> i32 {{ unsafe {{ part() }} }}
         #[plugin_fn] fn version() -> i32 {{ {version} }}"
    );
    Plugin::new("greedy")
        .source(plugin_source(&body))
        .flag(&format!("-Clink-arg={}", object.display()))
}

#[test]
fn a_plugin_that_takes_static_thread_local_storage_is_known_by_its_file() {
    let path = greedy(1).build();
    let (inspection, needs) = Needs::of_file(&path).unwrap();
    let bytes = inspection.static_thread_locals.unwrap();
    assert!((600..2000).contains(&bytes), "{bytes}");
    let [remark @ Remark::StaticThreadLocals { .. }] = &needs.remarks[..] else {
        panic!("{:?}", needs.remarks);
    };
    let text = remark.to_string();
    for cure in ["`local_dynamic_tls`", "`disable_initial_exec_tls`"] {
        assert!(text.contains(cure), "{text}");
    }
    let plain = Plugin::new("plain").build();
    assert_eq!(inspect_file(&plain).unwrap().static_thread_locals, None);

    let host = Host::new();
    host.plugins.add(&greedy(1));
    let check = check(host.plugins.path()).unwrap();
    assert!(check.problems.is_empty());
    assert_eq!(check.plugins[0].needs.remarks.len(), 1);
}

#[test]
fn when_there_is_no_more_of_it_the_error_names_the_cure() {
    isolated(|| {
        let (host, _) = Host::serving(&[&greedy(1)]);
        let versions = [1, 2].map(greedy);
        let error = (0..50).find_map(|number| {
            host.plugins.add(&versions[(number + 1) % 2]);
            host.swapper.reload(&LiveData::none()).err()
        });
        let ReloadError::Refused { problems, .. } = error.unwrap() else {
            panic!("another error");
        };
        let [error @ FileError::StaticThreadLocals { bytes, .. }] = &problems[..] else {
            panic!("{problems:?}");
        };
        let text = error.to_string();
        assert!(text.contains(&bytes.to_string()), "{text}");
        assert!(text.contains("`local_dynamic_tls`"), "{text}");
        // The version of before serves on.
        assert!(host.call("greedy", "call") > 0);
    });
}
