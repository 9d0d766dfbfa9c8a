//! What holds a library that is no longer called.

use std::fmt;
use std::time::Duration;

/// A thread that holds a library, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// The thread's number in this system; zero for one that is just being started.
    pub tid: i32,
    /// The thread's name, while it has one.
    pub name: Option<String>,
    /// How many thread-locals of the library still wait for their destructors.
    pub thread_locals: usize,
    /// How many values of the library's pthread keys do.
    pub key_values: usize,
    /// The library has started the thread.
    pub is_its_own: bool,
    /// How long the thread has been in one of these destructors, if it is in one.
    pub in_destructor: Option<Duration>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "thread `{name}` ({})", self.tid)?,
            None if self.tid == 0 => f.write_str("a thread that is being started")?,
            None => write!(f, "thread {}", self.tid)?,
        }
        let mut separator = ":";
        let mut part = |text: String| {
            let written = write!(f, "{separator} {text}");
            separator = ",";
            written
        };
        if self.is_its_own {
            part("started by it, and still running".to_owned())?;
        }
        if let Some(time) = self.in_destructor {
            part(format!("in a destructor for {:.1} s", time.as_secs_f64()))?;
        }
        for (count, what) in [
            (self.thread_locals, "thread-local"),
            (self.key_values, "value of a pthread key"),
        ] {
            match count {
                0 => {}
                1 => part(format!("1 {what}"))?,
                _ => part(format!("{count} × {what}"))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_named_with_all_that_it_holds() {
        let mut holder = Holder {
            tid: 17,
            name: Some("worker".to_owned()),
            thread_locals: 2,
            key_values: 1,
            is_its_own: false,
            in_destructor: None,
        };
        assert_eq!(
            holder.to_string(),
            "thread `worker` (17): 2 × thread-local, 1 value of a pthread key"
        );
        holder.name = None;
        holder.thread_locals = 0;
        holder.key_values = 0;
        holder.is_its_own = true;
        assert_eq!(
            holder.to_string(),
            "thread 17: started by it, and still running"
        );
        holder.is_its_own = false;
        holder.thread_locals = 1;
        holder.in_destructor = Some(Duration::from_millis(2500));
        assert_eq!(
            holder.to_string(),
            "thread 17: in a destructor for 2.5 s, 1 thread-local"
        );
    }
}
