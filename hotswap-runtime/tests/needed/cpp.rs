//! C++ in plugins: its library is shared, and starts threads for them.

use test_kit::{Plugin, cpp_object, isolated, plugin_source};

use super::stage::Host;

fn plugin(version: u32, source: &str) -> Plugin {
    let object = cpp_object("part", source, &[]);
    let body = format!(
        "unsafe extern \"C\" {{ fn part() -> i32; }}
         #[plugin_fn] fn call() -> i32 {{ unsafe {{ part() }} }}
         #[plugin_fn] fn version() -> i32 {{ {version} }}"
    );
    Plugin::new("world")
        .source(plugin_source(&body))
        .flag(&format!("-Clink-arg={}", object.display()))
        .flag("-Clink-arg=-lstdc++")
}

#[test]
fn a_plugin_that_starts_threads_by_the_library_of_cpp_stays_mapped() {
    const SOURCE: &str = r#"
        #include <chrono>
        #include <thread>
        extern "C" int part() {
            std::thread([] {
                for (;;) std::this_thread::sleep_for(std::chrono::microseconds(500));
            }).detach();
            return 1;
        }"#;
    isolated(|| {
        let (host, report) = Host::serving(&[&plugin(1, SOURCE)]);
        let reason = report.stays_mapped("world").unwrap_or_default();
        assert!(
            reason.contains("calls std::thread, which hotswap cannot track"),
            "{report}"
        );
        assert!(reason.contains("-static-libstdc++"), "{report}");
        assert_eq!(host.call("world", "call"), 1);
        host.replace(&plugin(2, SOURCE));
        host.wait_for("version 1 stays", |it| it.kept_mapped == 1);
        // Its thread goes on.
        std::thread::sleep(std::time::Duration::from_millis(20));
    });
}

#[test]
fn a_plugin_with_statics_exceptions_and_thread_locals_of_cpp_goes() {
    const SOURCE: &str = r#"
        #include <map>
        #include <stdexcept>
        #include <string>
        static std::map<std::string, int> known{{"one", 1}};
        struct Noisy { std::string text = "noisy"; ~Noisy() { text.clear(); } };
        static thread_local Noisy noisy;
        extern "C" int part() {
            try { if (noisy.text.empty()) return 0; throw std::runtime_error("one"); }
            catch (const std::exception &error) { return known[error.what()]; }
        }"#;
    isolated(|| {
        let (host, report) = Host::serving(&[&plugin(1, SOURCE)]);
        assert_eq!(report.to_string(), "world: ok");
        assert_eq!(host.call("world", "call"), 1);
        std::thread::scope(|scope| drop(scope.spawn(|| host.call("world", "call"))));
        host.replace(&plugin(2, SOURCE));
        host.wait_for("version 1 goes", |it| it.unloaded == 1);
    });
}
