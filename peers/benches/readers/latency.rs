//! How long calls took.

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

/// Calls by the nanoseconds that they took.
pub(crate) struct Latency {
    /// How many took exactly so many.
    short: Vec<u32>,
    /// Those that took longer.
    long: Vec<u64>,
    count: u64,
}

const SHORT: usize = 1 << 14;

impl Latency {
    pub(crate) fn new() -> Self {
        Self {
            short: vec![0; SHORT],
            long: Vec::with_capacity(1 << 16),
            count: 0,
        }
    }

    /// Calls again and again until the time is over, and notes each call.
    #[inline(always)]
    pub(crate) fn of_calls<T>(&mut self, until: Instant, mut call: impl FnMut() -> T) {
        let mut before = Instant::now();
        while before < until {
            black_box(call());
            let after = Instant::now();
            self.note((after - before).as_nanos() as u64);
            before = Instant::now();
        }
    }

    fn note(&mut self, nanoseconds: u64) {
        self.count += 1;
        match self.short.get_mut(nanoseconds as usize) {
            Some(count) => *count += 1,
            None => self.long.push(nanoseconds),
        }
    }

    pub(crate) fn quantiles(mut self) -> Quantiles {
        self.long.sort_unstable();
        let max = self.long.last().copied();
        let longest_short = || self.short.iter().rposition(|&count| count > 0);
        Quantiles([
            self.quantile(0.5),
            self.quantile(0.99),
            self.quantile(0.999),
            max.unwrap_or_else(|| longest_short().unwrap_or(0) as u64),
        ])
    }

    fn quantile(&self, quantile: f64) -> u64 {
        let rank = (self.count as f64 * quantile) as u64;
        let mut seen = 0;
        for (nanoseconds, &count) in self.short.iter().enumerate() {
            seen += u64::from(count);
            if seen > rank {
                return nanoseconds as u64;
            }
        }
        self.long.get((rank - seen) as usize).copied().unwrap_or(0)
    }
}

/// p50, p99, p99.9 and the longest, in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Quantiles([u64; 4]);

impl Quantiles {
    /// Each by itself.
    pub(crate) fn median(rounds: &[Self]) -> Self {
        Self([0, 1, 2, 3].map(|which| {
            let mut values: Vec<u64> = rounds.iter().map(|round| round.0[which]).collect();
            values.sort_unstable();
            values[values.len() / 2]
        }))
    }
}

impl fmt::Display for Quantiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p99, p999, max] = self.0;
        write!(f, "{p50} | {p99} | {p999} | {max}")
    }
}
