//! A directory of nodes, a swapper for it, and what the nodes note.

use std::fs;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::{ReloadError, ReloadReport, Swapper, SwapperBuilder};
use test_kit::{PluginDir, file_name};

use super::model::{File, Files, Generation, needed};
use super::shapes::{Kind, library, name, place};

/// A test's directory of nodes.
pub(crate) struct Stage {
    plugins: PluginDir,
    pub(crate) swapper: Swapper,
    /// What lies in the directory.
    there: Files,
    round: u32,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(settings: impl FnOnce(SwapperBuilder) -> SwapperBuilder) -> Self {
        fs::write(place("graph.journal"), "").expect("the place can be written to");
        let plugins = PluginDir::new();
        let builder = settings(Swapper::builder(plugins.path()).free_delay(Duration::ZERO));
        let stage = Self {
            swapper: builder.build().expect("the settings are fine"),
            plugins,
            there: Files::new(),
            round: 0,
        };
        stage.tell("");
        stage
    }

    /// Has the directory hold these files, and touches no others.
    pub(crate) fn publish(&mut self, files: &Files) {
        for (plugin, _) in self.there.iter().filter(|it| !files.contains_key(it.0)) {
            let file = self.plugins.path().join(file_name_of(*plugin));
            fs::remove_file(file).expect("it was there");
        }
        for (plugin, file) in files
            .iter()
            .filter(|&(it, file)| self.there.get(it) != Some(file))
        {
            let library = library(file.shape, file.build);
            let place = self.plugins.path().join(file_name_of(*plugin));
            fs::write(place.with_extension("tmp"), library).expect("the place can be written to");
            fs::rename(place.with_extension("tmp"), place).expect("the place can be written to");
        }
        self.there.clone_from(files);
    }

    /// Has the file of a plugin be no library, until another one is published.
    pub(crate) fn spoil(&mut self, plugin: usize) {
        let file = self.plugins.path().join(file_name_of(plugin));
        fs::write(file, "not a library").expect("it is there");
        self.there.insert(plugin, SPOILED);
    }

    /// Loads or reloads; and the number of that round.
    pub(crate) fn reload(&mut self) -> (u32, Result<ReloadReport, ReloadError>) {
        self.round += 1;
        let data = LiveData::wrap(&self.round).expect("it is plain data");
        let result = match self.swapper.current().generation() {
            0 => self.swapper.load(&data),
            _ => self.swapper.reload(&data),
        };
        (self.round, result)
    }

    /// What a check finds: the names in the order of loading, or all problems.
    pub(crate) fn check(&self) -> Result<Vec<String>, Vec<String>> {
        let check = hotswap_runtime::check(self.plugins.path()).expect("the directory is there");
        match check.problems.is_empty() {
            true => Ok(check.plugins.into_iter().map(|it| it.name).collect()),
            false => Err(check.problems.iter().map(|it| it.to_string()).collect()),
        }
    }

    /// Tells the nodes what to do.
    pub(crate) fn tell(&self, what: &str) {
        fs::write(place("graph.control"), what).expect("the place can be written to");
    }

    /// What the nodes have noted since this was last asked.
    pub(crate) fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(place("graph.journal")).expect("the nodes need it too");
        fs::write(place("graph.journal"), "").expect("the place can be written to");
        text.lines().map(str::to_owned).collect()
    }

    /// Waits until no version is loaded but those that serve.
    pub(crate) fn settle(&self) {
        test_kit::wait_for(|| {
            let stats = self.swapper.stats();
            match stats.versions.len() == self.swapper.current().plugins().len() {
                true => Ok(()),
                false => Err(format!("old versions stay:\n{stats}")),
            }
        });
    }

    /// Makes sure that exactly these serve, tied to each other and to nothing older.
    pub(crate) fn assert_serves(&self, loaded: &Generation) {
        let manager = self.swapper.current();
        let files: Files = loaded
            .iter()
            .map(|(&plugin, it)| (plugin, it.file))
            .collect();
        assert_eq!(manager.plugins().len(), loaded.len());
        let id = |plugin: usize| format!("{}@{}", name(plugin), loaded[&plugin].round);
        for &plugin in loaded.keys() {
            let mut around = vec![id(plugin)];
            let needed = needed(&files, plugin).into_iter();
            let objects = needed.filter(|it| it.kind != Kind::OrderOnly);
            around.extend(objects.map(|it| id(it.plugin)));
            let found = manager.plugin(&name(plugin)).expect("it is loaded");
            let found: Vec<String> = found.invoke("around", ()).expect("it answers");
            assert_eq!(found, around);
        }
    }
}

/// What is no library, as something that is published next is not.
const SPOILED: File = File {
    shape: usize::MAX,
    build: 0,
};

fn file_name_of(plugin: usize) -> String {
    // `file_name` spells every name as a crate's.
    file_name("plugin").replace("plugin", &name(plugin))
}
