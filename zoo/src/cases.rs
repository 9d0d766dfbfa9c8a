//! The plugins of the zoo, and what is expected of each.

use rustix::process::Signal;

/// A plugin, and what is expected of it.
#[derive(Debug)]
pub struct Case {
    /// What its row is called.
    pub name: &'static str,
    /// Its directory below `plugins`.
    pub plugin: &'static str,
    /// What it is about, for the table.
    pub about: &'static str,
    /// What its `work` is called with.
    pub input: Input,
    pub expected: Expected,
    /// What it has handlers of. Each is sent when all versions have left.
    pub signals: &'static [Signal],
    /// Built alone: the features of what it uses must not meet those that another plugin asks for.
    pub built_alone: bool,
    /// The flags of rustc for it and all that it uses.
    pub rustflags: &'static str,
    /// Whether it runs with `RUST_BACKTRACE=1`.
    pub backtraces: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A directory to write to.
    Directory,
    /// The address of a server and, on the lines below it, its certificate.
    Server,
}

/// What becomes of the old versions. Each text must be in what a host is told: reports and stats, or the error.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// All of them are unmapped.
    Gone,
    /// All of them are unmapped; the library of this name stays, which they have brought with them.
    GoneBut(&'static str),
    /// They stay mapped, for this reason.
    Stay(&'static str),
    /// A load or a reload is refused with an error that says this; what served before serves on.
    Refused(&'static str),
}

impl Case {
    /// The package that its plugin is built from.
    pub fn package(&self) -> String {
        format!("uses-{}", self.plugin)
    }
}

const PLAIN: Case = Case {
    name: "",
    plugin: "",
    about: "",
    input: Input::Directory,
    expected: Expected::Gone,
    signals: &[],
    built_alone: false,
    rustflags: "",
    backtraces: false,
};

const fn gone(name: &'static str, about: &'static str) -> Case {
    Case {
        name,
        plugin: name,
        about,
        ..PLAIN
    }
}

const fn but(name: &'static str, about: &'static str, library: &'static str) -> Case {
    Case {
        expected: Expected::GoneBut(library),
        ..gone(name, about)
    }
}

const fn stays(name: &'static str, about: &'static str, why: &'static str) -> Case {
    Case {
        expected: Expected::Stay(why),
        ..gone(name, about)
    }
}

/// One that leaves handlers of signals behind, and is unmapped all the same.
const fn handles(name: &'static str, about: &'static str, signals: &'static [Signal]) -> Case {
    Case {
        signals,
        ..gone(name, about)
    }
}

const fn refused(name: &'static str, about: &'static str, cure: &'static str) -> Case {
    Case {
        expected: Expected::Refused(cure),
        ..gone(name, about)
    }
}

/// What a thread is called that a plugin has started and that never ends.
const RUNNING: &str = "started by it, and still running";

pub const CASES: &[Case] = &[
    gone("anyhow", "anyhow, without a backtrace"),
    Case {
        plugin: "anyhow",
        backtraces: true,
        ..gone("anyhow-backtrace", "anyhow, with a printed backtrace")
    },
    gone("arc-swap", "arc-swap"),
    stays(
        "c-library",
        "a shared library in C with a thread and a key",
        "libzoo_worker.so",
    ),
    gone("chrono", "chrono: local time"),
    stays(
        "cpp",
        "C++ with statics, thread-locals and threads",
        "std::thread",
    ),
    gone("crossbeam-epoch", "crossbeam-epoch"),
    // Its thread is there for as long as its handler.
    Case {
        signals: &[Signal::INT],
        ..stays("ctrlc", "ctrlc", RUNNING)
    },
    gone("env-logger", "log and env_logger"),
    refused("jemalloc", "tikv-jemallocator", "disable_initial_exec_tls"),
    Case {
        built_alone: true,
        ..gone(
            "jemalloc-dynamic",
            "tikv-jemallocator with `disable_initial_exec_tls`",
        )
    },
    refused("mimalloc", "mimalloc", "local_dynamic_tls"),
    Case {
        built_alone: true,
        ..gone("mimalloc-dynamic", "mimalloc with `local_dynamic_tls`")
    },
    but("openmp", "C with OpenMP", "libgomp.so"),
    gone("parking-lot", "parking_lot: condition variable"),
    gone("rand", "rand"),
    stays("rayon", "rayon: the global pool", RUNNING),
    gone("rayon-pool", "rayon: a pool of its own"),
    gone("regex", "regex"),
    Case {
        input: Input::Server,
        ..gone("reqwest", "reqwest over TLS by rustls")
    },
    gone("rusqlite", "rusqlite with SQLite built in"),
    Case {
        built_alone: true,
        rustflags: "-Cprefer-dynamic",
        ..stays("rust-dylib", "a Rust `dylib`, and std as one", "libstd-")
    },
    gone("serde-json", "serde_json"),
    handles(
        "signal-hook",
        "signal-hook: a flag, unregistered",
        &[Signal::USR2],
    ),
    handles(
        "signal-hook-iterator",
        "signal-hook: an iterator, closed",
        &[Signal::USR1, Signal::HUP],
    ),
    stays("smol", "smol: its own threads", RUNNING),
    gone("tokio", "tokio: a runtime, shut down"),
    // It waits by pidfd; only where the kernel has none does it handle SIGCHLD.
    Case {
        signals: &[Signal::CHILD],
        ..gone("tokio-process", "tokio::process")
    },
    handles("tokio-signal", "tokio::signal", &[Signal::HUP, Signal::INT]),
    gone("tracing-subscriber", "tracing-subscriber"),
    gone("uuid", "uuid"),
    handles("wait-timeout", "wait-timeout", &[Signal::CHILD]),
];
