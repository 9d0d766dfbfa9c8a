//! Thread-local keys, which the system has few of (1,024 on glibc) and std takes in each loaded library.
//!
//! Out of them, a library's std ends the process. So they are counted before a library is opened.

/// Enough for what one plugin and its dependencies take, and for the host to go on.
#[cfg(unix)]
const SPARE: usize = 32;

/// Whether there are keys to spare for another library.
#[cfg(unix)]
pub(crate) fn are_to_spare() -> bool {
    let mut taken = [0; SPARE];
    let mut count = 0;
    for key in &mut taken {
        // SAFETY: C-CALL: `key` is a place to write to. No code is called for a key without a destructor.
        if unsafe { libc::pthread_key_create(key, None) } != 0 {
            break;
        }
        count += 1;
    }
    for &key in &taken[..count] {
        // SAFETY: C-CALL: it was created above, and no other code knows it.
        unsafe { libc::pthread_key_delete(key) };
    }
    count == SPARE
}

/// Whether there are keys to spare for another library. They are not known to run out on other systems.
#[cfg(not(unix))]
pub(crate) fn are_to_spare() -> bool {
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_young_process_has_keys_to_spare() {
        assert!(super::are_to_spare());
    }
}
