use hotswap::prelude::*;

#[hotswap::interface]
trait Clock {
    fn now(&self) -> u64;
}

impl Clock for u64 {
    fn now(&self) -> u64 {
        *self
    }
}

fn value(vault: &Vault) -> hotswap::Result<()> {
    vault.set_extension::<dyn Clock>(1u64)
}

fn boxed(vault: &Vault) -> hotswap::Result<()> {
    vault.set_extension::<dyn Clock>(Box::new(1u64))
}

fn main() {}
