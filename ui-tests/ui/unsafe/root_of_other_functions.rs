//! A host calls what stands in a root, so only `Root::of` makes one.

use hotswap::call::Failure;
use hotswap::linked::Linked;
use hotswap::root::{ABI_VERSION, MAGIC, Root};

extern "C" fn nothing() -> Failure {
    Failure::none()
}

static ROOT: Root = Root {
    magic: MAGIC,
    abi: ABI_VERSION,
    stop: nothing,
};

static LINKED: Linked = Linked::new(module_path!(), &[], &[], &ROOT);

fn main() {}
