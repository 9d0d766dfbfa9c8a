//! What has moved since the current generation, read once and checked.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use hotswap::manifest::Manifest;

use super::Context;
use super::scan::{Candidate, FileIdentity};
use crate::copies::PrivateCopy;
use crate::error::{FileError, ReloadError};
use crate::inspect::{self, ContentHash, Fault, InspectError, seal};
use crate::library::Nonce;
use crate::manager::Member;
use crate::report::Outcome;

/// Where the nonce is in the plugin's root.
const NONCE_OFFSET: usize = std::mem::offset_of!(hotswap::root::Root, nonce);

/// What is to be done.
pub(crate) struct Plan {
    /// Plugins that serve on.
    pub(crate) kept: Vec<Member>,
    /// Plugins to be loaded, by name.
    pub(crate) fresh: Vec<Fresh>,
    pub(crate) outcomes: BTreeMap<String, Outcome>,
}

/// A plugin that was read and checked, and lies as a private copy, ready to be opened.
pub(crate) struct Fresh {
    pub(crate) name: String,
    pub(crate) origin: PathBuf,
    pub(crate) identity: FileIdentity,
    pub(crate) hash: ContentHash,
    pub(crate) manifest: Manifest,
    pub(crate) nonce: Nonce,
    pub(crate) copy: PrivateCopy,
}

/// What a file turned out to be.
enum Verdict {
    Kept(Member, Outcome),
    Fresh(Box<Fresh>),
}

/// Looks at every file that was found.
///
/// # Errors
///
/// [`ReloadError::Refused`] with the problems of all files.
pub(crate) fn compare(
    context: &Context<'_>,
    found: BTreeMap<String, Candidate>,
    buffer: &mut Vec<u8>,
) -> Result<Plan, ReloadError> {
    let mut plan = Plan {
        kept: Vec::new(),
        fresh: Vec::new(),
        outcomes: removed(context, &found),
    };
    let mut problems = Vec::new();
    for (folded, candidate) in found {
        match look_at(context, &folded, candidate, buffer) {
            Ok(Verdict::Kept(member, outcome)) => {
                plan.outcomes
                    .insert(member.plugin.name().to_owned(), outcome);
                plan.kept.push(member);
            }
            Ok(Verdict::Fresh(fresh)) => {
                plan.outcomes.insert(fresh.name.clone(), Outcome::Ok);
                plan.fresh.push(*fresh);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(ReloadError::Refused { problems })
    }
}

fn removed(
    context: &Context<'_>,
    found: &BTreeMap<String, Candidate>,
) -> BTreeMap<String, Outcome> {
    let plugins = context.current.plugins().map(|plugin| plugin.name());
    plugins
        .filter(|name| !found.contains_key(&crate::name::fold(name)))
        .map(|name| (name.to_owned(), Outcome::Removed))
        .collect()
}

fn look_at(
    context: &Context<'_>,
    folded: &str,
    candidate: Candidate,
    buffer: &mut Vec<u8>,
) -> Result<Verdict, FileError> {
    let old = context.current.member(folded);
    if let Some(old) = old {
        if !old.plugin.is_reloadable() {
            return Ok(Verdict::Kept(old.clone(), Outcome::NotReloadable));
        }
        let same_file = old.plugin.path() == candidate.path;
        if same_file && old.identity.is_still(&candidate.identity) {
            return Ok(Verdict::Kept(old.clone(), Outcome::Unchanged));
        }
    }
    let identity = read(&candidate, buffer)?;
    let hash = ContentHash::of(seal::content(buffer));
    if let Some(old) = old.filter(|old| old.plugin.instance().hash() == hash) {
        let plugin = old.plugin.clone();
        return Ok(Verdict::Kept(
            Member { plugin, identity },
            Outcome::Unchanged,
        ));
    }
    let fresh = check_and_copy(context, candidate, identity, hash, buffer)?;
    Ok(Verdict::Fresh(Box::new(fresh)))
}

/// Reads a file through one descriptor, and makes sure that it held still.
fn read(candidate: &Candidate, buffer: &mut Vec<u8>) -> Result<FileIdentity, FileError> {
    let path = &candidate.path;
    let failed = |source| {
        FileError::Inspect(InspectError {
            path: path.clone(),
            fault: Fault::Unreadable(source),
        })
    };
    let mut file = File::open(path).map_err(failed)?;
    let before = FileIdentity::new(&file.metadata().map_err(failed)?);
    buffer.clear();
    buffer.reserve(usize::try_from(before.len()).unwrap_or(0) + 1);
    file.read_to_end(buffer).map_err(failed)?;
    let after = FileIdentity::new(&file.metadata().map_err(failed)?);
    if !before.is_same(&after) || after.len() != buffer.len() as u64 {
        return Err(FileError::Changing { path: path.clone() });
    }
    Ok(after)
}

fn check_and_copy(
    context: &Context<'_>,
    candidate: Candidate,
    identity: FileIdentity,
    hash: ContentHash,
    bytes: &mut [u8],
) -> Result<Fresh, FileError> {
    let Candidate { name, path, .. } = candidate;
    let inspection = inspect::inspect_hashed(&path, bytes, hash)?;
    let nonce = Nonce::new();
    let start = inspection.root_offset as usize + NONCE_OFFSET;
    bytes[start..][..nonce.as_bytes().len()].copy_from_slice(nonce.as_bytes());
    let copy_path = context.copies.next_path(&name);
    let copy = PrivateCopy::write(context.copies, &copy_path, bytes);
    Ok(Fresh {
        copy: copy.map_err(|source| FileError::Copy {
            path: path.clone(),
            copy: copy_path,
            source,
        })?,
        name,
        origin: path,
        identity,
        hash,
        manifest: inspection.manifest,
        nonce,
    })
}
