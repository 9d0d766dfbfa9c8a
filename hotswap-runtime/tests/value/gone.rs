//! Code of a plugin that calls its own methods when the value is no more: it does not keep its plugin.

use test_kit::Plugin;

use super::scene::{Host, counter};

/// What a thread that outlives the value does: it calls until that fails, and writes down why.
fn plugin(version: u32, runs: &str) -> Plugin {
    counter(
        version,
        &format!(
            "fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {{
                let add = vault.live_fn(\"live_add\")?;
                let later = vault.live_fn(\"live_add_later\")?;
                let file: String = vault.get(\"file\")?.map_or(Ok(String::new()), |it| it.unwrap())?;
                if !file.is_empty() {{
                    std::thread::spawn(move || {{ {runs} }});
                }}
                Ok(())
            }}"
        ),
        "
        #[live_fn]
        fn live_add(&self, number: u64) -> u64 { self.add(number) }

        #[live_fn]
        async fn live_add_later(&self, number: u64) -> u64 { self.add(number) }
        ",
        "
        fn block_on<F: Future>(future: F) -> F::Output {
            let mut future = std::pin::pin!(future);
            loop {
                let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
                if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut cx) { break value }
            }
        }
        ",
    )
}

/// Serves version 1, whose thread runs `runs`, and replaces it. Returns what the thread has written.
fn written_by(runs: &str) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("written");
    let host = Host::of(&plugin(1, runs));
    let path = file.to_str().unwrap().to_owned();
    let data = hotswap::LiveData::wrap(&path).unwrap();
    host.swapper.current().vault().set("file", data).unwrap();
    host.reload(&plugin(2, runs));
    host.swapper.current().vault().remove("file").unwrap();
    host.reload(&plugin(3, runs));
    host.only_one_is_left();
    std::fs::read_to_string(file).unwrap()
}

/// The thread of version 1 calls by `call` until that fails, because the value is gone.
fn calls_fail_once_the_value_is_gone(call: &str) {
    let runs = format!(
        "let _ = (&add, &later);
        let error = loop {{ if let Err(error) = {call} {{ break error }} }};
        let _ = std::fs::write(file, error.to_string());"
    );
    let written = written_by(&runs);
    let expected = "the value of this plugin is gone";
    assert!(written.contains(expected), "{written}");
}

#[test]
fn a_thread_that_calls_its_plugin_by_name_gets_an_error_once_the_value_is_gone() {
    calls_fail_once_the_value_is_gone("add.call::<u64>((1u64,))");
}

#[test]
fn a_thread_that_awaits_its_plugin_by_name_gets_an_error_once_the_value_is_gone() {
    calls_fail_once_the_value_is_gone("block_on(later.call_async::<u64>((1u64,)))");
}

#[test]
fn a_value_that_a_thread_shares_is_dropped_by_the_thread() {
    let methods = "
        #[plugin_fn]
        fn keep(self: Arc<Self>, file: String) {
            std::thread::spawn(move || {
                let weak = Arc::downgrade(&self);
                // The plugin's own count is given up after `on_free`.
                while Arc::strong_count(&self) > 1 { std::thread::yield_now() }
                self.add(1);
                let last = self.count.load(SeqCst);
                drop(self);
                let _ = std::fs::write(file, format!(\"{last} {}\", weak.upgrade().is_none()));
            });
        }";
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("written");
    let host = Host::of(&counter(1, "", methods, ""));
    let path = file.to_str().unwrap().to_owned();
    host.plugin().invoke::<()>("keep", (path,)).unwrap();
    host.reload(&counter(2, "", methods, ""));
    host.only_one_is_left();
    assert_eq!(std::fs::read_to_string(file).unwrap(), "1001 true");
}
