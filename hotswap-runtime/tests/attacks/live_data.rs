//! Data that lies about itself, and types that panic while they are read.

use hotswap::{LiveData, Obj};

use crate::api::{HostSide, Thing};
use crate::attack::attack;
use crate::plugin::evil;
use crate::stage::{Stage, step};

const PLUGIN: &str = r#"
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeSeq};
    struct Lie(u32);
    impl Serialize for Lie {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            let (said, given) = match self.0 {
                0 => (1000, 1),
                1 => (0, 50),
                2 => (usize::MAX, 1),
                3 => panic!("in serialize"),
                _ => { let _ = ask("reload"); (1, 1) }
            };
            let mut seq = s.serialize_seq(Some(said))?;
            for n in 0..given { seq.serialize_element(&n)?; }
            seq.end()
        }
    }
    #[plugin_fn] fn lie(n: u32) -> hotswap::Result<LiveData> { LiveData::wrap(&Lie(n)) }
    #[plugin_fn] fn read_own_lie(n: u32) -> hotswap::Result<u64> {
        let data = LiveData::wrap(&Lie(n))?;
        Ok(data.unwrap::<Vec<u8>>()?.len() as u64)
    }

    #[live_type(dyn Thing)] #[derive(Serialize)] struct Job { n: u32 }
    impl<'de> Deserialize<'de> for Job {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)] struct Fields { n: u32 }
            let fields = Fields::deserialize(d)?;
            if fields.n == 1 { panic!("in deserialize") }
            if fields.n == 2 { let _ = ask("reload"); }
            Ok(Job { n: fields.n })
        }
    }
    impl Thing for Job {
        fn poke(&self, n: u32) -> u32 { self.n + n }
        fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32> { Ok(other.poke(1)) }
        fn back(&self) -> Option<Obj<dyn Thing>> { None }
    }
    #[plugin_fn] fn job(n: u32) -> hotswap::Result<LiveData> { Job { n }.to_live() }
"#;

#[test]
fn a_value_that_lies_about_its_length_is_an_error_or_what_it_gave() {
    attack(|| {
        let stage = Stage::of(&[evil(PLUGIN)]);
        for n in 0..5u32 {
            step(stage.try_call::<u64>("evil", "read_own_lie", (n,)).is_ok());
            if let Ok(data) = stage.try_call::<LiveData>("evil", "lie", (n,)) {
                step(format!("{} {data:?}", data.to_json().len()).len());
                step(data.unwrap::<Vec<u8>>().is_ok());
                step(data.unwrap::<u32>().is_ok());
            }
        }
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn a_type_that_panics_while_it_is_read_is_an_error() {
    attack(|| {
        let stage = Stage::of(&[evil(PLUGIN)]);
        for n in 0..4u32 {
            let data: LiveData = stage.call("evil", "job", (n,));
            let restored: hotswap::Result<Obj<dyn Thing>> = stage.swapper.restore(&data);
            match n {
                1 => assert!(restored.is_err()),
                _ => assert_eq!(restored.unwrap().poke(1), n + 1),
            }
            assert!(stage.swapper.restore::<dyn HostSide>(&data).is_err());
        }
        stage.replace("evil");
        stage.all_gone();
    });
}

#[test]
fn data_that_is_nested_deeply_is_an_error() {
    attack(|| {
        let one = LiveData::wrap(&1u8).unwrap().into_bytes();
        let head = &one[..one.len() - 1];
        // An array of one, and a map of one.
        for kind in [vec![0x91], vec![0x81, 1]] {
            for depth in [10, 200, 1000, 100_000, 3_000_000] {
                let bytes = [head, &kind.repeat(depth), &[1]].concat();
                if let Ok(data) = LiveData::from_bytes(bytes) {
                    step(format!("{} {data:?}", data.to_json()).len());
                    step(data.unwrap::<Vec<Vec<u8>>>().is_ok());
                }
            }
        }
    });
}
