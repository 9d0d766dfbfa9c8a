//! Variants and parameters that are called what the traits call theirs.

#[derive(hotswap::Abi)]
enum Step {
    Repr { a: u8 },
    Type(u8),
    Resolved,
    Abi,
    Itself,
}

#[derive(hotswap::Abi)]
struct Pair<Type, Repr>(Type, Repr);

#[hotswap::plugin_fn]
fn next(step: Step, pair: Pair<u8, Step>) -> Step {
    let Pair(a, _) = pair;
    match step {
        Step::Repr { a } => Step::Type(a),
        Step::Type(_) => Step::Repr { a },
        Step::Resolved => Step::Abi,
        Step::Abi => Step::Itself,
        Step::Itself => Step::Resolved,
    }
}

fn main() {}
