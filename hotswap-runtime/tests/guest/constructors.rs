//! Constructors run when the library is a guest already.

use hotswap_runtime::guest::{construct, take_constructors};
use test_kit::isolated;

use super::library::Library;

/// Leaves on the thread that opens it what a constructor must not leave with the system: a key, a
/// thread-local and a thread.
const SOURCE: &str = r#"
use std::ffi::{c_char, c_int, c_uint, c_void, CStr};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
unsafe extern "C" {
    fn pthread_key_create(key: *mut c_uint, destructor: Option<unsafe extern "C" fn(*mut c_void)>) -> c_int;
    fn pthread_setspecific(key: c_uint, value: *const c_void) -> c_int;
}
static COUNT: AtomicI32 = AtomicI32::new(0);
static ON: AtomicBool = AtomicBool::new(true);
struct Noisy;
impl Drop for Noisy { fn drop(&mut self) { COUNT.fetch_add(1, Ordering::SeqCst); } }
thread_local! { static LOCAL: Noisy = const { Noisy }; }
unsafe extern "C" fn destructor(_: *mut c_void) { COUNT.fetch_add(1, Ordering::SeqCst); }

unsafe extern "C" fn construct(count: c_int, arguments: *const *const c_char, environment: *const *const c_char) {
    assert!(count > 0 && !environment.is_null());
    let first = unsafe { CStr::from_ptr(*arguments) };
    assert_eq!(std::env::args_os().next().unwrap().as_encoded_bytes(), first.to_bytes());
    let mut key = 0;
    unsafe { pthread_key_create(&mut key, Some(destructor)) };
    unsafe { pthread_setspecific(key, 1 as _) };
    LOCAL.with(|_| ());
    std::thread::spawn(|| while ON.load(Ordering::SeqCst) { std::thread::yield_now() });
    COUNT.store(1, Ordering::SeqCst);
}
#[used]
#[unsafe(link_section = ".init_array")]
static CONSTRUCT: unsafe extern "C" fn(c_int, *const *const c_char, *const *const c_char) = construct;

#[unsafe(no_mangle)] pub extern "C" fn count() -> c_int { COUNT.load(Ordering::SeqCst) }
#[unsafe(no_mangle)] pub extern "C" fn stop() { ON.store(false, Ordering::SeqCst) }
"#;

#[test]
fn constructors_run_once_when_they_are_told_to_and_what_they_leave_is_known() {
    isolated(|| {
        let file = test_kit::rustc_cdylib("constructors", SOURCE, &[]);
        let mut bytes = std::fs::read(file).expect("it was just built");
        let constructors = take_constructors(&mut bytes);
        let library = Library::try_open_bytes(&bytes).expect("it can be followed");
        let count: extern "C" fn() -> i32 = library.function("count");
        assert_eq!(count(), 0, "nothing of it has run");
        // SAFETY: they were taken from these bytes, and have not run.
        unsafe { construct(library.handle(), &constructors) }.expect("it is open");
        assert_eq!(count(), 1);
        let holders = library.holders();
        let sum = |of: fn(&_) -> usize| holders.iter().map(of).sum::<usize>();
        assert!(sum(|holder| holder.thread_locals) >= 1);
        assert!(sum(|holder| holder.key_values) >= 1);
        assert_eq!(sum(|holder| holder.is_its_own.into()), 1);
        library.call("stop");
        library.end();
    });
}
