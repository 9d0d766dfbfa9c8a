//! The database: a pool of SQLite connections, which plugins use through an interface.

use deadpool_sqlite::{Config, Pool, Runtime};
use rusqlite::types::{Value as Column, ValueRef};
use rusqlite::{Connection, params_from_iter};
use shop_api::{Database, Value};
use tokio::runtime::Handle;

/// What the shop sells in the beginning.
const PRODUCTS: &str = "
    CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL);
    INSERT OR IGNORE INTO products VALUES (1, 'tea', 450), (2, 'a teapot', 2900), (3, 'a cup', 750);
";

/// A pool of connections, and the runtime that they are used on.
///
/// An async method of a host object is polled by the plugin that calls it, and that may be on a thread of the plugin's own
/// runtime. What needs the host's runtime is spawned there.
#[derive(Clone)]
pub(crate) struct Connections {
    pool: Pool,
    runtime: Handle,
}

impl Connections {
    /// Opens the database in `file`, and creates what is missing in it.
    pub(crate) async fn open(file: &str) -> hotswap::Result<Self> {
        let connections = Self {
            pool: Config::new(file).create_pool(Runtime::Tokio1)?,
            runtime: Handle::current(),
        };
        connections.with(|it| it.execute_batch(PRODUCTS)).await?;
        Ok(connections)
    }

    /// Runs `work` with a connection, on a thread where it may block.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> hotswap::Result<T> {
        let pool = self.pool.clone();
        let done = self.runtime.spawn(async move {
            let connection = pool.get().await?;
            let done = connection.interact(work).await;
            Ok::<_, hotswap::Error>(done.map_err(|error| hotswap::Error::msg(error.to_string()))??)
        });
        done.await?
    }
}

impl Database for Connections {
    async fn query(&self, sql: &str, values: Vec<Value>) -> hotswap::Result<Vec<Vec<Value>>> {
        let sql = sql.to_owned();
        self.with(move |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let columns = statement.column_count();
            let values = params_from_iter(values.into_iter().map(column));
            let rows = statement.query_map(values, |row| {
                (0..columns).map(|at| Ok(value(row.get_ref(at)?))).collect()
            });
            rows?.collect()
        })
        .await
    }

    async fn execute(&self, sql: &str, values: Vec<Value>) -> hotswap::Result<u64> {
        let sql = sql.to_owned();
        self.with(move |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let changed = statement.execute(params_from_iter(values.into_iter().map(column)))?;
            Ok(changed as u64)
        })
        .await
    }
}

fn column(value: Value) -> Column {
    match value {
        Value::Null => Column::Null,
        Value::Integer(number) => Column::Integer(number),
        Value::Real(number) => Column::Real(number),
        Value::Text(text) => Column::Text(text),
    }
}

fn value(column: ValueRef<'_>) -> Value {
    match column {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Value::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}
