//! How old code leaves, and what your threads can do for it.
//!
//! A version that was replaced leaves in four steps:
//!
//! 1. The free delay ends ([`SwapperBuilder::free_delay`](crate::SwapperBuilder::free_delay), 15 seconds if you do not set
//!    it). Until then [`rollback`](crate::Swapper::rollback) brings it back as it was, state and all.
//! 2. Nobody uses it any more: no handle, no call, no object of it.
//! 3. Its threads ([`hotswap::spawn`]) are told to stop, and `on_free` runs, dependents first, on a thread of hotswap's own.
//! 4. No thread has anything of it any more. Its library is closed, and the system's loader is asked whether it is gone.
//!
//! No timer takes code away from under somebody's feet, and no caller ever runs another's `on_free`.
//!
//! # What threads have of it
//!
//! Mostly thread-locals with destructors: `thread::current`, `rand`, tokio and many others leave some on every thread that has
//! called the plugin. Each destructor runs on its own thread: when that ends, or at its next *safe point*.
//!
//! # Safe points
//!
//! A destructor is code of a plugin. It may take locks, wait, and call the host. So it runs only where a thread is about to
//! deal with plugins anyway, and never where a host just looks at what serves:
//!
//! | a safe point | not one |
//! |---|---|
//! | [`safe_point`](crate::safe_point) | [`Swapper::current`](crate::Swapper::current), [`with`](crate::Swapper::with): they never wait, under whatever lock |
//! | what leads from a generation to a plugin: [`PluginManager::plugin`](crate::PluginManager::plugin), [`plugins`](crate::PluginManager::plugins), [`export`](crate::PluginManager::export), [`vault`](crate::PluginManager::vault), [`invoke_each`](crate::PluginManager::invoke_each) and its like | [`PluginManager::generation`](crate::PluginManager::generation) |
//! | calls by late handles, [`Swapper::restore`](crate::Swapper::restore) | making a late handle |
//! | load, reload, prepare, commit, rollback, close, the drop of the last [`Swapper`](crate::Swapper) | [`stats`](crate::Swapper::stats) |
//! | the end of a thread | calls by [`LoadedPlugin`](crate::LoadedPlugin), [`LiveFn`](hotswap::LiveFn) and [`Obj`](hotswap::Obj), and their drop |
//!
//! So a thread that goes on calling plugins needs nothing more: on the way from `current()` to a call it passes one. Two kinds
//! of host need `safe_point()`:
//!
//! - One whose threads sleep. A thread that called a plugin and then sleeps for long should pass a safe point before it does,
//!   or it keeps the old library in memory until it wakes.
//! - One whose threads call plugins under a lock that the host takes when a plugin calls it. A destructor could ask for that
//!   lock, and the thread would wait for itself. With
//!   [`explicit_safe_points`](crate::SwapperBuilder::explicit_safe_points) only `safe_point()` and the end of a thread run
//!   destructors of that swapper's plugins; put one where no lock is held.
//!
//! A safe point costs a nanosecond when there is nothing to do. In a pool of your own:
//!
//! ```
//! # use std::sync::mpsc::Receiver;
//! fn worker(jobs: &Receiver<Box<dyn FnOnce() + Send>>) {
//!     for job in jobs {
//!         job();
//!         hotswap_runtime::safe_point();
//!     }
//! }
//! ```
//!
//! In pools of others:
//!
//! ```text
//! rayon::broadcast(|_| hotswap_runtime::safe_point());                            // after a reload
//! tokio::runtime::Builder::new_multi_thread().on_thread_park(hotswap_runtime::safe_point)
//! ```
//!
//! # Shared libraries that a plugin needs
//!
//! Crates that link a C library dynamically give the plugin a *needed* library: `libssl.so.3`, say. Such a library stays
//! mapped for good once a plugin has brought it in, since it may have threads and thread-local values of its own.
//! [`Stats::libraries`](crate::Stats::libraries) lists them. All versions of the plugin use the copy that is mapped, even
//! when its file is replaced; `stats` says that, too.
//!
//! The library may also keep addresses of the plugin: callbacks in a table, a thread that was started for the plugin. This
//! cannot be seen from outside. So a plugin that needs a library is unloaded only if the library is known to keep no
//! addresses: the C runtime, `libstdc++`, `libgomp`, `libatomic`, `libresolv`, `libz`, `libbz2`, `liblzma`, `libzstd` and
//! `liblz4`. With any other library the plugin stays mapped, and report, `stats`, `cargo hotswap check` and `inspect` name
//! the library. It makes no difference whether the host uses the library as well. The same holds for a plugin that opens
//! a library itself with `dlopen`, and for one that starts threads with `std::thread` of a shared `libstdc++`.
//!
//! | the plugin needs | what to do |
//! |---|---|
//! | `libssl`, `libcrypto` (crates `openssl`, `native-tls`) | feature `vendored`, or rustls |
//! | `libsqlite3` (crate `rusqlite`) | feature `bundled` |
//! | another C library | link it statically, if its crate has a feature for that |
//! | `libstd-….so` (`-C prefer-dynamic`, or a dependency of crate-type `dylib`) | build without them |
//! | `libstdc++`, and the plugin starts C++ threads | `-static-libstdc++` |
//! | a library of which you know that it keeps nothing | [`needs::assume_independent`](crate::needs::assume_independent) |
//!
//! A plugin that has `hotswap-runtime` linked in and makes a swapper is a host itself. It is refused: the threads of that
//! swapper would run on in a library that is gone.
//!
//! # Who it is that holds it
//!
//! [`Swapper::stats`](crate::Swapper::stats) names the versions that are there, the step each is at, and who keeps it there:
//! ``world 1.0.0 of generation 3, freed: thread `pool-1` (17): 1 thread-local``. A version whose library stays mapped for a
//! reason that came up after it was loaded is listed for good: `world 1.0.0 of generation 3, freed (stays mapped: handler
//! of SIGCHLD)`.
//!
//! # What the process keeps of it
//!
//! Code in a process can give its address away: to the kernel, to the C library, to other libraries. hotswap sees to it
//! that none of these addresses is used when the library is gone. There are four ways: the address belongs to a stub of
//! the host, which outlives the library; the library is held until the address is no longer used; the registration ends
//! with the library; or the library stays mapped, and [`stays_mapped`](crate::stats::Version::stays_mapped) says why.
//! All of this is for Linux with glibc; elsewhere no library is closed.
//!
//! | What a plugin does | What happens when it leaves |
//! |---|---|
//! | Sets a signal handler: `sigaction`, `signal`, `sysv_signal`, `sigset` | The kernel has the address of a stub. See [below](#signal-handlers). |
//! | Sets one by the system call itself, or finds `sigaction` by `dlsym` | The kernel is asked for the handler of every signal before the library is closed. The library stays mapped: "handler of SIGCHLD". |
//! | A handler of it has not returned | The library is held: "a handler of SIGUSR1 that has not returned". |
//! | `sigaltstack` | A stack in a static keeps the library mapped. One that was allocated does not. |
//! | `atexit`, destructors of C++ statics, `.fini_array`, the crates `ctor` and `dtor` | They run when the library is closed, on hotswap's thread. |
//! | `on_exit`, `at_quick_exit`, `__cxa_atexit` for no library | The library stays mapped, and the function runs when the process exits. |
//! | `pthread_atfork` | The C library takes the handlers out when the library is closed. |
//! | `timer_create` and `mq_notify` with `SIGEV_THREAD` | The library stays mapped: the C library does not say when the last call is over. Those that send a signal keep nothing. |
//! | Thread-locals, `pthread_key_create`, `pthread_create` | Followed, see [above](#what-threads-have-of-it). |
//! | `tss_create`, `thrd_create` of C11 | The library stays mapped. |
//! | `aio_read` and its like, `getaddrinfo_a`, `register_printf_specifier` | A library that imports one of them stays mapped, and [`ReloadReport`](crate::ReloadReport) says so when it is loaded. |
//! | `putenv` with a text in a static | The environment gets a copy, which stays. `setenv` and `std::env::set_var` copy anyway. |
//! | Points `environ` to a table of its own | The library stays mapped if the table is a static. |
//! | `setvbuf` and its like | A buffer in a static keeps the library mapped. One that was allocated does not. |
//! | `fopencookie` | The library stays mapped: the C library calls the functions of open streams at exit. |
//! | `__register_frame` | A table in the library keeps it mapped. One that was allocated, as by a JIT compiler, does not. |
//! | Panics, unwinds, takes backtraces | Unwinders ask the loader for the libraries that are there each time, or whether any has come or gone. |
//! | `set_hook`, `take_hook`, `alloc::set_alloc_error_hook` | Each plugin has a std of its own, and cannot reach the host's hooks. |
//! | Names a thread | The kernel has a copy of the name. |
//! | Restartable sequences, the list of robust mutexes | They are in memory of the C library, one for each thread. |
//! | `setlocale`, `iconv`, look-ups of users and hosts | The C library loads modules of its own, and they stay. |
//! | `qsort`, `bsearch`, `twalk` and others that call back | They have returned when the call of the plugin has. |
//! | `dlopen` | What the plugin opened stays, unless the plugin closes it. |
//!
//! ## Signal handlers
//!
//! `sigaction` and its like are followed. What the kernel is given, and what others are told when they ask for the handler
//! or take its place, is a stub: a function of the host that calls the plugin's handler. The plugin itself is told the
//! address of its handler.
//!
//! When the library is to be closed its handlers are no longer called, and it is closed when all of them have returned.
//! The stub stays. From then on it calls the handler whose place the plugin's had taken; if there was none, it does
//! nothing. So it does not matter whether the plugin has restored the old handler, nor whether the host, or a newer
//! version of the plugin, has chained its own handler to it. A log line tells which handlers were left behind.
//!
//! A signal does *not* get its default action back by itself: a host whose plugin has handled SIGINT, and is gone, is not
//! ended by Ctrl-C. It is the same with signal-hook and tokio in a program without plugins. A host that wants the default
//! action sets it. Faults are the exception: a SIGSEGV that nothing handles any more ends the process.
//!
//! There are 2,048 stubs. One that was left behind is never used again, since somebody may have its address; one
//! whose plugin has restored the old handler in `on_free` is. When no stub is left, the plugin's own handler is set, and
//! the library stays mapped.
//!
//! ## Crates
//!
//! | Crate | |
//! |---|---|
//! | wait-timeout, signal-hook, `tokio::signal`, `tokio::process`, nix's `sigaction` | They leave handlers behind. The library is unloaded. |
//! | ctrlc, `signal_hook::iterator` | They have a thread. It holds the library by name until it ends, and that of ctrlc never does. |
//! | nix's timers | They send signals. The library is unloaded. |
//! | io-uring, tokio-uring | Not known, see below. Drop the ring, with all that is under way, in `on_free`. |
//!
//! ## What cannot be known
//!
//! Nobody can be asked for these. A plugin that does one of them, and does not undo it in `on_free`, needs
//! [`Mode::Retire`](crate::Mode::Retire):
//!
//! - It gives a function to a library that outlives it: a C library that the host has, too, C++'s `set_terminate` and
//!   `set_new_handler`, a library that it has opened with `dlopen`.
//! - It makes system calls itself that keep an address: `clone`, `set_robust_list`, `rseq`, `io_uring_enter` or `io_submit`
//!   with a buffer in a static, `rt_sigaction` if somebody else then takes the place of the handler.
//! - It gives an address away while it is closed, in a destructor of a library.
//! - It finds a function that is followed by `dlsym`, and calls it through that.
//! - It writes to variables of the C library: `stdout`, and before glibc 2.34 `__malloc_hook`.
//! - It leaves a mutex in a static locked that is robust, or a stream of `fmemopen` open whose buffer is a static.
//! - It jumps out of a signal handler by `siglongjmp`. The library is held then, for all that is known.
//!
//! # What does not leave
//!
//! A hook may not return: `on_free` waits for something that never comes, a lock of `stdout` was forgotten and the last flush
//! waits for it, a destructor blocks. That holds up the plugin itself, and the plugins that it imports: their code may be in
//! use. The others go on: when a plugin has taken a quarter of a second for one step of its end, another thread goes on with
//! the rest. Nothing is unmapped while a hook of it runs.
//!
//! - [`stats`](crate::Swapper::stats) names the hook, its thread, and how long it has been running:
//!   ``world 1.0.0 of generation 3, replaced: in `on_free` for 12.5 s, on thread `hotswap-reaper` ``. Hooks of a reload that
//!   is under way are named as well.
//! - After [`warn_after`](crate::SwapperBuilder::warn_after) there is a warning by `tracing`, repeated at growing distances:
//!   for a hook that has not returned, and for a version that is still there so long after its free delay, with who holds it.
//! - [`Swapper::close`](crate::Swapper::close) ends with a limit, and reports what is left. The drop of a swapper waits for
//!   each hook no longer than [`drop_timeout`](crate::SwapperBuilder::drop_timeout).
//!
//! # What a destructor may do
//!
//! A destructor of a thread-local runs after `on_free`, when its plugin leaves. It may call the host, and give it objects: each
//! keeps the library in memory until it is dropped. What it asks of the vault is an error by then.
//!
//! It must not panic. Rust's standard library ends the process when a panic leaves a destructor of a thread-local
//! (["thread local panicked on drop"](https://github.com/rust-lang/rust/blob/1.95.0/library/std/src/sys/thread_local/mod.rs)), in a function that it compiles into the
//! plugin: it neither returns nor unwinds, so nothing outside of it can catch the panic. hotswap names the plugin and the message
//! on stderr before that. Where a destructor may panic, put [`catch_unwind`](std::panic::catch_unwind) into it; or do the work in
//! `on_free`, where panics are contained.
//!
//! # What a plugin keeps of itself
//!
//! A plugin may keep objects, live functions and live types of its own, in statics too: it does not keep itself loaded by
//! them. What it keeps of another plugin keeps that one.
//!
//! # Not to unload
//!
//! [`Mode::Retire`](crate::Mode::Retire) leaves out step 4: for plugins that have given an address away in a way that
//! [cannot be known](#what-cannot-be-known). [`Mode::Resident`](crate::Mode::Resident) leaves out step 3 as well.
//!
//! # What is not given back
//!
//! Fields of your plugin are dropped when its version ends. Statics never are: that is Rust's rule, and hotswap keeps it.
//! The memory that a static of the plugin or of a crate in it owns is lost at each reload: a `LazyLock` with a cache of 50 MB
//! loses 50 MB, and a `tracing` subscriber of the plugin's own some hundred bytes. So keep state in fields. A static is good
//! for what owns no memory: a counter, a [`Vault`](hotswap::Vault).
//!
//! hotswap itself leaves nothing. What it installs in a plugin's std is a panic hook, and the plugin's own code takes that out
//! again and drops it, whichever hook is set by then. The kilobyte that std has for `stdout` is freed after the library,
//! unless the plugin has an allocator of its own: then that kilobyte is lost too.
//!
//! A backtrace that a plugin *prints by itself* leaves files mapped for good: the plugin's private copy, and those of the host
//! and the C library. std does that to find the names of functions, and has no function that undoes it. It is half a
//! megabyte for a small release build and tens of megabytes for a debug build, for each version that prints one, and memory
//! for what was read besides. So a plugin that is to be unloaded reads `0` for `RUST_BACKTRACE` and `RUST_LIB_BACKTRACE`, and
//! errors of `anyhow` and `eyre` have no backtraces there, unless the host calls
//! [`backtraces_in_plugins`](crate::SwapperBuilder::backtraces_in_plugins). Code that takes one all the same
//! (`std::backtrace::Backtrace::force_capture`) leaves the mappings; [`Stats::left_mapped`](crate::Stats::left_mapped) counts
//! those of private copies. Panics have backtraces in any case: the host takes them.
//!
//! # The environment
//!
//! Rust's std guards the environment by a lock. Each library has a std, and so a lock, of its own. In a library that can be
//! unloaded, `getenv`, `setenv`, `unsetenv` and `putenv` go through the lock of the host, so these may be called on all threads
//! at once, in host and plugins: `std::env::var`, `set_var` and `remove_var`.
//!
//! Two things walk the whole list of variables and cannot be led through that lock: `std::env::vars`, and
//! `std::process::Command`. In a plugin they may crash while the host or another plugin sets a variable (in editions before
//! 2024 without `unsafe`). The ways out: set variables only before the first [`load`](crate::Swapper::load), which is good
//! advice in any program with threads (POSIX makes no promise for `setenv` and `environ` on two threads); or have the
//! host list variables and start processes, by an interface. C code that reads `environ` itself is as in any program.
//!
//! On systems where libraries stay mapped (see above) plugins have their own lock, and the advice is a rule.
//!
//! # Panics that no caller is given
//!
//! A panic in a call is the caller's, as [`Error::Panicked`](hotswap::Error::Panicked). One on a thread of the plugin's own, in
//! a destructor, in the last hooks, or one that ends the process has no caller. If a `tracing` subscriber takes errors of the
//! target `hotswap_runtime`, each panic of a plugin, of either sort, is an event `a plugin panicked` with the fields `plugin`,
//! `panic.message` and `location`, and `backtrace` where there is no caller and backtraces are on. Otherwise a panic that has
//! no caller is printed on standard error, in the form of std's own and with the name of the plugin. A panic that code of
//! the plugin catches by itself, inside of a call, is printed with the next panic on that thread.
