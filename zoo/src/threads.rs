//! Threads of a host that call plugins: one that lives as long as the host, and one that ends between two reloads.

use std::error::Error;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce() + Send>;

/// A thread that does what it is given, and passes a safe point after it.
pub struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Worker {
    pub fn start(name: &str) -> Result<Self, Box<dyn Error>> {
        let (jobs, inbox): (_, Receiver<Job>) = channel();
        let thread = std::thread::Builder::new().name(name.to_owned());
        let thread = thread.spawn(move || {
            for job in inbox {
                job();
                hotswap_runtime::safe_point();
            }
        })?;
        Ok(Self { jobs, thread })
    }

    /// Does something there, and waits for it.
    pub fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, Box<dyn Error>> {
        let (tell, told) = channel();
        // Nobody is there to be told if this thread has given up.
        let job = move || drop(tell.send(job()));
        self.jobs.send(Box::new(job))?;
        Ok(told.recv()?)
    }

    /// Waits for its end.
    pub fn end(self) -> Result<(), Box<dyn Error>> {
        drop(self.jobs);
        self.thread
            .join()
            .map_err(|_| "a thread of the host panicked".into())
    }
}
