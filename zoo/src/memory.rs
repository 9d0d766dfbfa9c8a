//! What the system says of this process.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Resident memory, in kilobytes.
pub fn resident() -> Result<i64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmRSS")?.parse()?)
}

/// How many files below `directory` are mapped, also those that were removed.
pub fn files_below(directory: &Path) -> Result<usize, Box<dyn Error>> {
    let maps = fs::read_to_string("/proc/self/maps")?;
    let directory = directory.to_str().ok_or("the directory is not UTF-8")?;
    let files = maps
        .lines()
        .filter_map(|line| line.find(directory).map(|at| &line[at..]));
    Ok(files.collect::<HashSet<_>>().len())
}
