use std::time::Duration;

use hotswap_runtime::Step;
use test_kit::wait_until;

use super::stage::{LONG, Stage};
use super::wire::{Fault, KINDS};

/// The steps by which a generation of two plugins ends.
const STEPS: [(Step, usize); 13] = [
    (Step::LetGo, 0),
    (Step::Free, 0),
    (Step::Free, 1),
    (Step::Release, 0),
    (Step::Release, 1),
    (Step::Destroy, 0),
    (Step::Destroy, 1),
    (Step::Detach, 0),
    (Step::Detach, 1),
    (Step::Flush, 0),
    (Step::Flush, 1),
    (Step::Close, 0),
    (Step::Close, 1),
];

/// A reload, whose old generation runs into `faults` as it ends.
fn ends_in_spite_of(test: &str, faults: &[Fault]) {
    let mut stage = Stage::serving(test, Duration::ZERO);
    let mark = stage.note().len();
    faults.iter().for_each(|&fault| stage.wire.arm(fault));
    stage.publish(2);
    stage.scene.reload().unwrap();
    stage.answers(2);
    wait_until(&format!("{faults:?}"), || stage.wire.is_spent());
    stage.settle();
    assert_eq!(stage.freed_since(mark), ["a1", "b1"], "dependents first");
    stage.publish(3);
    stage.scene.reload().unwrap();
    stage.answers(3);
    stage.end();
}

#[test]
fn a_fault_at_any_step_of_an_end_does_not_keep_it_from_coming() {
    for (step, after) in STEPS {
        for kind in KINDS {
            ends_in_spite_of("fault_end", &[Fault { step, after, kind }]);
        }
    }
}

#[test]
fn two_faults_in_one_end_do_not_keep_it_from_coming() {
    for (number, (step, after)) in STEPS.into_iter().enumerate() {
        for (other, (other_step, other_after)) in STEPS.into_iter().enumerate() {
            let faults = [
                Fault {
                    step,
                    after,
                    kind: KINDS[number % 2],
                },
                Fault {
                    step: other_step,
                    after: other_after,
                    kind: KINDS[other % 2],
                },
            ];
            ends_in_spite_of("fault_end_twice", &faults);
        }
    }
}

#[test]
fn a_swapper_that_is_dropped_waits_for_an_end_that_goes_wrong() {
    for (step, after) in STEPS {
        for kind in KINDS {
            let stage = Stage::serving("fault_drop", LONG);
            stage.publish(2);
            stage.scene.reload().unwrap();
            stage.wire.arm(Fault { step, after, kind });
            stage.end();
        }
    }
}
