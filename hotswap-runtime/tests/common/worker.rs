//! A thread of the host that does what it is told, and otherwise sleeps.

use std::sync::mpsc;
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce() + Send>;

pub(crate) struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    pub(crate) fn start(name: &str) -> Self {
        let (jobs, inbox) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || inbox.into_iter().for_each(|job| job()))
            .expect("the system has a thread");
        Self {
            jobs: Some(jobs),
            thread: Some(thread),
        }
    }

    /// Does something on the thread, and waits for it.
    pub(crate) fn run<R: Send + 'static>(&self, job: impl FnOnce() -> R + Send + 'static) -> R {
        let (tell, told) = mpsc::channel();
        self.begin(move || tell.send(job()).expect("the test waits"));
        told.recv().expect("the job ends")
    }

    /// Has it begin something.
    pub(crate) fn begin(&self, job: impl FnOnce() + Send + 'static) {
        let jobs = self.jobs.as_ref().expect("it has not ended");
        jobs.send(Box::new(job)).expect("it has not ended");
    }

    pub(crate) fn tid(&self) -> i32 {
        // SAFETY: it has no preconditions.
        self.run(|| unsafe { libc::gettid() })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the thread ends well");
        }
    }
}
