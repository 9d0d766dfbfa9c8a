//! What has changed since the current generation: each changed file is read once and checked.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use super::Context;
use super::plan::{Code, Fresh, Plan};
use super::refused::KnownFile;
use super::scan::{Candidate, Scanned, Unclear};
use crate::copies::PrivateCopy;
use crate::error::{FileError, ReloadError};
use crate::file_identity::FileIdentity;
use crate::guest::{clear_nodelete, take_constructors};
use crate::inspect::{self, ContentHash, Fault, InspectError, seal};
use crate::log::{TARGET, log};
use crate::manager::Member;
use crate::nonce::Nonce;
use crate::on_refused::OnRefused;
use crate::platform;
use crate::report::Outcome;
use crate::shared_libraries::NeededLibraries;
use crate::trust;

/// What a file turned out to be.
enum Change {
    Kept(Member, Outcome),
    Fresh(Box<Fresh>),
    /// It was refused before, and is the same.
    Refused(Arc<ReloadError>),
}

/// Why a file is refused.
struct Refusal {
    problem: Box<FileError>,
    /// What to remember of it, if the problem is in its content.
    file: Option<Box<KnownFile>>,
}

/// Looks at every file that was found.
///
/// # Errors
///
/// [`ReloadError::Refused`] with the problems of all files, unless the host keeps or leaves out such plugins. The first
/// problem of the scan, in the same way.
pub(crate) fn compare(
    context: &Context<'_>,
    scanned: Scanned,
    buffer: &mut Vec<u8>,
) -> Result<Plan, ReloadError> {
    let mut plan = Plan::default();
    without_file(&mut plan, context, &scanned);
    for Unclear { name, problem, .. } in scanned.unclear {
        refuse_unless_all_or_nothing(&mut plan, context, &name, problem)?;
    }
    let mut problems = Vec::new();
    for (folded, candidate) in scanned.plugins {
        let name = candidate.name.clone();
        match look_at(context, &folded, candidate, buffer) {
            Ok(Change::Kept(member, outcome)) => plan.keep(member, outcome),
            Ok(Change::Fresh(fresh)) => plan.load(*fresh),
            Ok(Change::Refused(reason)) => plan.refuse(context, &name, reason),
            Err(Refusal { problem, file }) if context.keeps_old(&problem) => {
                let reason = refused(*problem);
                if let Some(file) = file {
                    let mut refused = context.refused.lock();
                    refused.refuse(&folded, Some(*file), Arc::clone(&reason));
                }
                log(
                    || tracing::warn!(name: "plugin_refused", target: TARGET, plugin = name, %reason, "a plugin was refused"),
                );
                plan.refuse(context, &name, reason);
            }
            Err(Refusal { problem, .. }) => problems.push(*problem),
        }
    }
    if problems.is_empty() {
        Ok(plan)
    } else {
        Err(ReloadError::Refused { problems })
    }
}

/// A plugin of which it is not known what its file is.
fn refuse_unless_all_or_nothing(
    plan: &mut Plan,
    context: &Context<'_>,
    name: &str,
    problem: ReloadError,
) -> Result<(), ReloadError> {
    match context.settings.on_refused {
        OnRefused::Fail => Err(problem),
        OnRefused::KeepOld => {
            log(
                || tracing::warn!(name: "plugin_refused", target: TARGET, plugin = name, reason = %problem, "a plugin was refused"),
            );
            plan.refuse(context, name, Arc::new(problem));
            Ok(())
        }
    }
}

/// Decides on plugins that have no file any more: gone, unless they must not be replaced, or their removal was rolled
/// back.
fn without_file(plan: &mut Plan, context: &Context<'_>, scanned: &Scanned) {
    for member in context.current.members() {
        let name = member.plugin.name();
        let folded = member.plugin.folded_name();
        if scanned.has(folded) {
            continue;
        }
        let refused = context.refused.lock().removal(folded).cloned();
        match refused {
            _ if !member.plugin.is_reloadable() => {
                plan.keep(member.clone(), Outcome::NotReloadable);
            }
            Some(reason) => plan.refuse(context, name, reason),
            None => {
                plan.outcomes.insert(name.to_owned(), Outcome::Removed);
            }
        }
    }
}

fn refused(problem: FileError) -> Arc<ReloadError> {
    Arc::new(ReloadError::Refused {
        problems: vec![problem],
    })
}

fn look_at(
    context: &Context<'_>,
    folded: &str,
    candidate: Candidate,
    buffer: &mut Vec<u8>,
) -> Result<Change, Refusal> {
    let old = context.current.member(folded);
    if let Some(old) = old {
        if !old.plugin.is_reloadable() {
            return Ok(Change::Kept(old.clone(), Outcome::NotReloadable));
        }
        let same_file = old.path == candidate.path;
        if same_file && old.identity.is_still(&candidate.identity) {
            context.refused.lock().accept(folded);
            return Ok(Change::Kept(old.clone(), Outcome::Unchanged));
        }
    }
    if let Some(reason) = context.refused.lock().unmoved(folded, &candidate) {
        return Ok(Change::Refused(Arc::clone(reason)));
    }
    let (file, identity) = read_trusted(context, &candidate.path, buffer)?;
    let known = KnownFile {
        hash: ContentHash::of(seal::content(buffer)),
        path: candidate.path,
        identity,
    };
    if let Some(old) = old.filter(|old| old.plugin.instance().hash() == known.hash) {
        context.refused.lock().accept(folded);
        let member = Member {
            path: known.path,
            identity,
            ..old.clone()
        };
        return Ok(Change::Kept(member, Outcome::Unchanged));
    }
    if let Some(reason) = context.refused.lock().same(folded, &known) {
        return Ok(Change::Refused(reason));
    }
    match check_and_copy(context, candidate.name, &file, known.clone(), buffer) {
        Ok(fresh) => Ok(Change::Fresh(Box::new(fresh))),
        Err(problem) => Err(Refusal {
            file: matches!(problem, FileError::Inspect(_)).then(|| Box::new(known)),
            problem: Box::new(problem),
        }),
    }
}

impl From<FileError> for Refusal {
    fn from(problem: FileError) -> Self {
        Self {
            problem: Box::new(problem),
            file: None,
        }
    }
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
    let known = KnownFile {
        path: path.clone(),
        identity,
        hash,
    };
    let name = member.plugin.name().to_owned();
    check_and_copy(context, name, &file, known, buffer)
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
    name: String,
    file: &File,
    known: KnownFile,
    bytes: &mut [u8],
) -> Result<Fresh, FileError> {
    let path = &known.path;
    let inspection = inspect::inspect_hashed(path, bytes, known.hash)?;
    if context.trusted.is_some() {
        trust::check_search(path, &inspection.search_path, context.copies.path())?;
    }
    if !inspection.sealed {
        hold_still(path, file, &known.identity)?;
    }
    let nonce = Nonce::new();
    nonce.write(bytes, inspection.root_offset);
    // A mark that would make closing it a no-op.
    clear_nodelete(bytes);
    let constructors = take_constructors(bytes);
    let copy_path = context.copies.next_path(&name);
    platform::prepare(bytes, path, &copy_path);
    let copy = PrivateCopy::write(context.copies, &copy_path, bytes);
    let code = Code::Copied {
        copy: copy.map_err(|source| FileError::Copy {
            path: path.clone(),
            copy: copy_path,
            source,
        })?,
        nonce,
        constructors,
        needs: NeededLibraries::of(&inspection),
        static_thread_locals: inspection.static_thread_locals,
    };
    Ok(Fresh {
        name,
        file: known,
        manifest: inspection.manifest,
        code,
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
