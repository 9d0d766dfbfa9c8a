//! The queue: a table in SQLite, in memory or in a file.
//!
//! A job that is taken is not gone: it is due again a minute later, and only deleted once it is done. So one that was
//! under way when the host was killed is done by the next host: possibly twice, never not at all.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use hotswap::{LiveData, Result};
use rusqlite::{Connection, OptionalExtension, Row, params};

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS jobs (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        due      INTEGER NOT NULL,  -- in milliseconds since 1970
        live_fn  TEXT,              -- the function to call; the live type is in the data
        data     BLOB NOT NULL,
        error    TEXT               -- why the last attempt failed
    );
    CREATE INDEX IF NOT EXISTS jobs_by_due ON jobs (due, id);
";

/// Takes the job that is due longest, and has it due again at another time.
const TAKE: &str = "
    UPDATE jobs SET due = ?2 WHERE id = (SELECT id FROM jobs WHERE due <= ?1 ORDER BY due, id LIMIT 1)
    RETURNING id, live_fn, data
";

/// How long a job may take before it counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(60);

/// How long a job waits that has failed.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Jobs that wait. All clones are one.
#[derive(Clone)]
pub(crate) struct Jobs(Arc<Mutex<Connection>>);

/// A job that is due.
pub(crate) struct Due {
    id: i64,
    /// The live function to call; if there is none, a live type is restored.
    pub(crate) live_fn: Option<String>,
    pub(crate) data: LiveData,
}

impl Jobs {
    /// The jobs in a file, or in memory.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(TABLE)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// The next job that is due, if one is.
    pub(crate) fn take(&self) -> Result<Option<Due>> {
        let connection = self.lock();
        let mut take = connection.prepare(TAKE)?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?));
        let taken = take.query_row(params![at(Duration::ZERO), at(LOST_AFTER)], row);
        let Some((id, live_fn, data)) = taken.optional()? else {
            return Ok(None);
        };
        let data = LiveData::from_bytes(data)?;
        Ok(Some(Due { id, live_fn, data }))
    }

    /// The job is done.
    pub(crate) fn done(&self, job: &Due) -> Result<()> {
        let delete = "DELETE FROM jobs WHERE id = ?1";
        self.lock().execute(delete, params![job.id])?;
        Ok(())
    }

    /// The job has failed, and is tried again: by a newer plugin, perhaps.
    pub(crate) fn failed(&self, job: &Due, error: &hotswap::Error) -> Result<()> {
        let put_off = "UPDATE jobs SET due = ?2, error = ?3 WHERE id = ?1";
        let due = at(AGAIN_AFTER);
        self.lock()
            .execute(put_off, params![job.id, due, error.to_string()])?;
        Ok(())
    }

    /// How many jobs there are.
    pub(crate) fn count(&self) -> Result<u64> {
        let count = "SELECT count(*) FROM jobs";
        let count: i64 = self.lock().query_row(count, [], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    fn push(&self, live_fn: Option<&str>, data: &LiveData, after: Duration) -> Result<()> {
        let insert = "INSERT INTO jobs (due, live_fn, data) VALUES (?1, ?2, ?3)";
        let row = params![at(after), live_fn, data.as_bytes()];
        self.lock().prepare(insert)?.execute(row)?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What plugins have of it.
impl livex_api::Queue for Jobs {
    fn run_later(&self, data: LiveData, after: Duration) -> Result<()> {
        self.push(None, &data, after)
    }

    fn call_later(&self, name: &str, data: LiveData, after: Duration) -> Result<()> {
        self.push(Some(name), &data, after)
    }
}

/// The time after some more, as the table has it.
fn at(after: Duration) -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    (since.unwrap_or_default() + after).as_millis() as i64
}
