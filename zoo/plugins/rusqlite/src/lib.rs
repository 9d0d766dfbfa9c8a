#![forbid(unsafe_code)]
//! rusqlite with SQLite built in: a connection that is closed in `on_free`.

use std::path::Path;
use std::sync::Mutex;

use hotswap::prelude::*;
use rusqlite::Connection;

static OPEN: Mutex<Option<Connection>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct Rusqlite;

#[hotswap::plugin]
impl Plugin for Rusqlite {
    fn on_free(&self) {
        *OPEN.lock().unwrap() = None;
    }
}

/// Each version has a file of its own: the locks of SQLite are of no use between two copies of it in one process.
#[plugin_fn]
fn work(directory: &str) -> hotswap::Result<String> {
    let mut open = OPEN.lock().unwrap();
    if open.is_none() {
        let file = Path::new(directory).join(format!("{}.db", build()));
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.execute_batch("create table words (word text)")?;
        *open = Some(connection);
    }
    let connection = open
        .as_mut()
        .ok_or_else(|| hotswap::Error::msg("it is open"))?;
    let transaction = connection.transaction()?;
    for word in 0..100 {
        transaction.execute("insert into words values (?)", [word.to_string()])?;
    }
    transaction.commit()?;
    let longest = "select word from words order by length(word) desc, word desc limit 1";
    Ok(connection.query_row(longest, (), |row| row.get(0))?)
}
