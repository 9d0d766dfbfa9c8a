//! Calls of functions that were looked up by name.

use hotswap::{LiveFn, Result};

fn calls(f: &LiveFn, owned: String) -> Result<usize> {
    f.call::<()>(())?;
    let n: usize = f.call((
        1u8,
        "text",
        owned.as_str(),
        &[1u8, 2][..],
        vec![owned.clone()],
    ))?;
    let text: String = f.call((&owned[..],))?;
    Ok(n + text.len())
}

fn main() {
    let _ = calls;
}
