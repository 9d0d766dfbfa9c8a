//! How old code is unloaded, and what your host and your plugins can do for it.
//!
//! A version of a plugin that was replaced leaves in four steps:
//!
//! 1. Its free delay ends ([`SwapperBuilder::free_delay`](crate::SwapperBuilder::free_delay), 15 seconds if you do not
//!    set it). Until then [`rollback`](crate::Swapper::rollback) brings the version back as it was, with its state.
//! 2. The last handle, call and object of the version is gone.
//! 3. The version is *freed*: threads that the plugin started with [`hotswap::spawn`], and its tasks, are told to stop, `on_free` runs,
//!    and the plugin's value is dropped. Its tasks are cancelled. Plugins are freed before the plugins that they import. All of this happens on a
//!    thread of hotswap's own, never on the thread of a caller.
//! 4. Once no thread holds anything of the library any more, the library is *unloaded*: it is closed, and hotswap
//!    checks with the system's loader that it is gone.
//!
//! Code is never unloaded on a timer while it is in use. Code that cannot be proved unused stays mapped, and
//! [`Swapper::stats`](crate::Swapper::stats) says why.
//!
//! Libraries are closed on Linux with glibc, on x86-64 and 64-bit Arm. On other systems step 4 is left out: old versions
//! are freed, and stay mapped.
//!
//! In short:
//!
//! - Keep state in fields of your plugin, not in statics. See [memory](#memory).
//! - End the plugin's own threads in `on_free`, or start them with [`hotswap::spawn`].
//! - In a host with a thread pool of its own, call [`safe_point`](crate::safe_point) between jobs. See
//!   [safe points](#safe-points). For tokio and other executors see [async hosts](#async-hosts).
//! - Link C libraries statically. See [shared libraries](#shared-libraries).
//! - If an old version does not leave, print `stats`. See [the next section](#what-holds-an-old-version).
//!
//! # What holds an old version
//!
//! [`Swapper::stats`](crate::Swapper::stats) lists the versions that are still there, how far each is, and what holds it:
//!
//! ```text
//! world 1.0.0 of generation 3, replaced: 2 × Obj
//! world 1.0.0 of generation 4, freed: thread `pool-1` (17): 1 thread-local
//! world 1.0.0 of generation 5, freed (stays mapped: handler of SIGCHLD)
//! ```
//!
//! The last line is about a version that was freed and never will be unloaded. It stays in the list if the reason came
//! up only after the version was loaded. [`Stats::kept_mapped`](crate::Stats::kept_mapped) counts all freed versions that
//! stay mapped. A reason that is known when a plugin is loaded is in the
//! [`ReloadReport`](crate::ReloadReport::stays_mapped) as well.
//!
//! A version that is still there some time after its free delay is also logged, see
//! [hooks that do not return](#hooks-that-do-not-return).
//!
//! A plugin may keep objects, live functions and live types of its own, even in statics: they do not keep the plugin
//! loaded. What it keeps of another plugin keeps that other plugin loaded.
//!
//! # Threads
//!
//! ## Threads of the plugin
//!
//! A thread that a plugin started holds the library until the thread ends. `stats` names it: ``thread `rayon-0` (18):
//! started by it, and still running``. hotswap cannot end such a thread. [`hotswap::spawn`] gives each thread a
//! [`Stop`](hotswap::Stop) that says when to end.
//!
//! ## Thread-locals
//!
//! Calls of a plugin leave thread-locals on the host's threads: `thread::current`, `rand`, tokio and many other crates
//! do so. Those that have a destructor hold the library until the destructor has run. It runs on the thread that it
//! belongs to: when that thread ends, or at its next *safe point* after the version was freed.
//!
//! ## Safe points
//!
//! A destructor is code of the plugin. It may take locks, wait, and call the host. So destructors run only where a thread
//! works with plugins anyway, and never where a host just looks at what serves:
//!
//! | a safe point | not a safe point |
//! |---|---|
//! | [`safe_point`](crate::safe_point) | [`Swapper::current`](crate::Swapper::current) and [`with`](crate::Swapper::with), which never wait and may be called under any lock |
//! | [`PluginManager::plugin`](crate::PluginManager::plugin), [`plugins`](crate::PluginManager::plugins), [`export`](crate::PluginManager::export), [`vault`](crate::PluginManager::vault), [`invoke_each`](crate::PluginManager::invoke_each) and its relatives | [`PluginManager::generation`](crate::PluginManager::generation) |
//! | calls by late handles, [`Swapper::restore`](crate::Swapper::restore) | making a late handle |
//! | load, reload, prepare, commit, rollback, close, and the drop of the last [`Swapper`](crate::Swapper) | [`stats`](crate::Swapper::stats) |
//! | the end of a thread | calls by [`LoadedPlugin`](crate::LoadedPlugin), [`LiveFn`](hotswap::LiveFn) and [`Obj`](hotswap::Obj), and their drop |
//!
//! A thread that keeps calling plugins needs nothing more, because it passes a safe point on the way from `current()` to a
//! call. Two kinds of host need to call `safe_point()`:
//!
//! - A host whose threads sleep. A thread that called a plugin and then sleeps for long should pass a safe point first.
//!   Otherwise the old library stays in memory until the thread wakes up.
//! - A host whose threads call plugins while they hold a lock, if the host also takes that lock when a plugin calls it. A
//!   destructor could ask for the lock, and the thread would wait for itself. With
//!   [`explicit_safe_points`](crate::SwapperBuilder::explicit_safe_points) only `safe_point()` and the end of a thread run
//!   the destructors of that swapper's plugins. Call `safe_point()` where no lock is held.
//!
//! A safe point costs about a nanosecond when there is nothing to do. In a pool of your own:
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
//! In the pool of rayon, after a reload:
//!
//! ```text
//! rayon::broadcast(|_| hotswap_runtime::safe_point());
//! ```
//!
//! ## Async hosts
//!
//! A worker that sleeps passes no safe point, so it must be woken. With an executor, hotswap does that: when an old
//! library waits for threads of the host, the executor gets tasks that pass a safe point, again and again at growing
//! intervals, until its threads have let go.
//!
//! ```no_run
//! # use hotswap::LiveData;
//! # use hotswap_runtime::Swapper;
//! # async fn serve(swapper: Swapper) {}
//! # fn main() -> hotswap::Result<()> {
//! let runtime = tokio::runtime::Runtime::new()?;
//! let swapper = Swapper::builder("plugins").tokio(runtime.handle().clone()).build()?;
//! swapper.load(&LiveData::none())?;
//! runtime.block_on(swapper.with_safe_points(serve(swapper.clone())));
//! # Ok(())
//! # }
//! ```
//!
//! | threads | woken by |
//! |---|---|
//! | workers of tokio, and the thread of a current-thread runtime | `SwapperBuilder::tokio`, with the feature `tokio` |
//! | workers of another executor | [`SwapperBuilder::executor`](crate::SwapperBuilder::executor) |
//! | the thread that blocks on a future: that of `main` under `#[tokio::main]` | [`Swapper::with_safe_points`](crate::Swapper::with_safe_points), around that future |
//! | the thread of [`Swapper::watch`](crate::Swapper::watch) | hotswap |
//! | threads of `spawn_blocking` | nothing; tokio ends them 10 seconds after their last job |
//!
//! `on_thread_park(hotswap_runtime::safe_point)` in the builder of a runtime is not enough: a worker runs it before it sleeps, and an
//! old version is often released while the worker sleeps already.
//!
//! ## Destructors of thread-locals
//!
//! The destructor of a thread-local runs after `on_free`. It may call the host and give it objects, and each of these
//! objects holds the library until it is dropped. The vault answers it with an error.
//!
//! It must not panic. Rust's standard library ends the process when a panic leaves such a destructor
//! (["thread local panicked on drop"](https://github.com/rust-lang/rust/blob/1.95.0/library/std/src/sys/thread_local/mod.rs)).
//! That happens in a function that is compiled into the plugin and neither returns nor unwinds, so nothing outside can
//! catch the panic. hotswap names the plugin and the message on standard error first. Use
//! [`catch_unwind`](std::panic::catch_unwind) in a destructor that may panic, or do the work in `on_free`, where panics are
//! contained.
//!
//! # Memory
//!
//! Fields of your plugin are dropped when its version is freed. Statics are never dropped: that is Rust's rule, and hotswap
//! does not change it. The memory that a static of the plugin, or of a crate in it, owns is lost with each reload: 50 MB for
//! a `LazyLock` with a cache of 50 MB, some hundred bytes for a `tracing` subscriber of the plugin's own. So keep state in
//! fields. A static is good for what owns no memory, such as a counter.
//!
//! hotswap loses no memory of its own. It installs a panic hook in the plugin's std, and the plugin's own code removes and
//! drops it before the library is closed. The kilobyte that std allocates for `stdout` is freed after the library is closed.
//! It is lost if the plugin has an allocator of its own, or a constructor that prints.
//!
//! ## Backtraces
//!
//! A backtrace that plugin code *prints by itself* leaves files mapped for good: the private copy of the plugin, the host
//! and the C library. std maps them to find the names of functions, and has no way to unmap them. For each version that
//! prints a backtrace this is half a megabyte (a small release build) to tens of megabytes (a debug build), and memory for
//! what was read.
//!
//! So a plugin that can be unloaded reads `0` for `RUST_BACKTRACE` and `RUST_LIB_BACKTRACE`, and errors of `anyhow` and
//! `eyre` carry no backtrace there. A host can change that with
//! [`backtraces_in_plugins`](crate::SwapperBuilder::backtraces_in_plugins). Code that takes a backtrace all the same, with
//! `std::backtrace::Backtrace::force_capture`, leaves the mappings when it prints it.
//! [`Stats::left_mapped`](crate::Stats::left_mapped) counts those of private copies.
//!
//! The backtraces of panics are not affected, because the host takes them.
//!
//! # Shared libraries
//!
//! A crate that links a C library dynamically makes the plugin *need* a shared library, such as `libssl.so.3`. Two things
//! follow.
//!
//! *The shared library stays mapped* once a plugin has brought it into the process, since it may have threads and
//! thread-local values of its own. [`Stats::libraries`](crate::Stats::libraries) lists these libraries. All versions of the
//! plugin use the copy that is mapped, even when its file is replaced. `stats` says that, too.
//!
//! *The plugin stays mapped as well*, unless the library is known to keep no addresses of its callers. Callbacks in a table
//! and threads that were started for the plugin cannot be seen from outside. These are known to keep none: the C runtime,
//! `libstdc++`, `libgomp`, `libatomic`, `libresolv`, `libz`, `libbz2`, `liblzma`, `libzstd` and `liblz4`. It makes no
//! difference whether the host uses the library, too. A library that a plugin opens with `dlopen` counts like one that it
//! needs. The report of the load, `stats`, `cargo hotswap check` and `cargo hotswap inspect` name the library
//! (one that was opened with `dlopen` only `stats`, when the plugin leaves).
//!
//! | the plugin needs | what to do |
//! |---|---|
//! | `libssl`, `libcrypto` (crates `openssl`, `native-tls`) | feature `vendored`, or rustls |
//! | `libsqlite3` (crate `rusqlite`) | feature `bundled` |
//! | another C library | link it statically, if its crate has a feature for that |
//! | `libstd-….so` (`-C prefer-dynamic`, or a dependency with crate-type `dylib`) | build without them |
//! | `libstdc++`, and the plugin starts threads with `std::thread` of C++ | `-static-libstdc++` |
//! | a library of which you know that it keeps no addresses | [`needs::assume_independent`](crate::needs::assume_independent) |
//!
//! A plugin that links `hotswap-runtime` and uses [`Swapper`](crate::Swapper) would be a host itself. It is refused, because
//! the threads of that swapper would continue to run in a library that is gone.
//!
//! # Addresses that a process keeps
//!
//! Code can give its address away: to the kernel, to the C library, to other libraries. None of these addresses may be used
//! after the library is gone. hotswap ensures that in one of four ways:
//!
//! - The address that was given away is that of a stub in the host, which outlives the library.
//! - The library is *held* until the address is no longer used, and then unloaded.
//! - The registration ends with the library.
//! - The library *stays mapped*, and [`stays_mapped`](crate::stats::Version::stays_mapped) says why.
//!
//! | what a plugin does | what happens when it leaves |
//! |---|---|
//! | sets a signal handler with `sigaction`, `signal`, `sysv_signal` or `sigset` | The kernel has the address of a stub, and the library is unloaded. See [signal handlers](#signal-handlers). |
//! | sets one by the raw system call, or finds `sigaction` with `dlsym` | The library stays mapped: `handler of SIGCHLD`. The kernel is asked for the handler of every signal before the library is closed. |
//! | is inside a signal handler | The library is held: `a handler of SIGUSR1 that has not returned`. If the handler was left by `siglongjmp`, that is for good. |
//! | `sigaltstack` | A stack in a static keeps the library mapped. An allocated stack does not. |
//! | `atexit`, destructors of C++ statics, `.fini_array`, the crates `ctor` and `dtor` | They run before the library is closed, on hotswap's thread, as a [hook](#hooks-that-do-not-return) called `destructors`. What they leave on threads or with the C library counts like the rest. If the library stays mapped, they run when the process exits. |
//! | `on_exit`, `at_quick_exit`, `__cxa_atexit` for no library | The library stays mapped, and the function runs when the process exits. |
//! | `pthread_atfork` | The C library removes the handlers when the library is closed. |
//! | `timer_create` and `mq_notify` with `SIGEV_THREAD` | The library stays mapped, because the C library does not say when the last call is over. Timers that send a signal keep nothing. |
//! | thread-locals, `pthread_key_create`, `pthread_create` | The library is held, see [threads](#threads). |
//! | uses `tss_create` or `thrd_create` of C11, or `dlmopen` | The library stays mapped, and the report of the load says so. |
//! | uses C++'s `set_terminate`, `set_new_handler`, `locale::global` or `pmr::set_default_resource` of a shared `libstdc++` | The same. |
//! | uses `aio_read` and its relatives, `getaddrinfo_a`, `register_printf_specifier` | The same. |
//! | `dlopen` | What was opened stays open, unless the plugin closes it. See [shared libraries](#shared-libraries). |
//! | `putenv` with a text in a static | The environment gets a copy, which stays. `setenv` and `std::env::set_var` copy anyway. |
//! | points `environ` to a table of its own | The library stays mapped if the table is a static. |
//! | `setvbuf`, `setbuf`, `setbuffer` | A buffer in a static keeps the library mapped. An allocated buffer does not. |
//! | `fopencookie` | The library stays mapped, because the C library calls the functions of open streams at exit. |
//! | `__register_frame` | A table in the library keeps it mapped. An allocated table, as from a JIT compiler, does not. |
//! | panics, unwinds, takes backtraces | Nothing is kept: unwinders ask the loader each time which libraries are there, or whether any has come or gone. For backtraces see [above](#backtraces). |
//! | `set_hook`, `take_hook`, `alloc::set_alloc_error_hook` | Nothing is kept: each plugin has a std of its own, and cannot reach the hooks of the host. |
//! | names a thread | Nothing is kept: the kernel has a copy of the name. |
//! | restartable sequences, the list of robust mutexes | Nothing is kept: they are in memory of the C library, one for each thread. |
//! | `setlocale`, `iconv`, lookups of users and hosts | The C library loads modules of its own, which stay. |
//! | `qsort`, `bsearch`, `twalk` and other functions that call back | Nothing is kept: they have returned when the call of the plugin has. |
//!
//! ## Signal handlers
//!
//! For a handler of a plugin, the kernel gets the address of a *stub*: a function of the host that calls the handler. Other
//! code that asks for the handler, or replaces it, gets the address of the stub, too. Only the plugin itself gets the
//! address of its handler.
//!
//! Before the library is closed, its handlers are no longer called, and it is closed when all of them have returned. The
//! stub stays. From then on it calls the handler that was set before the plugin's, or does nothing if there was none. So it
//! does not matter whether the plugin has restored the old handler, nor whether the host, or a newer version of the plugin,
//! has chained its own handler to it. An event of `tracing` names the signals whose handlers were left behind.
//!
//! A signal does *not* get its default action back by itself. After a plugin that handled SIGINT is gone, Ctrl-C does not end
//! the host. (It is the same with signal-hook and tokio in a program without plugins.) A host that wants the default action
//! sets it. Faults are the exception: a SIGSEGV that nothing handles any more ends the process.
//!
//! There are 2,048 stubs. A stub that was left behind is never used again, since other code may have its address. A stub
//! is used again if its plugin has restored the old handler and no other code has got the address of the stub. When no stub is left,
//! the plugin's own handler is set, and the library stays mapped.
//!
//! ## What cannot be known
//!
//! A plugin that does one of the following, and does not undo it in `on_free`, needs
//! [`Mode::Retire`](crate::Mode::Retire):
//!
//! - It gives an address of its code or statics to the host, other than in the ways of hotswap: as a raw pointer, or through
//!   C functions that the host exports.
//! - It makes system calls by itself that keep an address: `clone`, `set_robust_list`, `rseq`, `io_uring_enter` or
//!   `io_submit` with a buffer in a static, `rt_sigaction` if other code then replaces the handler.
//! - It finds a function of the table above with `dlsym`, and calls it that way. (Signal handlers are found all the same.)
//! - It writes to variables of the C library: `stdout`, and before glibc 2.34 `__malloc_hook`.
//! - It leaves a robust mutex locked that is in a static, or a stream of `fmemopen` open whose buffer is a static.
//!
//! # Crates
//!
//! | crate | what happens |
//! |---|---|
//! | wait-timeout, signal-hook, `tokio::signal`, nix's `sigaction` | They leave signal handlers behind. The library is unloaded. |
//! | `tokio::process` | Waits for children by pidfd, or by a handler of SIGCHLD where the kernel has no pidfds. The library is unloaded either way. |
//! | ctrlc, `signal_hook::iterator` | Their thread holds the library until it ends. The thread of ctrlc never ends; that of an iterator does when its handle is closed. |
//! | tokio | With the feature `hotswap/tokio`, a plugin has a runtime that leaves with it: see [`hotswap::docs::asynchronous`]. One in a field is shut down when it is dropped. |
//! | rayon | A pool in a field is shut down when it is dropped. The threads of rayon's *global* pool never end, and hold the library. So do those of smol. |
//! | mimalloc, tikv-jemallocator | With their defaults they take static thread-local storage, and can be loaded a few times only. `cargo hotswap check` names the features that help. |
//! | nix's timers | They send signals. The library is unloaded. |
//! | io-uring, tokio-uring | What the kernel still uses [cannot be known](#what-cannot-be-known). Drop the ring, and everything that is under way in it, in `on_free`. |
//!
//! `docs/zoo.md` in the repository is a table of well-known crates in real plugins: what was unloaded after twenty reloads,
//! and what stayed.
//!
//! # Hooks that do not return
//!
//! A hook may never return. `on_free` may wait for something that never comes, a forgotten lock of `stdout` stops the last
//! flush, a destructor of a thread-local or of the library itself may block. That delays the plugin itself and the plugins
//! that it imports, since their code may be in use. It delays no others: when a step of one plugin's end takes longer than a quarter of a second, another thread
//! continues with the rest. Nothing is unmapped while a hook of it runs.
//!
//! - [`stats`](crate::Swapper::stats) names the hook, its thread, and how long it has been running:
//!   ``world 1.0.0 of generation 3, replaced: in `on_free` for 12.5 s, on thread `hotswap-reaper` ``. That includes hooks of
//!   a reload that is under way.
//! - After [`warn_after`](crate::SwapperBuilder::warn_after), 10 seconds if not set, a warning is logged through `tracing`: for
//!   a hook that has not returned, and for a version that is still there that long after it was due to leave. It says what
//!   holds the version, and is repeated at growing intervals.
//! - [`Swapper::close`](crate::Swapper::close) ends all plugins, waits for a time that you set, and reports what is left.
//! - The drop of the last swapper waits for each hook no longer than
//!   [`drop_timeout`](crate::SwapperBuilder::drop_timeout), 30 seconds if not set.
//!
//! # Panics
//!
//! A panic in a call is returned to the caller, as [`Error::Panicked`](hotswap::Error::Panicked). A panic has no caller if it
//! happens on a thread of the plugin's own, in a destructor or in a hook at the end, or if it ends the process.
//!
//! - If a `tracing` subscriber takes errors of the target `hotswap_runtime`, each panic of a plugin is an event
//!   `a plugin panicked`, with or without a caller. Its fields are `plugin`, `panic.message` and `location`, and `backtrace` if
//!   there is no caller and backtraces are on.
//! - Otherwise a panic that has no caller is printed on standard error, in the form of std's own messages and with the name
//!   of the plugin.
//!
//! A panic that the plugin's code catches by itself inside a call is printed with the next panic on that thread.
//!
//! A subscriber must not call a plugin that panics: the second panic would happen while the first is reported, and Rust ends
//! the process then.
//!
//! # The environment
//!
//! Rust's std guards the environment with a lock. Each library has its own std, and so its own lock. In a plugin that can be
//! unloaded, hotswap leads `getenv`, `secure_getenv`, `setenv`, `unsetenv`, `putenv` and `clearenv` through the lock of the
//! host. So `std::env::var`, `set_var` and `remove_var` may be called on all threads at once, in the host and in plugins.
//!
//! Two things read the whole list of variables and cannot be led through that lock: `std::env::vars` and
//! `std::process::Command`. In a plugin they may crash while the host or another plugin sets a variable (which needs no
//! `unsafe` in editions before 2024). There are two ways out:
//!
//! - Set variables only before the first [`load`](crate::Swapper::load). That is good advice in any program with threads:
//!   POSIX makes no promise for `setenv` and `environ` on two threads.
//! - Let the host list variables and start processes, behind an interface.
//!
//! C code that reads `environ` by itself is as unsafe as in any program. On systems where no library is closed, each plugin
//! uses its own lock for everything, so there variables must be set before the first `load`.
//!
//! # Modes
//!
//! [`Mode::Retire`](crate::Mode::Retire) frees old versions and leaves them mapped. It is for plugins that give addresses
//! away in a way that [cannot be known](#what-cannot-be-known). Code that may still be called keeps its imports: the plugins
//! that a retired version imports are freed when the swapper is dropped. [`Mode::Resident`](crate::Mode::Resident) does not free them
//! either, until the swapper is dropped.
