use std::time::Duration;

use hotswap_runtime::Step;

use super::stage::{LONG, Stage};
use super::wire::{Fault, KINDS, numbered};

/// The steps of a reload of two plugins.
fn steps_of_a_reload(stage: &Stage) -> Vec<(Step, usize)> {
    stage.wire.passed();
    stage.scene.reload().unwrap();
    let steps = stage.wire.passed();
    numbered(&steps)
}

#[test]
fn two_reloads_in_a_row_may_go_wrong_anywhere() {
    let mut stage = Stage::serving("fault_pairs", LONG);
    stage.publish(2);
    let steps = steps_of_a_reload(&stage);
    stage.publish(3);
    for (number, &(step, after)) in steps.iter().enumerate() {
        for (other, &(other_step, other_after)) in steps.iter().enumerate() {
            let kinds = [KINDS[number % 2], KINDS[(number + other) % 2]];
            let first = Fault {
                step,
                after,
                kind: kinds[0],
            };
            let second = Fault {
                step: other_step,
                after: other_after,
                kind: kinds[1],
            };
            stage.goes_wrong(first, || stage.scene.reload());
            stage.goes_wrong(second, || stage.scene.reload());
            stage.note();
        }
    }
    stage.scene.reload().unwrap();
    stage.answers(3);
    stage.end();
}

#[test]
fn a_reload_may_go_wrong_while_the_generation_before_has_trouble_to_end() {
    let ends = [
        Step::LetGo,
        Step::Free,
        Step::Release,
        Step::Destroy,
        Step::Detach,
        Step::Flush,
        Step::Close,
    ];
    let mut stage = Stage::serving("fault_pairs_with_ends", Duration::ZERO);
    stage.publish(2);
    let steps = steps_of_a_reload(&stage);
    let steps: Vec<_> = steps
        .into_iter()
        .filter(|(step, _)| !ends.contains(step))
        .collect();
    let mut version = 2;
    for (number, &(step, after)) in steps.iter().enumerate() {
        for (other, &end) in ends.iter().enumerate() {
            // What serves is replaced, and while that ends, the next reload fails.
            version = 5 - version;
            stage.publish(version);
            for kind in KINDS {
                stage.wire.arm(Fault {
                    step: end,
                    after: other % 2,
                    kind,
                });
            }
            stage.scene.reload().unwrap();
            stage.publish(5 - version);
            let fault = Fault {
                step,
                after,
                kind: KINDS[number % 2],
            };
            stage.goes_wrong(fault, || stage.scene.reload());
            stage.answers(version);
            stage.settle();
        }
    }
    stage.end();
}
