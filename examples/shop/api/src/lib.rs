//! What the host and the plugins of the shop share.

/// Answers requests. Each plugin of the shop exports it.
#[hotswap::interface]
pub trait Routes {
    /// Answers one request. An error is answered with the status 500, and logged.
    async fn answer(&self, request: Request) -> hotswap::Result<Response>;
}

/// A request, as far as plugins need it.
#[derive(hotswap::Abi, Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path below the plugin's own: of `/checkout/quote/3` the plugin `checkout` gets `/quote/3`.
    pub path: String,
}

/// An answer.
#[derive(hotswap::Abi, Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Text, in UTF-8.
    pub text: String,
}

impl Response {
    /// What was asked for.
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            status: 200,
            text: text.into(),
        }
    }

    /// There is no such path.
    pub fn not_found(path: &str) -> Self {
        Self {
            status: 404,
            text: format!("nothing is at {path}\n"),
        }
    }
}

/// The host's database: one pool of connections for all plugins. It is an extension, so that a reload of a plugin opens
/// no connection and closes none.
#[hotswap::interface]
pub trait Database {
    /// The rows that an SQL query finds.
    async fn query(&self, sql: &str, values: Vec<Value>) -> hotswap::Result<Vec<Vec<Value>>>;

    /// Executes an SQL statement, and returns the number of rows that it has changed.
    async fn execute(&self, sql: &str, values: Vec<Value>) -> hotswap::Result<u64>;
}

/// A value in the database.
#[derive(hotswap::Abi, Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text.
    Text(String),
}

/// What the host tells its plugins.
#[hotswap::interface]
pub trait Settings {
    /// Where the service of exchange rates is, as `http://127.0.0.1:4000`.
    fn rates(&self) -> String;
}
