use hotswap::prelude::*;

pub trait Visitor {}

#[hotswap::interface]
pub trait Shop {
    fn visit(&self, visitor: Box<dyn Visitor>);
    fn welcome(&self, visitor: &dyn Visitor);
    fn share(&self, visitor: std::sync::Arc<dyn Visitor + Send>);
    fn each(&self, visit: &dyn Fn(u32));
    fn later(&self, visit: Box<dyn FnOnce() + Send>);
    fn bare(&self, visit: fn(u32));
    fn change(&self, list: &mut Vec<u8>);
    fn keep(&self, name: &'static str);
    fn point(&self, at: *const u8);
    fn same(&self, other: &Self);
    fn maybe(&self, other: Option<&Obj<dyn Shop>>);
}

fn main() {}
