//! Proof that imports are `Send` and `Sync`.
//!
//! As supertraits of [`Imports`](super::Imports), rustc would report them missing wherever the imports of a plugin are named: six
//! times for one mistake.

use std::marker::PhantomData;

/// Exists only for a `T` that is `Send` and `Sync`.
#[derive(Debug)]
pub struct ThreadSafeProof<T>(PhantomData<fn() -> T>);

/// A type that threads can share: every type that is `Send` and `Sync`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between threads, and the imports of a plugin are",
    label = "a field is not `Send` and `Sync`",
    note = "use a `Mutex` or an atomic for data that changes, and `Arc` instead of `Rc`"
)]
pub trait ThreadSafe: Sized {
    /// The proof.
    const PROOF: ThreadSafeProof<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> ThreadSafe for T {
    const PROOF: ThreadSafeProof<Self> = ThreadSafeProof(PhantomData);
}
