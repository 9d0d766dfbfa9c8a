//! What a reload will do, decided before anything is opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use hotswap::linked::Linked;
use hotswap::manifest::Manifest;

use super::Context;
use super::graph::Graph;
use super::refused::KnownFile;
use crate::copies::PrivateCopy;
use crate::error::ReloadError;
use crate::guest::Constructors;
use crate::log::{TARGET, log};
use crate::manager::Member;
use crate::name;
use crate::nonce::Nonce;
use crate::report::Outcome;
use crate::shared_libraries::NeededLibraries;

/// What a reload will do.
#[derive(Default)]
pub(crate) struct Plan {
    /// Plugins that keep serving.
    pub(crate) kept: Vec<Member>,
    /// Plugins to load, by name.
    pub(crate) fresh: Vec<Fresh>,
    pub(crate) outcomes: BTreeMap<String, Outcome>,
    /// Why plugins are kept or left out, by folded name.
    refused: BTreeMap<String, Arc<ReloadError>>,
}

/// A plugin that was checked, and is ready to be opened.
pub(crate) struct Fresh {
    pub(crate) name: String,
    pub(crate) file: KnownFile,
    pub(crate) manifest: Manifest,
    pub(crate) code: Code,
}

/// Where the code of a plugin is.
pub(crate) enum Code {
    /// In a private copy, to be mapped.
    Copied {
        copy: PrivateCopy,
        nonce: Nonce,
        constructors: Constructors,
        needs: NeededLibraries,
        static_thread_locals: Option<u64>,
    },
    /// In this binary.
    Linked(&'static Linked),
}

/// What keeps the plugins of a plan from being loaded together.
pub(super) struct Mismatch {
    pub(super) problem: ReloadError,
    /// The folded name of the plugin whose change is given up because of it.
    pub(super) at_fault: String,
}

/// Why plugins are kept or left out, by name.
pub(crate) type Reasons = BTreeMap<String, Arc<ReloadError>>;

impl Plan {
    /// Which plugin needs which.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Imports`] if they do not fit together.
    pub(super) fn graph(&self) -> Result<Graph, ReloadError> {
        Graph::new(self.manifests())
    }

    /// All plugins, with what they say of themselves.
    pub(super) fn manifests(&self) -> impl Iterator<Item = (&str, &Manifest)> {
        let kept = self.kept.iter();
        let kept = kept.map(|it| (it.plugin.name(), it.plugin.manifest()));
        let fresh = self.fresh.iter().map(|it| (it.name.as_str(), &it.manifest));
        kept.chain(fresh)
    }

    /// Keeps a plugin as it is.
    pub(super) fn keep(&mut self, member: Member, outcome: Outcome) {
        let name = member.plugin.name().to_owned();
        self.outcomes.insert(name, outcome);
        self.kept.push(member);
    }

    /// Loads a plugin.
    pub(super) fn load(&mut self, fresh: Fresh) {
        self.outcomes.insert(fresh.name.clone(), Outcome::Ok);
        self.fresh.push(fresh);
    }

    /// A plugin is refused: the version that serves is kept, or it is left out if there is none.
    pub(super) fn refuse(&mut self, context: &Context<'_>, name: &str, reason: Arc<ReloadError>) {
        let folded = name::fold(name);
        self.outcomes.retain(|it, _| name::fold(it) != folded);
        match context.current.member(&folded) {
            // It stays even if its file has a problem.
            Some(old) if !old.plugin.is_reloadable() => {
                return self.keep(old.clone(), Outcome::NotReloadable);
            }
            Some(old) => self.keep(old.clone(), Outcome::Kept),
            None => {
                self.outcomes.insert(name.to_owned(), Outcome::LeftOut);
            }
        }
        self.refused.insert(folded, reason);
    }

    /// Whether the plan loads or removes a plugin, which can be given up.
    pub(super) fn can_give_up(&self, context: &Context<'_>, folded: &str) -> bool {
        let is_removed = || context.current.member(folded).is_some() && !self.is_kept(folded);
        self.is_fresh(folded) || is_removed()
    }

    /// Has a plugin not be loaded, or not be removed, as was planned.
    pub(super) fn give_up(&mut self, context: &Context<'_>, folded: &str, reason: ReloadError) {
        let fresh = self.fresh.iter();
        let mut fresh = fresh.map(|it| name::fold(&it.name));
        let name = match fresh.position(|it| it == folded) {
            Some(place) => self.fresh.remove(place).name,
            // The plan removes it; the name is that of the version that serves.
            None => folded.to_owned(),
        };
        log(
            || tracing::warn!(name: "plugin_refused", target: TARGET, plugin = name, %reason, "a plugin was refused"),
        );
        self.refuse(context, &name, Arc::new(reason));
    }

    pub(super) fn is_fresh(&self, folded: &str) -> bool {
        self.fresh.iter().any(|it| name::fold(&it.name) == folded)
    }

    fn is_kept(&self, folded: &str) -> bool {
        let mut kept = self.kept.iter();
        kept.any(|it| it.plugin.folded_name() == folded)
    }

    /// Why a plugin was refused; `None` if it was not.
    pub(super) fn reason(&self, folded: &str) -> Option<&Arc<ReloadError>> {
        self.refused.get(folded)
    }

    /// Why plugins are kept or left out, by the names that are in `outcomes`.
    pub(super) fn take_reasons(&mut self) -> Reasons {
        let mut refused = std::mem::take(&mut self.refused);
        let names = self.outcomes.keys();
        names
            .filter_map(|name| Some((name.clone(), refused.remove(&name::fold(name))?)))
            .collect()
    }
}
