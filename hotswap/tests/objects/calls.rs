//! An object answers as what it was made of.

use hotswap::prelude::*;

#[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
pub(crate) struct Vector {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

#[hotswap::interface]
pub(crate) trait Greeter {
    fn greet(&self, name: &str) -> String;
    fn move_to(&self, to: Vector) -> hotswap::Result<Vector>;
    fn sum(&self, numbers: &[u64]) -> u64 {
        numbers.iter().sum()
    }
    fn nothing(&self);
    fn meet(
        &self,
        other: &Obj<dyn Greeter>,
        more: Vec<Obj<dyn Greeter>>,
    ) -> Option<Obj<dyn Greeter>> {
        more.into_iter().next().or_else(|| Some(other.clone()))
    }
}

#[hotswap::interface]
pub(crate) trait OnTick {
    fn tick(&self, n: u32, name: &str) -> hotswap::Result<String>;
}

struct English;

impl Greeter for English {
    fn greet(&self, name: &str) -> String {
        format!("hello {name}")
    }
    fn move_to(&self, to: Vector) -> hotswap::Result<Vector> {
        if to.x < 0 {
            return Err(hotswap::Error::msg("off the map"));
        }
        Ok(Vector { x: to.y, y: to.x })
    }
    fn nothing(&self) {}
}

#[test]
fn it_works() {
    let g = Obj::<dyn Greeter>::new(English);
    assert_eq!(g.greet("Bob"), "hello Bob");
    assert_eq!(
        g.move_to(Vector { x: 1, y: 2 }).unwrap(),
        Vector { x: 2, y: 1 }
    );
    assert_eq!(
        g.move_to(Vector { x: -1, y: 2 }).unwrap_err().to_string(),
        "off the map"
    );
    assert_eq!(g.sum(&[1, 2, 3]), 6);
    g.nothing();
    let h = g.clone();
    assert_eq!(g.meet(&h, vec![]), Some(g.clone()));
    let t = Obj::<dyn OnTick>::from_fn(|n, name| Ok(name.repeat(n as usize)));
    assert_eq!(t.tick(2, "ab").unwrap(), "abab");
    println!("{g:?}");
}
