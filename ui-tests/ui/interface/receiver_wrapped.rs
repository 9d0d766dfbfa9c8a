use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

#[hotswap::interface]
pub trait Shop {
    fn share(self: Arc<Self>);
    fn count(self: Rc<Self>);
    fn lend(self: &Arc<Self>);
    fn pin(self: Pin<&Self>);
    fn change(self: &mut Self);
}

fn main() {}
