//! Backtraces that a plugin prints by itself.

use std::fs;

use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::Stage;

#[test]
fn a_printed_backtrace_keeps_no_file_mapped_or_is_counted() {
    attack(|| {
        let private = tempfile::tempdir().unwrap();
        let prints = "#[plugin_fn] fn print() -> u64 {
            std::backtrace::Backtrace::force_capture().to_string().len() as u64
        }";
        let stage = Stage::with(&[evil(prints)], |builder| {
            builder.private_dir(private.path())
        });
        for _ in 0..6 {
            assert!(stage.call::<u64>("evil", "print", ()) > 0);
            stage.replace("evil");
            stage.all_gone();
        }
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let private = private.path().to_str().unwrap();
        // Those of the version that serves, and has not printed.
        let removed = maps
            .lines()
            .filter(|line| line.contains(private) && line.ends_with("(deleted)"));
        let (removed, stats) = (removed.count(), stage.swapper.stats().to_string());
        assert!(
            removed == 0 || stats.contains("backtrace"),
            "{removed} mappings, {stats}"
        );
    });
}
