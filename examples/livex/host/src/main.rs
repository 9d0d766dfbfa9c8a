//! The host: a queue of jobs that outlive the code that ordered them.
//!
//! Start it with `cargo hotswap run livex`, then edit `examples/livex/jobs/src/lib.rs`: jobs that wait already are done
//! by the new code.
//!
//! With a file, `cargo hotswap run livex -- queue.db`, the queue outlives the host, too: end it, edit the plugin, start
//! it again, and the new plugin finishes the jobs of the old one.

mod queue;

use std::error::Error;
use std::path::Path;
use std::thread;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use livex_api::{Job, Queue};

use queue::{Due, Jobs};

fn main() -> Result<(), Box<dyn Error>> {
    let plugins = std::env::var_os("HOTSWAP_PLUGIN_DIR").unwrap_or_else(|| "plugins".into());
    let jobs = Jobs::open(std::env::args_os().nth(1).as_deref().map(Path::new))?;
    println!(
        "process {}, {} jobs wait",
        std::process::id(),
        jobs.count()?
    );
    let for_plugins = jobs.clone();
    let swapper = Swapper::builder(plugins)
        .free_delay(Duration::from_secs(1))
        .extension::<dyn Queue>(move || for_plugins.clone())
        .build()?;
    println!("loaded {}", swapper.load(&LiveData::none())?);
    let _watch = swapper.watch(|result| match result {
        Ok(report) => println!("reloaded {report}"),
        Err(error) => eprintln!("not reloaded, the old plugins serve on: {error}"),
    })?;

    let worker = swapper.clone();
    thread::spawn(move || work(&worker, &jobs));
    for number in 1u32.. {
        println!("{number}.");
        swapper.current().invoke_each("tick", (number,));
        thread::sleep(Duration::from_secs(1));
    }
    Ok(())
}

/// Does all work that is due, for ever.
fn work(swapper: &Swapper, jobs: &Jobs) {
    loop {
        match do_next(swapper, jobs) {
            Ok(true) => {}
            Ok(false) => thread::sleep(Duration::from_millis(100)),
            Err(error) => {
                eprintln!("the queue does not answer: {error}");
                thread::sleep(Duration::from_secs(1));
            }
        }
    }
}

/// Does what is due longest; says whether there was something.
fn do_next(swapper: &Swapper, jobs: &Jobs) -> hotswap::Result<bool> {
    let Some(job) = jobs.take()? else {
        return Ok(false);
    };
    match run(swapper, &job) {
        Ok(told) => {
            println!("   {told}");
            jobs.done(&job)?;
        }
        Err(error) => {
            eprintln!("   failed, and is tried again: {error}");
            jobs.failed(&job, &error)?;
        }
    }
    Ok(true)
}

/// Always by the newest code: nothing of a plugin is held between two jobs.
fn run(swapper: &Swapper, job: &Due) -> hotswap::Result<String> {
    match &job.live_fn {
        Some(name) => swapper.late_fn(name).call((job.data.clone(),)),
        None => swapper.restore::<dyn Job>(&job.data)?.run(),
    }
}
