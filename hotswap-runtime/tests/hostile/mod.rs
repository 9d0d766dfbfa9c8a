//! Files that are no whole plugins. Each runs in a process of its own, so that a crash is seen.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;

use hotswap::root::ABI_VERSION;

use crate::common::host::{Host, sealed, world};

/// SplitMix64: the same flips in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// Cuts a library at every length, from the whole of it down, in the plugin directory of a serving host.
fn cut_everywhere(bytes: &[u8]) {
    let host = Host::serving();
    fs::write(host.file(), bytes).unwrap();
    let file = OpenOptions::new().write(true).open(host.file()).unwrap();
    for len in (0..bytes.len()).rev() {
        file.set_len(len as u64).unwrap();
        let refusal = host.refusal();
        assert!(refusal.contains("libworld.so"), "cut at {len}: {refusal}");
    }
    host.publish(3);
    host.reload().unwrap();
    assert_eq!(host.version(), 3);
}

#[test]
fn a_library_cut_at_any_length_is_refused_and_the_old_generation_serves_on() {
    let outcome = test_kit::child()
        .limit(std::time::Duration::from_secs(900))
        .run(|_| {
            cut_everywhere(&fs::read(world(2)).unwrap());
        });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn a_sealed_library_with_any_bit_flipped_is_refused_and_the_old_generation_serves_on() {
    const FLIPS: usize = 2_500;
    let outcome = test_kit::child().run(|_| {
        let host = Host::serving();
        let bytes = sealed(&world(2));
        let mut random = Random(0x5eed);
        fs::write(host.file(), &bytes).unwrap();
        let file = OpenOptions::new().write(true).open(host.file()).unwrap();
        for _ in 0..FLIPS {
            let (at, bit) = (random.below(bytes.len()), random.below(8));
            file.write_all_at(&[bytes[at] ^ (1 << bit)], at as u64)
                .unwrap();
            let refusal = host.refusal();
            assert!(
                refusal.contains("libworld.so"),
                "bit {bit} of byte {at}: {refusal}"
            );
            file.write_all_at(&bytes[at..=at], at as u64).unwrap();
        }
        host.reload().unwrap();
        assert_eq!(host.version(), 2, "unflipped, it is loaded");
    });
    assert!(outcome.success(), "{outcome}");
}

#[test]
fn files_of_many_kinds_are_refused_by_name_with_what_to_do() {
    let executable = test_kit::rustc_executable("program", "fn main() {}", &[]);
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty", Vec::new(), "is empty"),
        ("text", b"hello\n".to_vec(), "is not a shared library"),
        ("script", b"#!/bin/sh\necho hi\n".to_vec(), "a script"),
        (
            "random",
            (0..5000).map(|at| (at * 7919 % 251) as u8).collect(),
            "is not a shared library",
        ),
        (
            "program",
            fs::read(executable).unwrap(),
            "not a shared library",
        ),
        (
            "other machine",
            for_another_machine(&world(2)),
            "this host runs on",
        ),
    ];
    let host = Host::serving();
    for (what, bytes, said) in cases {
        fs::write(host.file(), bytes).unwrap();
        let refusal = host.refusal();
        assert!(
            refusal.contains("libworld.so") && refusal.contains(said),
            "{what}: {refusal}"
        );
    }
}

#[test]
fn a_file_that_says_it_is_larger_than_all_memory_is_refused() {
    test_kit::isolated(|| {
        let host = Host::serving();
        let file = fs::File::create(host.file()).unwrap();
        // Nothing of it is on the disk.
        file.set_len(1 << 42).unwrap();
        let refusal = host.refusal();
        assert!(refusal.contains(", more than the limit of"), "{refusal}");
    });
}

#[test]
fn a_plugin_that_needs_what_is_nowhere_is_refused_in_the_words_of_the_loader() {
    let host = Host::serving();
    let needy = test_kit::Plugin::new("world").source(test_kit::plugin_source(
        r#"unsafe extern "C" { fn is_nowhere(); }
        #[plugin_fn] fn call() { unsafe { is_nowhere() } }"#,
    ));
    host.plugins.add(&needy);
    let refusal = host.refusal();
    assert!(refusal.contains("libworld.so: "), "{refusal}");
    assert!(
        refusal.contains("undefined symbol: is_nowhere"),
        "{refusal}"
    );
}

#[test]
fn a_plugin_that_would_abort_on_panic_is_refused() {
    let host = Host::serving();
    let abort = test_kit::Plugin::new("world").flag("-Cpanic=abort");
    host.plugins.add(&abort);
    let refusal = host.refusal();
    assert!(refusal.contains("panic = \"abort\""), "{refusal}");
}

#[test]
fn a_plugin_of_another_abi_version_is_refused_with_both_versions() {
    let host = Host::serving();
    let mut bytes = fs::read(world(2)).unwrap();
    // The version is the first field of the plugin's record: kind, tag, length, then the version itself.
    let mut field = vec![1, 3, 4, 0, 0, 0];
    field.extend(ABI_VERSION.to_le_bytes());
    let at = bytes
        .windows(field.len())
        .position(|it| it == field)
        .expect("the record is there");
    bytes[at + 6] = 77;
    fs::write(host.file(), bytes).unwrap();
    let refusal = host.refusal();
    assert!(refusal.contains("version 77"), "{refusal}");
    let own = format!("this host for version {ABI_VERSION}");
    assert!(refusal.contains(&own), "{refusal}");
}

/// The same library with another machine in its header (`e_machine` at byte 18): AArch64 or x86-64.
fn for_another_machine(library: &std::path::Path) -> Vec<u8> {
    const X86_64: u8 = 62;
    const AARCH64: u8 = 183;
    let mut bytes = fs::read(library).unwrap();
    bytes[18] = if bytes[18] == X86_64 { AARCH64 } else { X86_64 };
    bytes
}
