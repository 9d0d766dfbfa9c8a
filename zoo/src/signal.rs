//! How signals are called.

/// `SIGSEGV` and the like.
pub fn name_of(signal: i32) -> String {
    let name = match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        15 => "SIGTERM",
        17 => "SIGCHLD",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}
