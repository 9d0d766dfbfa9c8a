//! What the benches share: cases measured side by side, plugins built as users build them for production.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use test_kit::Plugin;

/// Cases of one comparison. Each round runs every case once, so that whatever else the machine does, it does
/// to all of them; what counts is the median over the rounds, and its ratio to the first case's.
pub(crate) struct Comparison<'a> {
    title: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: &'a str,
    /// Gives the nanoseconds that it took.
    run: Box<dyn FnMut() -> f64 + 'a>,
    rounds: Vec<f64>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(title: &'a str) -> Self {
        Self {
            title,
            cases: Vec::new(),
        }
    }

    /// A call that takes nanoseconds: timed over many at once.
    #[allow(dead_code, reason = "each bench uses the one that it needs")]
    pub(crate) fn call<T>(self, name: &'a str, call: impl FnMut() -> T + 'a) -> Self {
        self.calls(100_000, name, call)
    }

    /// A call that takes longer: timed over `calls` at once.
    #[allow(dead_code, reason = "each bench uses the one that it needs")]
    pub(crate) fn calls<T>(
        mut self,
        calls: u32,
        name: &'a str,
        mut call: impl FnMut() -> T + 'a,
    ) -> Self {
        self.push(name, move || {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(call());
            }
            nanoseconds(start.elapsed()) / f64::from(calls)
        });
        self
    }

    /// A piece of work that takes microseconds, and times itself.
    #[allow(dead_code, reason = "each bench uses the one that it needs")]
    pub(crate) fn work(mut self, name: &'a str, mut work: impl FnMut() -> Duration + 'a) -> Self {
        self.push(name, move || nanoseconds(work()));
        self
    }

    fn push(&mut self, name: &'a str, run: impl FnMut() -> f64 + 'a) {
        self.cases.push(Case {
            name,
            run: Box::new(run),
            rounds: Vec::new(),
        });
    }

    /// Runs all rounds and prints the table.
    pub(crate) fn run(mut self, rounds: usize) {
        for round in 0..=rounds {
            for case in &mut self.cases {
                let time = (case.run)();
                // The first round warms up.
                if round > 0 {
                    case.rounds.push(time);
                }
            }
        }
        print!("{}", self.table(rounds));
    }

    fn table(&mut self, rounds: usize) -> String {
        let mut table = format!(
            "\n### {}\n\n| how | median | ratio |\n|---|---|---|\n",
            self.title
        );
        let mut base = None;
        for case in &mut self.cases {
            let median = median(&mut case.rounds);
            let base = *base.get_or_insert(median);
            let _ = writeln!(
                table,
                "| {} | {} | {:.2}× |",
                case.name,
                time(median),
                median / base
            );
        }
        let _ = writeln!(table, "\n{rounds} rounds, every case in each.");
        table
    }
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

fn median(rounds: &mut [f64]) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn time(nanoseconds: f64) -> String {
    if nanoseconds < 1000.0 {
        format!("{nanoseconds:.2} ns")
    } else {
        format!("{:.1} µs", nanoseconds / 1000.0)
    }
}

/// A plugin as it is built for production.
#[allow(dead_code, reason = "each bench uses what it needs")]
pub(crate) fn release(name: &str, source: &str) -> Plugin {
    Plugin::new(name).source(source).optimised("3")
}
