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
//! [`current`](crate::Swapper::current), [`with`](crate::Swapper::with), calls by late handles and reloads are safe points.
//!
//! A thread that called a plugin and then sleeps for long should pass one before it does. It costs a nanosecond. In a pool of
//! your own:
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
//! # Who it is that holds it
//!
//! [`Swapper::stats`](crate::Swapper::stats) names the versions that are there, the step each is at, and who keeps it there:
//! ``world 1.0.0 of generation 3, freed: thread `pool-1` (17): 1 thread-local``.
//!
//! # Not to unload
//!
//! [`Mode::Retire`](crate::Mode::Retire) leaves out step 4: for plugins whose library is known to the process by other means, like
//! an address given to a C library for good. [`Mode::Resident`](crate::Mode::Resident) leaves out step 3 as well.
