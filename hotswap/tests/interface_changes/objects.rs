//! Interfaces that stand in a method.

crate::changes! {
    a_method_of_a_nested_interface_is_retyped: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self, text: &str); }
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: Obj<dyn Ear>); }
    } => {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self, text: String); }
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: Obj<dyn Ear>); }
    } says "method listen: argument 1 (ear): Obj<_>: dyn Ear: method hear: argument 1 (text): \
            host &str, plugin String"
    a_method_of_a_nested_interface_is_added: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn ears(&self) -> Vec<Obj<dyn Ear>>; }
    } => {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); fn clean(&self); }
        #[hotswap::interface] pub(super) trait I { fn ears(&self) -> Vec<Obj<dyn Ear>>; }
    } says "method ears: result: Vec<_>: Obj<_>: dyn Ear: method clean is missing in the host"
    another_interface_stands_in_its_place: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: &Obj<dyn Ear>); }
    } => {
        #[hotswap::interface] pub(super) trait Eye { fn see(&self); }
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: &Obj<dyn Eye>); }
    } says "method listen: argument 1 (ear): Obj<_>: dyn Ear: \
            host has method hear where the plugin has method see"
    an_object_becomes_a_value: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: Obj<dyn Ear>); }
    } => {
        #[hotswap::interface] pub(super) trait I { fn listen(&self, ear: u64); }
    } says "method listen: argument 1 (ear): host Obj<dyn Ear>, plugin u64"
    an_object_of_another_becomes_one_of_its_own: {
        #[hotswap::interface] pub(super) trait Other { fn next(&self); }
        #[hotswap::interface] pub(super) trait I { fn next(&self) -> Obj<dyn Other>; }
    } => {
        #[hotswap::interface] pub(super) trait I { fn next(&self) -> Obj<dyn I>; }
    } says "method next: result: Obj<_>: host dyn Other, plugin Self"
    an_interface_that_stands_in_itself_is_changed: {
        #[hotswap::interface] pub(super) trait I { fn next(&self) -> Option<Obj<dyn I>>; fn n(&self) -> u8; }
    } => {
        #[hotswap::interface] pub(super) trait I { fn next(&self) -> Option<Obj<dyn I>>; fn n(&self) -> u16; }
    } says "method n: result: host u8, plugin u16"
    an_object_in_a_struct_is_changed: {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self); }
        #[derive(hotswap::Abi)] pub(super) struct Head { ears: [Obj<dyn Ear>; 2] }
        #[hotswap::interface] pub(super) trait I { fn turn(&self, head: Head); }
    } => {
        #[hotswap::interface] pub(super) trait Ear { fn hear(&self) -> bool; }
        #[derive(hotswap::Abi)] pub(super) struct Head { ears: [Obj<dyn Ear>; 2] }
        #[hotswap::interface] pub(super) trait I { fn turn(&self, head: Head); }
    } says "method turn: argument 1 (head): Head: field ears: [_]: Obj<_>: dyn Ear: method hear: \
            result: host (), plugin bool"
}
