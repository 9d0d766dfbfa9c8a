//! Makes single steps of a swapper fail.

use std::sync::{Arc, Mutex};

use hotswap::Error;
use hotswap_runtime::Step;

/// How a step goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Error,
    Panic,
}

pub(crate) const KINDS: [Kind; 2] = [Kind::Error, Kind::Panic];

/// A step that is to go wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) step: Step,
    /// How often the step goes well before.
    pub(crate) after: usize,
    pub(crate) kind: Kind,
}

/// What a swapper's steps run into.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    armed: Vec<Fault>,
    passed: Vec<Step>,
}

impl Wire {
    /// Has one step go wrong, once.
    pub(crate) fn arm(&self, fault: Fault) {
        self.0.lock().unwrap().armed.push(fault);
    }

    /// Whether all that was armed has gone wrong.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.lock().unwrap().armed.is_empty()
    }

    /// The steps that went well since this was last asked.
    pub(crate) fn passed(&self) -> Vec<Step> {
        std::mem::take(&mut self.0.lock().unwrap().passed)
    }

    pub(crate) fn pull(&self, step: Step) -> hotswap::Result<()> {
        // The lock is not held when it panics.
        let kind = self.0.lock().unwrap().pull(step);
        match kind {
            None => Ok(()),
            Some(Kind::Error) => Err(Error::msg(format!("tripped at {step:?}"))),
            Some(Kind::Panic) => panic!("tripped at {step:?}"),
        }
    }
}

impl State {
    fn pull(&mut self, step: Step) -> Option<Kind> {
        let due = |fault: &Fault| fault.step == step && fault.after == 0;
        let Some(number) = self.armed.iter().position(due) else {
            let later = self.armed.iter_mut().filter(|fault| fault.step == step);
            later.for_each(|fault| fault.after -= 1);
            self.passed.push(step);
            return None;
        };
        Some(self.armed.remove(number).kind)
    }
}

/// Each step with the number of times that it was taken before.
pub(crate) fn numbered(steps: &[Step]) -> Vec<(Step, usize)> {
    let before = |number: usize| steps[..number].iter();
    let count = |number: usize, step| before(number).filter(|&&other| other == step).count();
    let steps = steps.iter().enumerate();
    steps
        .map(|(number, &step)| (step, count(number, step)))
        .collect()
}
