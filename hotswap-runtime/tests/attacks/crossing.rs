//! Values of unusual sizes, alignments and counts.

use crate::api::{Aligned, Never, Unit};
use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::Stage;

#[test]
fn values_without_a_size_cross_in_any_number() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn units(n: u64) -> Vec<Unit> { vec![Unit; n as usize] }
             #[plugin_fn] fn nothings(n: u64) -> Vec<()> { vec![(); n as usize] }
             #[plugin_fn] fn count(units: Vec<Unit>) -> u64 { units.len() as u64 }",
        )
        .flag("-Copt-level=1")]);
        for n in [0u64, 1, 1000, 1 << 20] {
            let units: Vec<Unit> = stage.call("evil", "units", (n,));
            assert_eq!(units.len() as u64, n);
            assert_eq!(stage.call::<u64>("evil", "count", (units,)), n);
            let nothings: Vec<()> = stage.call("evil", "nothings", (n,));
            assert_eq!(nothings.len() as u64, n);
        }
    });
}

#[test]
fn values_with_a_large_alignment_keep_it() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "fn fits(it: &Aligned) -> bool { (&raw const *it).is_aligned() && (&raw const *it) as usize % 64 == 0 }
             #[plugin_fn] fn aligned(n: u32) -> Vec<Aligned> { (0..n).map(|x| Aligned { x: x as u8 }).collect() }
             #[plugin_fn] fn all_fit(many: &[Aligned], one: Aligned, boxed: Option<Box<Aligned>>) -> bool {
                 many.iter().all(fits) && fits(&one) && boxed.is_none_or(|boxed| fits(&boxed))
             }",
        )]);
        for n in [0u32, 1, 7, 1000] {
            let many: Vec<Aligned> = stage.call("evil", "aligned", (n,));
            assert!(many.iter().enumerate().all(|(x, it)| it.x == x as u8));
            assert!(
                many.iter()
                    .all(|it| (&raw const *it).addr().is_multiple_of(64))
            );
            let boxed = Some(Box::new(Aligned { x: 2 }));
            let args = (many.as_slice(), Aligned { x: 1 }, boxed);
            assert!(stage.call::<bool>("evil", "all_fit", args));
        }
    });
}

#[test]
fn many_arguments_of_many_kinds_come_as_they_were_given() {
    type Many = (
        u8,
        f32,
        [u8; 3],
        (u8, f64),
        char,
        Option<bool>,
        u128,
        Result<u8, f64>,
        i128,
        (),
    );
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn big() -> [[u64; 64]; 64] { [[7; 64]; 64] }
             #[plugin_fn] fn sum(big: [[u64; 64]; 64]) -> u64 { big.iter().flatten().sum() }
             #[plugin_fn] fn many(
                 a: u8, b: f32, c: [u8; 3], d: (u8, f64), e: char, f: Option<bool>, g: u128, h: Result<u8, f64>,
                 i: i128, j: ()
             ) -> (u8, f32, [u8; 3], (u8, f64), char, Option<bool>, u128, Result<u8, f64>, i128, ()) {
                 (a, b, c, d, e, f, g, h, i, j)
             }",
        )]);
        let big: [[u64; 64]; 64] = stage.call("evil", "big", ());
        assert_eq!(stage.call::<u64>("evil", "sum", (big,)), 7 * 64 * 64);
        for n in 0..50u8 {
            let real = f64::from(n) + 0.5;
            let either = if n % 3 == 0 { Ok(n) } else { Err(real) };
            let many: Many = (
                n,
                real as f32,
                [n; 3],
                (n, real),
                'ß',
                Some(n % 2 == 0),
                u128::MAX - u128::from(n),
                either,
                -5 - i128::from(n),
                (),
            );
            assert_eq!(stage.call::<Many>("evil", "many", many), many);
        }
    });
}

#[test]
fn types_that_have_no_value_may_stand_in_signatures() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn never(n: u32) -> Result<u32, Never> { Ok(n) }
             #[plugin_fn] fn nevers(none: Option<Never>) -> Vec<Never> { none.into_iter().collect() }",
        )]);
        assert_eq!(
            stage.call::<Result<u32, Never>>("evil", "never", (3u32,)),
            Ok(3)
        );
        assert!(
            stage
                .call::<Vec<Never>>("evil", "nevers", (None::<Never>,))
                .is_empty()
        );
    });
}

#[test]
fn arguments_that_are_forgotten_or_lent_twice_do_no_harm() {
    attack(|| {
        let stage = Stage::of(&[evil(
            "#[plugin_fn] fn forget(text: String, texts: Vec<String>) { std::mem::forget((text, texts)) }
             #[plugin_fn] fn same(a: &str, b: &str) -> bool { a.as_ptr() == b.as_ptr() }
             #[plugin_fn] fn scoped(text: &str, numbers: &[u64]) -> u64 {
                 std::thread::scope(|scope| {
                     let length = scope.spawn(|| text.len() as u64);
                     let sum = scope.spawn(|| numbers.iter().sum::<u64>());
                     length.join().unwrap() + sum.join().unwrap()
                 })
             }",
        )]);
        stage.evil("forget", ("abc".to_owned(), vec!["x".to_owned()]));
        let text = "abc";
        assert!(stage.call::<bool>("evil", "same", (text, text)));
        let numbers = [1u64, 2, 3];
        for _ in 0..50 {
            assert_eq!(
                stage.call::<u64>("evil", "scoped", (text, numbers.as_slice())),
                9
            );
        }
        stage.replace("evil");
        stage.all_gone();
    });
}
