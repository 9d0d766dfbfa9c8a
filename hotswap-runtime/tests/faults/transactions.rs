use hotswap::LiveData;
use hotswap_runtime::{ReloadError, ReloadReport, Step};

use super::stage::{LONG, Stage};
use super::wire::{Fault, KINDS, Kind, numbered};

/// A transaction, and what has to be done before it.
struct Act {
    /// Names the journal.
    name: &'static str,
    before: fn(&Stage),
    act: fn(&Stage) -> Result<ReloadReport, ReloadError>,
    /// The version that serves after it.
    serves: u32,
}

fn serve_two(stage: &Stage) {
    stage.scene.load().unwrap();
    stage.publish(2);
}

const ACTS: [Act; 5] = [
    Act {
        name: "fault_load",
        before: |_| (),
        act: |stage| stage.scene.load(),
        serves: 1,
    },
    Act {
        name: "fault_reload",
        before: serve_two,
        act: |stage| stage.scene.reload(),
        serves: 2,
    },
    Act {
        name: "fault_prepared_load",
        before: |_| (),
        act: |stage| stage.scene.swapper.prepare(&LiveData::none())?.commit(),
        serves: 1,
    },
    Act {
        name: "fault_commit",
        before: serve_two,
        act: |stage| stage.scene.swapper.prepare(&LiveData::none())?.commit(),
        serves: 2,
    },
    Act {
        name: "fault_rollback",
        before: |stage| {
            serve_two(stage);
            stage.scene.reload().unwrap();
        },
        act: |stage| stage.scene.swapper.rollback(),
        serves: 1,
    },
];

impl Act {
    /// The steps that it takes, each with how often it was taken before.
    fn steps(&self) -> Vec<(Step, usize)> {
        let stage = Stage::new(self.name, LONG);
        (self.before)(&stage);
        stage.wire.passed();
        (self.act)(&stage).unwrap();
        let steps = numbered(&stage.wire.passed());
        stage.answers(self.serves);
        steps
    }

    fn goes_wrong(&self, step: Step, after: usize, kind: Kind) {
        let mut stage = Stage::new(self.name, LONG);
        (self.before)(&stage);
        let mark = stage.note().len();
        stage.goes_wrong(Fault { step, after, kind }, || (self.act)(&stage));
        let freed = stage.freed_since(mark);
        assert!(freed.is_sorted(), "dependents are freed first: {freed:?}");
        (self.act)(&stage).expect("it goes well the second time");
        stage.answers(self.serves);
        stage.end();
    }
}

/// The steps that two plugins go through to be loaded, or reloaded.
const ALL: [Step; 13] = [
    Step::Scan,
    Step::Compare,
    Step::Graph,
    Step::Open,
    Step::Create,
    Step::Open,
    Step::Create,
    Step::Wire,
    Step::OnLoad,
    Step::Vault,
    Step::OnInit,
    Step::Callbacks,
    Step::Swap,
];

fn a_fault_undoes_all(act: &Act, expected: &[Step]) {
    let steps = act.steps();
    assert!(steps.iter().map(|(step, _)| step).eq(expected), "{steps:?}");
    for (step, after) in steps {
        for kind in KINDS {
            act.goes_wrong(step, after, kind);
        }
    }
}

#[test]
fn a_fault_at_any_step_of_a_load_or_reload_undoes_all() {
    for act in &ACTS[..4] {
        a_fault_undoes_all(act, &ALL);
    }
}

#[test]
fn a_fault_at_any_step_of_a_rollback_leaves_it_possible() {
    a_fault_undoes_all(&ACTS[4], &[Step::Recall, Step::Callbacks, Step::Swap]);
}
