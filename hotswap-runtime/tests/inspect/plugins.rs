//! Libraries that are no plugins for this host.

use hotswap::manifest::ManifestError;
use hotswap::root::ABI_VERSION;
use hotswap_runtime::inspect::Fault;
use test_kit::{Plugin, rustc_cdylib};

use super::library::{PATH, fault, read, refusal, replaced, world, world_bytes};

/// The library of a plugin crate with this source.
fn built(source: &str) -> Vec<u8> {
    read(&Plugin::new("odd").source(source).build())
}

/// A record in the manifest, made by hand.
fn record(name: &str, root: &str) -> String {
    format!(
        "const _: () = {{
            const RECORD: hotswap::manifest::PluginRecord = hotswap::manifest::PluginRecord {{
                name: \"{name}\", version: \"1.0.0\", panic: \"unwind\", root: \"{root}\",
                exports: None, imports: &[],
            }};
            #[used]
            #[cfg_attr(target_vendor = \"apple\", unsafe(link_section = \"__DATA,__hotswap\"))]
            #[cfg_attr(not(target_vendor = \"apple\"), unsafe(link_section = \".hotswap\"))]
            static BYTES: [u8; RECORD.encoded_len()] = RECORD.encode();
        }};"
    )
}

#[test]
fn a_library_without_a_manifest_is_no_plugin() {
    let source = "#[unsafe(no_mangle)] pub extern \"C\" fn one() -> u32 { 1 }";
    let library = read(&rustc_cdylib("inspect_plain", source, &[]));
    let error = refusal(&library);
    assert!(matches!(error.fault, Fault::NotAPlugin), "{error:?}");
    let expected = format!("{PATH} is not a hotswap plugin");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn items_without_a_plugin_are_refused_with_their_number() {
    let library = built("use hotswap::prelude::*; #[plugin_fn] fn one() -> u32 { 1 }");
    let error = refusal(&library);
    let expected = format!("{PATH}: the library has 1 plugin items but no plugin");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn two_plugins_in_one_library_are_refused_by_name() {
    let both = test_kit::plugin_source(&record("moon", "hotswap2_root_moon"));
    match fault(&built(&both)) {
        Fault::Manifest(ManifestError::SeveralPlugins { mut names }) => {
            names.sort();
            assert_eq!(names, ["moon", "odd"]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plugin_that_aborts_on_panic_is_refused_with_what_to_do() {
    let library = read(&world().flag("-Cpanic=abort").build());
    let error = refusal(&library);
    match &error.fault {
        Fault::PanicStrategy { plugin, panic, .. } => {
            assert_eq!((plugin.as_str(), panic.as_str()), ("world", "abort"));
        }
        other => panic!("{other:?}"),
    }
    assert!(
        error
            .to_string()
            .contains("remove that line from the profile"),
        "{error}"
    );
}

#[test]
fn a_plugin_for_another_version_of_the_abi_is_refused_with_both() {
    let field = |version: u32| [&[3, 4, 0, 0, 0][..], &version.to_le_bytes(), &[1]].concat();
    let library = replaced(world_bytes(), &field(ABI_VERSION), &field(99));
    let message = refusal(&library).to_string();
    assert!(
        message.contains("version 99 of the hotswap ABI"),
        "{message}"
    );
    assert!(
        message.contains(&format!("version {ABI_VERSION}")),
        "{message}"
    );
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
#[test]
fn a_plugin_for_another_c_library_is_refused_with_the_target_to_build_for() {
    let (own, other) = (b"x86_64-unknown-linux-gnu", b"x86_64-unknow-linux-musl");
    // Debug information has the name of the target as well; the record's has its length before it.
    let field = |triple: &[u8]| [&[24, 0, 0, 0], triple].concat();
    let error = refusal(&replaced(world_bytes(), &field(own), &field(other)));
    assert!(
        matches!(error.fault, Fault::WrongSystem { .. }),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("--target x86_64-unknown-linux-gnu"),
        "{error}"
    );
}

#[test]
fn a_root_that_is_not_exported_is_missed_by_name() {
    match fault(&built(&record("odd", "hotswap2_root_nowhere"))) {
        Fault::MissingRoot { symbol, .. } => assert_eq!(symbol, "hotswap2_root_nowhere"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_root_that_is_something_else_is_refused() {
    let others = [
        // Not data.
        "#[unsafe(no_mangle)] pub extern \"C\" fn hotswap2_root_odd() {}",
        // Not where a loader writes addresses.
        "#[unsafe(no_mangle)] pub static hotswap2_root_odd: [u64; 12] = [7; 12];",
        // Too small.
        "#[unsafe(no_mangle)] pub static hotswap2_root_odd: std::sync::atomic::AtomicU64 =
             std::sync::atomic::AtomicU64::new(7);",
        // Large enough, and nothing of a root in it.
        "#[unsafe(no_mangle)] pub static hotswap2_root_odd: [std::sync::atomic::AtomicU64; 12] =
             [const { std::sync::atomic::AtomicU64::new(7) }; 12];",
    ];
    for other in others {
        let library = built(&format!("{}\n{other}", record("odd", "hotswap2_root_odd")));
        let found = fault(&library);
        assert!(matches!(found, Fault::BadRoot { .. }), "{other}: {found:?}");
    }
}

#[test]
fn a_root_whose_place_for_the_mark_is_taken_is_refused() {
    let start = [&hotswap::root::MAGIC[..], &ABI_VERSION.to_le_bytes()].concat();
    let at = world_bytes()
        .windows(start.len())
        .position(|window| window == start);
    let marked = super::library::patched(world_bytes(), at.unwrap() + 16, &[1]);
    assert!(matches!(fault(&marked), Fault::BadRoot { .. }));
}
