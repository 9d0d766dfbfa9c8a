//! A host of one plugin.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::stats::{Phase, Stats};
use hotswap_runtime::{ReloadReport, Swapper, safe_point};
use tempfile::TempDir;

use crate::cases::Input;
use crate::libraries;
use crate::memory;
use crate::report::Report;
use crate::server;
use crate::threads::Worker;

/// Nothing takes so long on a machine that is merely busy.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Host {
    pub swapper: Swapper,
    name: String,
    input: String,
    plugins: TempDir,
    private: TempDir,
    /// What the plugin may write to.
    _scratch: TempDir,
    /// A thread that calls each version.
    lasting: Worker,
    /// How long it is waited for a version to leave, from now on.
    patience: Duration,
}

impl Host {
    pub fn new(plugin: &str, input: Input) -> Result<Self, Box<dyn Error>> {
        let (plugins, private) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let scratch = tempfile::tempdir()?;
        let input = match input {
            Input::Directory => scratch.path().display().to_string(),
            Input::Server => server::start()?,
        };
        let builder = Swapper::builder(plugins.path())
            .free_delay(Duration::ZERO)
            .private_dir(private.path());
        Ok(Self {
            swapper: builder.build()?,
            name: plugin.to_owned(),
            input,
            plugins,
            private,
            _scratch: scratch,
            lasting: Worker::start("lasting")?,
            patience: PATIENCE,
        })
    }

    fn file(&self) -> PathBuf {
        self.plugins.path().join(format!("{}.so", self.name))
    }

    pub fn publish(&self, library: &Path, number: u32) -> Result<(), Box<dyn Error>> {
        libraries::publish(library, number, &self.file())
    }

    pub fn remove(&self) -> Result<(), Box<dyn Error>> {
        Ok(std::fs::remove_file(self.file())?)
    }

    pub fn load(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        self.note_done(&self.swapper.load(&LiveData::none())?, report);
        Ok(())
    }

    pub fn reload(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        self.note_done(&self.swapper.reload(&LiveData::none())?, report);
        Ok(())
    }

    fn note_done(&self, done: &ReloadReport, report: &mut Report) {
        if done.stays_mapped(&self.name).is_some() {
            tell(report, done.to_string());
        }
    }

    /// Calls the plugin on this thread, on one that lives on, and on one that ends when `meanwhile` is done.
    pub fn call(
        &self,
        number: u32,
        meanwhile: impl FnOnce() -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let passing = Worker::start("passing")?;
        let here = work(&self.swapper, &self.name, &self.input)?;
        assert_eq!(here, number, "the build that answers");
        for worker in [&self.lasting, &passing] {
            let (swapper, name) = (self.swapper.clone(), self.name.clone());
            let input = self.input.clone();
            let there = worker
                .run(move || work(&swapper, &name, &input).map_err(|error| error.to_string()))??;
            assert_eq!(there, number, "the build that answers");
        }
        meanwhile()?;
        passing.end()
    }

    /// Waits until what was replaced is unmapped, or stats say `why` it is not.
    pub fn settle(&mut self, why: Option<&str>, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let since = Instant::now();
        loop {
            safe_point();
            self.lasting.run(safe_point)?;
            let stats = self.swapper.stats();
            let said = note(&stats, report);
            let is_clear = stats
                .versions
                .iter()
                .all(|version| version.phase == Phase::Serving);
            if is_clear || why.is_some_and(|why| said.iter().any(|line| line.contains(why))) {
                return Ok(());
            }
            if since.elapsed() > self.patience {
                // It is late already, and the versions after it will be.
                self.patience = Duration::from_secs(1);
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// What is there in the end.
    pub fn finish(self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let stats = self.swapper.stats();
        note(&stats, report);
        report.opened = stats.opened;
        report.unloaded = stats.unloaded;
        report.files = memory::files_below(self.private.path())?;
        self.lasting.end()
    }
}

/// Has the plugin do its work, and gives the number of its build.
fn work(swapper: &Swapper, name: &str, input: &str) -> hotswap::Result<u32> {
    let manager = swapper.current();
    let plugin = manager.plugin(name)?;
    plugin.invoke::<String>("work", (input,))?;
    Ok(plugin.invoke::<String>("build", ())?.parse()?)
}

/// Notes what stats say of versions that do not serve, and of what stays.
fn note(stats: &Stats, report: &mut Report) -> Vec<String> {
    let text = stats.to_string();
    let said: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    for line in &said {
        if !line.contains(", serving") {
            tell(report, line.clone());
        }
    }
    said
}

fn tell(report: &mut Report, line: String) {
    if !report.told.contains(&line) {
        report.told.push(line);
    }
}
