//! Where the system refuses something: code from a `noexec` file system, inotify, a current directory that stays.
//!
//! What belongs to a whole process, or to a namespace, is tried in a child.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use hotswap::LiveData;
use hotswap_runtime::{FileError, OnRefused, ReloadError, Swapper, Watch};
use parking_lot::Mutex;
use test_kit::{PluginDir, wait_until};

use crate::common::host::world;

/// Runs a program in namespaces of its own, after `script`, in which it is root. `None` if this system does not allow
/// that.
fn in_namespace(script: &str) -> Option<Vec<String>> {
    let command = |script: &str| {
        let words = [
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
        ];
        let mut words: Vec<_> = words.iter().map(|&it| it.to_owned()).collect();
        words.push(format!("{script} && exec \"$@\""));
        words.push("sh".to_owned());
        words
    };
    let words = command(script);
    let tried = Command::new(&words[0])
        .args(&words[1..])
        .arg("true")
        .output();
    let problem = match tried {
        Ok(output) if output.status.success() => return Some(words),
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    println!("skipped: this system does not allow `{script}` in a namespace: {problem}");
    None
}

/// Runs `body` in a child of the test in that namespace, and gives what it printed.
fn run_in_namespace<F: FnOnce(&str)>(
    test: &str,
    script: &str,
    with: &Path,
    body: F,
) -> Option<String> {
    let words = in_namespace(script)?;
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let child = test_kit::child().of_test(test).under(&words);
    let outcome = child.with(with.display()).run(body);
    assert!(outcome.success(), "{outcome}");
    Some(outcome.output)
}

#[test]
fn a_private_directory_from_which_no_code_may_be_mapped_is_named_with_what_to_do() {
    let mount = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o noexec tmpfs {}", mount.path().display());
    let test = "serving::limits::a_private_directory_from_which_no_code_may_be_mapped_is_named_with_what_to_do";
    run_in_namespace(test, &script, mount.path(), |mount| {
        let plugins = PluginDir::new();
        test_kit::publish(&world(1), plugins.path(), "world");
        for on_refused in [OnRefused::Fail, OnRefused::KeepOld] {
            let builder = Swapper::builder(plugins.path()).private_dir(mount);
            let swapper = builder.on_refused(on_refused).build().unwrap();
            let error = swapper.load(&LiveData::none()).unwrap_err();
            let ReloadError::Refused { problems, .. } = &error else {
                panic!("{error}");
            };
            assert!(
                matches!(problems[..], [FileError::NoExec { .. }]),
                "{error}"
            );
            let text = error.to_string();
            let told = ["libworld.so", mount, "mounted `noexec`", "`private_dir`"];
            assert!(told.iter().all(|it| text.contains(it)), "{text}");
        }
        // The plugin directory itself may be there: nothing of it is mapped.
        test_kit::publish(&world(2), Path::new(mount), "world");
        let swapper = Swapper::builder(mount).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
    });
}

/// A host with `world` 1 in a process of its own, and version 2 ready to be published.
struct Host {
    plugins: PluginDir,
    swapper: Swapper,
}

impl Host {
    fn new() -> Self {
        let plugins = PluginDir::new();
        test_kit::publish(&world(1), plugins.path(), "world");
        for version in [2, 3] {
            fs::copy(world(version), Self::ready(&plugins, version)).unwrap();
        }
        let swapper = Swapper::builder(plugins.path()).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        Self { plugins, swapper }
    }

    fn ready(plugins: &PluginDir, version: u32) -> std::path::PathBuf {
        plugins.path().join(format!("world-{version}.tmp"))
    }

    /// Publishes a version, which takes no file descriptor.
    fn publish(&self, version: u32) {
        fs::rename(
            Self::ready(&self.plugins, version),
            self.plugins.library("world"),
        )
        .unwrap();
    }

    /// Watches, and gives what the watch tells.
    fn watch(&self) -> (Watch, Arc<Mutex<Vec<String>>>) {
        let told = Arc::<Mutex<Vec<_>>>::default();
        let tell = Arc::clone(&told);
        let watch = self.swapper.watch(move |result| match result {
            Ok(report) => tell.lock().push(report.to_string()),
            Err(error) => tell.lock().push(format!("error: {error}")),
        });
        (watch.expect("it is looked at each second"), told)
    }

    fn wait_for(&self, version: u32) {
        wait_until("it is loaded", || {
            let manager = self.swapper.current();
            let world = manager.plugin("world").expect("it is loaded");
            world.invoke::<u32>("version", ()).expect("it answers") == version
        });
    }
}

/// What is logged goes to the output of the child.
fn log_to_stdout() {
    let subscriber = tracing_subscriber::fmt().with_writer(std::io::stdout);
    subscriber.with_ansi(false).init();
}

/// Watches where inotify refuses: what is published is loaded all the same.
fn is_loaded_all_the_same(says: &str) {
    log_to_stdout();
    let host = Host::new();
    let (watch, told) = host.watch();
    let reason = watch.polls_because().expect("inotify refuses").to_string();
    assert!(
        reason.starts_with("cannot watch the plugin directory") && reason.contains(says),
        "{reason}"
    );
    for version in [2, 3] {
        host.publish(version);
        host.wait_for(version);
    }
    // A version serves before its report is passed on.
    wait_until("both are reported", || told.lock().len() >= 2);
    assert_eq!(*told.lock(), ["world: ok", "world: ok"]);
}

fn assert_said_once(output: &str) {
    let said = output
        .matches("polling the plugin directory once a second instead")
        .count();
    assert_eq!(said, 1, "{output}");
}

#[test]
fn a_user_without_inotify_instances_is_served_by_looking() {
    let script = "echo 0 > /proc/sys/user/max_inotify_instances";
    let test = "serving::limits::a_user_without_inotify_instances_is_served_by_looking";
    let output = run_in_namespace(test, script, Path::new(""), |_| {
        is_loaded_all_the_same("Too many open files");
    });
    output.iter().for_each(|output| assert_said_once(output));
}

#[test]
fn a_user_without_inotify_watches_is_served_by_looking() {
    let script = "echo 0 > /proc/sys/user/max_inotify_watches";
    let test = "serving::limits::a_user_without_inotify_watches_is_served_by_looking";
    let output = run_in_namespace(test, script, Path::new(""), |_| {
        is_loaded_all_the_same("file watch limit");
    });
    output.iter().for_each(|output| assert_said_once(output));
}

/// Takes all file descriptors but as many as are said.
fn take_all_but(free: usize) -> Vec<File> {
    let limit = libc::rlimit {
        rlim_cur: 64,
        rlim_max: 64,
    };
    // SAFETY: `limit` is a limit, and lives for the call.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
    let mut taken: Vec<_> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    taken.truncate(taken.len() - free);
    taken
}

#[test]
fn a_process_without_file_descriptors_is_served_by_looking_until_there_are_some() {
    let outcome = test_kit::child().run(|_| {
        log_to_stdout();
        let host = Host::new();
        // Enough for a reload, and too few for inotify and what waits for it.
        let taken = take_all_but(2);
        let (watch, _) = host.watch();
        assert!(watch.polls_because().is_some());
        host.publish(2);
        host.wait_for(2);
        drop(taken);
        wait_until("the system tells of changes", || {
            watch.polls_because().is_none()
        });
        host.publish(3);
        host.wait_for(3);
    });
    assert!(outcome.success(), "{outcome}");
    assert_said_once(&outcome.output);
}

#[test]
fn a_directory_that_is_not_there_cannot_be_watched_and_the_error_says_why() {
    let plugins = PluginDir::new();
    let swapper = Swapper::builder(plugins.path().join("nowhere"))
        .build()
        .unwrap();
    let error = swapper.watch(|_| ()).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot watch the plugin directory")
            && error.contains("nowhere: No such file or directory"),
        "{error}"
    );
}

