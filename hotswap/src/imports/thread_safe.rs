//! That imports are `Send` and `Sync`, as something a trait can ask for.
//!
//! As supertraits of [`Imports`](super::Imports) they would be missed wherever a plugin's imports are named: one mistake
//! would be told six times.

use std::marker::PhantomData;

/// There is one only for a `T` that is `Send` and `Sync`.
#[derive(Debug)]
pub struct ThreadSafeProof<T>(PhantomData<fn() -> T>);

/// A type that many threads may use at once: all that are `Send` and `Sync`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between threads, as the imports of a plugin are",
    label = "a field of it is not `Send` and `Sync`",
    note = "put what changes into a `Mutex` or an atomic, and use `Arc` instead of `Rc`"
)]
pub trait ThreadSafe: Sized {
    /// That it is so.
    const PROOF: ThreadSafeProof<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> ThreadSafe for T {
    const PROOF: ThreadSafeProof<Self> = ThreadSafeProof(PhantomData);
}
