//! What hotswap is measured against. All of it is in `benches`.
