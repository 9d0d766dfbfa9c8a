//! Clients that ask without pause, each on a connection of its own, and what they saw.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a round takes.
const ROUND: Duration = Duration::from_secs(1);

/// What is asked by turns.
const PATHS: [&str; 3] = ["/", "/", "/checkout/quote/1"];

/// Some clients.
pub(crate) struct Load {
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<Times>>,
}

#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    /// Whether the round is one with publishes.
    publishes: AtomicBool,
    newest: Mutex<String>,
    failed: Mutex<Vec<String>>,
}

/// How long answers took, in rounds without and with publishes.
#[derive(Default)]
struct Times {
    quiet: Vec<Duration>,
    publishing: Vec<Duration>,
}

/// What the clients saw.
pub(crate) struct Report {
    times: Times,
    pub(crate) failed: Vec<String>,
}

impl Load {
    /// Starts as many clients as there are processors.
    pub(crate) fn start(address: &str) -> Self {
        let shared = Arc::<Shared>::default();
        let count = thread::available_parallelism().map_or(2, usize::from);
        let clients = (0..count).map(|_| {
            let (shared, address) = (Arc::clone(&shared), address.to_owned());
            thread::spawn(move || ask_until_it_is_over(&shared, &address))
        });
        Self {
            clients: clients.collect(),
            shared,
        }
    }

    /// A round without publishes.
    pub(crate) fn run_quietly(&self) {
        thread::sleep(ROUND);
    }

    /// A round with publishes, which `publish` makes in the beginning.
    pub(crate) fn run_during(&self, publish: impl FnOnce()) {
        let start = Instant::now();
        self.shared.publishes.store(true, Ordering::Relaxed);
        publish();
        thread::sleep(ROUND.saturating_sub(start.elapsed()));
        self.shared.publishes.store(false, Ordering::Relaxed);
    }

    /// Waits until a client sees `text` in an answer.
    pub(crate) fn wait_for(&self, text: &str) {
        let start = Instant::now();
        while !self.shared.newest.lock().unwrap().contains(text) {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "no client sees {text}"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn end(self) -> Report {
        self.shared.is_over.store(true, Ordering::Relaxed);
        let mut times = Times::default();
        for client in self.clients {
            let its = client.join().unwrap();
            times.quiet.extend(its.quiet);
            times.publishing.extend(its.publishing);
        }
        let failed = std::mem::take(&mut *self.shared.failed.lock().unwrap());
        Report { times, failed }
    }
}

fn ask_until_it_is_over(shared: &Shared, address: &str) -> Times {
    let mut times = Times::default();
    let mut connection = Connection::open(address).unwrap();
    for path in PATHS.iter().cycle() {
        if shared.is_over.load(Ordering::Relaxed) {
            break;
        }
        let publishes = shared.publishes.load(Ordering::Relaxed);
        let start = Instant::now();
        let answer = connection.ask(path);
        let took = start.elapsed();
        match answer {
            Ok((200, text)) => {
                let of_the_round = match publishes {
                    true => &mut times.publishing,
                    false => &mut times.quiet,
                };
                of_the_round.push(took);
                if *path == "/" {
                    *shared.newest.lock().unwrap() = text;
                }
            }
            failed => {
                shared
                    .failed
                    .lock()
                    .unwrap()
                    .push(format!("{path}: {failed:?}"));
                break;
            }
        }
    }
    times
}

/// One connection, kept open.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// The status and the text of an answer.
    fn ask(&mut self, path: &str) -> io::Result<(u16, String)> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: shop\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|it| it.parse().ok());
        let mut len = None;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    len = value.parse().ok();
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut text = vec![0; len.ok_or_else(invalid)?];
        self.0.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(|_| invalid())?;
        Ok((status.ok_or_else(invalid)?, text))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| rounds | requests | median | p99 | slowest |\n|---|---|---|---|---|"
        )?;
        for (name, times) in [
            ("without publishes", &self.times.quiet),
            ("with publishes", &self.times.publishing),
        ] {
            let mut times = times.clone();
            times.sort_unstable();
            let at = |part: f64| times.get((times.len() as f64 * part) as usize).copied();
            writeln!(
                f,
                "| {name} | {} | {:.1?} | {:.1?} | {:.1?} |",
                times.len(),
                at(0.5).unwrap_or_default(),
                at(0.99).unwrap_or_default(),
                times.last().copied().unwrap_or_default()
            )?;
        }
        write!(f, "{} requests failed.", self.failed.len())
    }
}