#[test]
fn a_host_that_goes_to_another_directory_has_its_plugins_all_the_same() {
    let outcome = test_kit::child().run(|_| {
        let scratch = tempfile::tempdir().unwrap();
        let enter = |directory: &str| std::env::set_current_dir(scratch.path().join(directory));
        for directory in ["plugins", "others", "copies", "elsewhere"] {
            fs::create_dir(scratch.path().join(directory)).unwrap();
        }
        test_kit::publish(&world(1), &scratch.path().join("plugins"), "world");
        test_kit::publish(&world(3), &scratch.path().join("others"), "world");
        enter(".").unwrap();
        let builder = Swapper::builder("plugins").private_dir("copies");
        enter("elsewhere").unwrap();
        let swapper = builder.build().unwrap();
        let version = || {
            let manager = swapper.current();
            manager.plugin("world")?.invoke::<u32>("version", ())
        };
        swapper.load(&LiveData::none()).unwrap();
        assert_eq!(version().unwrap(), 1);
        enter(".").unwrap();
        swapper.set_plugin_dir("others");
        enter("elsewhere").unwrap();
        // Copies are made anew, in the same place, if a cleaner has removed them.
        for entry in fs::read_dir(scratch.path().join("copies")).unwrap() {
            fs::remove_dir_all(entry.unwrap().path()).unwrap();
        }
        swapper.reload(&LiveData::none()).unwrap();
        assert_eq!(version().unwrap(), 3);
        assert_eq!(swapper.plugin_dir(), scratch.path().join("others"));
        let copies = fs::read_dir(scratch.path().join("copies")).unwrap();
        assert_eq!(copies.count(), 1);
    });
    assert!(outcome.success(), "{outcome}");
}
