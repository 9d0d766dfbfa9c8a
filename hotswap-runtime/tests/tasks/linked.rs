//! A plugin with tokio that is linked into its host, and shares tokio with it.

use std::process::Command;

use test_kit::Plugin;

use crate::own_tokio::plugin;

/// What each of the hosts does.
const HOST: &str = r#"
    use hotswap::LiveData;
    use hotswap_runtime::{LoadedPlugin, Swapper};
    use std::time::Duration;

    hotswap_runtime::link!(world);

    /// The names of the threads of this process.
    fn threads() -> Vec<String> {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let names = tasks.flatten().map(|task| std::fs::read_to_string(task.path().join("comm")));
        names.flatten().map(|name| name.trim_end().to_owned()).collect()
    }

    async fn everything(world: &LoadedPlugin) {
        assert_eq!(world.invoke_async::<u32>("nap", (1u64,)).await.unwrap(), 1);
        assert!(world.invoke_async::<bool>("cut", (1u64,)).await.unwrap());
        assert_eq!(world.invoke_async::<u64>("crunch", (3u64,)).await.unwrap(), 6);
        assert_eq!(world.invoke_async::<u32>("naps", (5u32,)).await.unwrap(), 5);
    }

    fn load() -> (Swapper, LoadedPlugin) {
        let swapper = Swapper::builder("nowhere").static_linking().build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        let world = swapper.current().plugin("world").unwrap().clone();
        (swapper, world)
    }
"#;

fn run(main: &str) -> String {
    run_with(&plugin(1), main)
}

fn run_with(plugin: &Plugin, main: &str) -> String {
    let program = plugin.build_linked(&format!("{HOST}{main}"));
    let output = Command::new(program).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn a_linked_plugin_uses_the_runtime_of_its_host() {
    let said = run(r#"
        fn main() {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            let runtime = builder.worker_threads(1).thread_name("of-the-host").enable_all().build().unwrap();
            let (swapper, world) = load();
            runtime.block_on(async {
                everything(&world).await;
                let world = world.clone();
                tokio::spawn(async move { everything(&world).await }).await.unwrap();
            });
            println!("threads {:?}", threads());
            drop((world, swapper));
            println!("ended");
        }
    "#);
    assert!(said.contains("of-the-host"), "{said}");
    assert!(
        !said.contains("plugin-tokio"),
        "there is no second one: {said}"
    );
    assert!(said.ends_with("ended\n"), "{said}");
}

#[test]
fn linked_plugins_have_a_runtime_where_the_host_has_none_and_leave_it_on_no_thread() {
    let said = run(r#"
        fn main() {
            let (swapper, world) = load();
            let waker = std::task::Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
            let mut call = std::pin::pin!(everything(&world));
            while call.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending() {
                assert!(tokio::runtime::Handle::try_current().is_err(), "the host is in no runtime");
                std::thread::park_timeout(Duration::from_secs(60));
            }
            println!("threads {:?}", threads());
            drop(swapper);
            println!("ended");
        }
        struct Unpark(std::thread::Thread);
        impl std::task::Wake for Unpark {
            fn wake(self: std::sync::Arc<Self>) { self.0.unpark() }
        }
    "#);
    assert!(said.contains("plugin-tokio"), "{said}");
    assert!(said.ends_with("ended\n"), "{said}");
}

#[test]
fn a_linked_plugin_without_an_executor_is_told_what_to_write() {
    let world = Plugin::new("world").source(test_kit::plugin_source(
        "#[plugin_fn] fn begins() -> hotswap::Result<()> { hotswap::task::spawn(async {}).map(drop) }",
    ));
    let said = run_with(
        &world,
        r#"
        fn main() {
            let (_swapper, world) = load();
            println!("{}", world.invoke::<()>("begins", ()).unwrap_err());
        }
    "#,
    );
    assert!(said.contains("the host has no executor"), "{said}");
}
