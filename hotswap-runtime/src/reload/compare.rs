//! What has moved since the current generation, read once and checked.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hotswap::linked::Linked;
use hotswap::manifest::Manifest;

use super::Context;
use super::graph::Graph;
use super::scan::Candidate;
use crate::copies::PrivateCopy;
use crate::error::{FileError, ReloadError};
use crate::file_identity::FileIdentity;
use crate::guest::{Constructors, clear_nodelete, take_constructors};
use crate::inspect::{self, ContentHash, Fault, InspectError, seal};
use crate::manager::Member;
use crate::name;
use crate::nonce::Nonce;
use crate::platform;
use crate::report::Outcome;
use crate::shared_libraries::Named;
use crate::trust;

/// What is to be done.
#[derive(Default)]
pub(crate) struct Plan {
    /// Plugins that serve on.
    pub(crate) kept: Vec<Member>,
    /// Plugins to be loaded, by name.
    pub(crate) fresh: Vec<Fresh>,
    pub(crate) outcomes: BTreeMap<String, Outcome>,
}

/// A plugin that was checked, and is ready to be opened.
pub(crate) struct Fresh {
    pub(crate) name: String,
    pub(crate) origin: PathBuf,
    pub(crate) identity: FileIdentity,
    pub(crate) hash: ContentHash,
    pub(crate) manifest: Manifest,
    pub(crate) image: Image,
}

/// Where the code of a plugin is.
pub(crate) enum Image {
    /// In a private copy, to be mapped.
    Copied {
        copy: PrivateCopy,
        nonce: Nonce,
        constructors: Constructors,
        needs: Named,
        static_thread_locals: Option<u64>,
    },
    /// In this binary.
    Linked(&'static Linked),
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
    let mut plan = Plan::default();
    plan.without_file(context, &found);
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

impl Plan {
    /// Which plugin needs which.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Unlinked`] if they do not fit together.
    pub(super) fn graph(&self) -> Result<Graph, ReloadError> {
        let kept = self
            .kept
            .iter()
            .map(|it| (it.plugin.name(), it.plugin.manifest()));
        let fresh = self.fresh.iter().map(|it| (it.name.as_str(), &it.manifest));
        Graph::new(kept.chain(fresh))
    }

    /// Decides on plugins that have no file any more: gone, unless they must not be replaced.
    fn without_file(&mut self, context: &Context<'_>, found: &BTreeMap<String, Candidate>) {
        for member in context.current.members() {
            let name = member.plugin.name();
            if found.contains_key(&name::fold(name)) {
                continue;
            }
            let outcome = if member.plugin.is_reloadable() {
                Outcome::Removed
            } else {
                self.kept.push(member.clone());
                Outcome::NotReloadable
            };
            self.outcomes.insert(name.to_owned(), outcome);
        }
    }
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
        let same_file = old.path == candidate.path;
        if same_file && old.identity.is_still(&candidate.identity) {
            return Ok(Verdict::Kept(old.clone(), Outcome::Unchanged));
        }
    }
    let (file, identity) = read_trusted(context, &candidate.path, buffer)?;
    let hash = ContentHash::of(seal::content(buffer));
    if let Some(old) = old.filter(|old| old.plugin.instance().hash() == hash) {
        let member = Member {
            path: candidate.path,
            identity,
            ..old.clone()
        };
        return Ok(Verdict::Kept(member, Outcome::Unchanged));
    }
    let fresh = check_and_copy(context, candidate, &file, identity, hash, buffer)?;
    Ok(Verdict::Fresh(Box::new(fresh)))
}

/// The same plugin once more, from its unchanged file.
///
/// # Errors
///
/// [`FileError::Changing`] if the file is not what it was; otherwise as for any file.
pub(super) fn again(
    context: &Context<'_>,
    member: &Member,
    buffer: &mut Vec<u8>,
) -> Result<Fresh, FileError> {
    let path = &member.path;
    let (file, identity) = read_trusted(context, path, buffer)?;
    let hash = ContentHash::of(seal::content(buffer));
    if member.plugin.instance().hash() != hash {
        return Err(FileError::Changing { path: path.clone() });
    }
    let candidate = Candidate {
        name: member.plugin.name().to_owned(),
        path: path.clone(),
        identity,
    };
    check_and_copy(context, candidate, &file, identity, hash, buffer)
}

/// Reads a file that others cannot have put there, where that matters.
fn read_trusted(
    context: &Context<'_>,
    path: &Path,
    buffer: &mut Vec<u8>,
) -> Result<(File, FileIdentity), FileError> {
    if let Some(directory) = context.trusted {
        directory.check(path)?;
    }
    read(path, buffer)
}

/// Reads a file through one descriptor, and makes sure that it held still.
pub(super) fn read(path: &Path, buffer: &mut Vec<u8>) -> Result<(File, FileIdentity), FileError> {
    let at_fault = |fault| {
        FileError::Inspect(InspectError {
            path: path.to_owned(),
            fault,
        })
    };
    let failed = |source| at_fault(Fault::Unreadable(source));
    let (mut file, metadata) = inspect::open_library(path).map_err(at_fault)?;
    let before = FileIdentity::new(&metadata);
    buffer.clear();
    let room = buffer.try_reserve(before.len() as usize + 1);
    room.map_err(|_| failed(ErrorKind::OutOfMemory.into()))?;
    file.read_to_end(buffer).map_err(failed)?;
    let after = FileIdentity::new(&file.metadata().map_err(failed)?);
    if !before.was_not_written(&after) || after.len() != buffer.len() as u64 {
        return Err(FileError::Changing {
            path: path.to_owned(),
        });
    }
    Ok((file, after))
}

/// Makes sure that nobody wrote to a file while it was read, within one tick of the clock that gives files
/// their times. (Where there is a seal, it finds what was torn.)
fn hold_still(path: &Path, file: &File, identity: &FileIdentity) -> Result<(), FileError> {
    if !identity.is_racy() {
        return Ok(());
    }
    std::thread::sleep(FileIdentity::TICK);
    match file.metadata().map(|now| FileIdentity::new(&now)) {
        Ok(now) if identity.was_not_written(&now) => Ok(()),
        _ => Err(FileError::Changing {
            path: path.to_owned(),
        }),
    }
}

fn check_and_copy(
    context: &Context<'_>,
    candidate: Candidate,
    file: &File,
    identity: FileIdentity,
    hash: ContentHash,
    bytes: &mut [u8],
) -> Result<Fresh, FileError> {
    let Candidate { name, path, .. } = candidate;
    let inspection = inspect::inspect_hashed(&path, bytes, hash)?;
    if context.trusted.is_some() {
        trust::check_search(&path, &inspection.search_path, context.copies.path())?;
    }
    if !inspection.sealed {
        hold_still(&path, file, &identity)?;
    }
    let nonce = Nonce::new();
    nonce.write(bytes, inspection.root_offset);
    // A mark that would make closing it a no-op.
    clear_nodelete(bytes);
    let constructors = take_constructors(bytes);
    let copy_path = context.copies.next_path(&name);
    platform::prepare(bytes, &path, &copy_path);
    let copy = PrivateCopy::write(context.copies, &copy_path, bytes);
    let image = Image::Copied {
        copy: copy.map_err(|source| FileError::Copy {
            path: path.clone(),
            copy: copy_path,
            source,
        })?,
        nonce,
        constructors,
        needs: Named::of(&inspection),
        static_thread_locals: inspection.static_thread_locals,
    };
    Ok(Fresh {
        name,
        origin: path,
        identity,
        hash,
        manifest: inspection.manifest,
        image,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_file_that_somebody_goes_on_writing_to_is_not_taken() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"half").unwrap();
        // To come: as new as can be, however long this test is held up.
        let later = SystemTime::now() + Duration::from_secs(3600);
        file.as_file().set_modified(later).unwrap();
        let (opened, identity) = read(file.path(), &mut Vec::new()).unwrap();
        hold_still(file.path(), &opened, &identity).unwrap();
        // Of the same length: its time tells.
        fs::write(file.path(), b"flah").unwrap();
        let changing = hold_still(file.path(), &opened, &identity).unwrap_err();
        assert!(matches!(changing, FileError::Changing { .. }), "{changing}");
    }
}
