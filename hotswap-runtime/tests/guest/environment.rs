//! The environment of a library is that of the host, through the host's own lock.

use std::env;
use std::ffi::{CStr, CString, c_char, c_int};

use test_kit::isolated;

use super::library::Library;

const SOURCE: &str = r#"
use std::ffi::{c_char, c_int};

unsafe extern "C" {
    fn getenv(name: *const c_char) -> *const c_char;
    fn secure_getenv(name: *const c_char) -> *const c_char;
    fn setenv(name: *const c_char, value: *const c_char, replaces: c_int) -> c_int;
    fn unsetenv(name: *const c_char) -> c_int;
    fn putenv(entry: *mut c_char) -> c_int;
    fn clearenv() -> c_int;
}

#[unsafe(no_mangle)] pub extern "C" fn clear() { unsafe { clearenv() }; }

#[unsafe(no_mangle)] pub extern "C" fn get(name: *const c_char) -> *const c_char { unsafe { getenv(name).cast() } }
#[unsafe(no_mangle)] pub extern "C" fn get_secure(name: *const c_char) -> *const c_char { unsafe { secure_getenv(name).cast() } }
#[unsafe(no_mangle)] pub extern "C" fn set(name: *const c_char, value: *const c_char, replaces: c_int) -> c_int {
    unsafe { setenv(name, value, replaces) }
}
#[unsafe(no_mangle)] pub extern "C" fn unset(name: *const c_char) -> c_int { unsafe { unsetenv(name) } }
#[unsafe(no_mangle)] pub extern "C" fn put() -> c_int {
    static mut ENTRY: [u8; 14] = *b"HOTSWAP_PUT=1\0";
    unsafe { putenv((&raw mut ENTRY).cast()) }
}
"#;

struct Environment(Library);

impl Environment {
    fn open() -> Self {
        Self(Library::open(&test_kit::rustc_cdylib("env", SOURCE, &[])))
    }

    fn get(&self, name: &CStr) -> Option<String> {
        self.get_by("get", name)
    }

    fn get_by(&self, function: &str, name: &CStr) -> Option<String> {
        let get: extern "C" fn(*const c_char) -> *const c_char = self.0.function(function);
        let value = get(name.as_ptr());
        if value.is_null() {
            return None;
        }
        // SAFETY: what `getenv` gives is null, or a text.
        let value = unsafe { CStr::from_ptr(value) };
        Some(value.to_str().unwrap().to_owned())
    }

    fn set(&self, name: &CStr, value: &CStr, replaces: bool) -> c_int {
        let set: extern "C" fn(*const c_char, *const c_char, c_int) -> c_int =
            self.0.function("set");
        set(name.as_ptr(), value.as_ptr(), replaces.into())
    }

    fn unset(&self, name: &CStr) -> c_int {
        let unset: extern "C" fn(*const c_char) -> c_int = self.0.function("unset");
        unset(name.as_ptr())
    }
}

fn of_host(name: &str) -> Option<String> {
    env::var(name).ok()
}

#[test]
fn a_library_and_its_host_have_one_environment() {
    isolated(|| {
        let library = Environment::open();
        for function in [
            "getenv",
            "secure_getenv",
            "setenv",
            "unsetenv",
            "putenv",
            "clearenv",
        ] {
            assert!(library.0.guest.followed().contains(&function), "{function}");
        }
        // SAFETY: nobody else reads the environment in this process.
        unsafe { env::set_var("HOTSWAP_A", "host's") };
        for function in ["get", "get_secure"] {
            let value = library.get_by(function, c"HOTSWAP_A");
            assert_eq!(value.as_deref(), Some("host's"), "{function}");
        }
        assert_eq!(library.set(c"HOTSWAP_A", c"library's", false), 0);
        assert_eq!(of_host("HOTSWAP_A").as_deref(), Some("host's"));
        assert_eq!(library.set(c"HOTSWAP_A", c"library's", true), 0);
        assert_eq!(of_host("HOTSWAP_A").as_deref(), Some("library's"));
        assert_eq!(library.set(c"HOTSWAP_B", c"", false), 0);
        assert_eq!(of_host("HOTSWAP_B").as_deref(), Some(""));
        assert_eq!(library.unset(c"HOTSWAP_A"), 0);
        assert_eq!(
            (of_host("HOTSWAP_A"), library.get(c"HOTSWAP_A")),
            (None, None)
        );
        library.0.end();
    });
}

#[test]
fn what_the_c_library_refuses_is_refused() {
    isolated(|| {
        let library = Environment::open();
        for name in [c"", c"A=B"] {
            assert_eq!(library.set(name, c"1", true), -1, "{name:?}");
            assert_eq!(library.unset(name), -1, "{name:?}");
            let why = std::io::Error::last_os_error().raw_os_error();
            assert_eq!(why, Some(libc::EINVAL));
            assert_eq!(library.get(name), None);
        }
    });
}

#[test]
fn what_a_library_was_given_stays_when_the_variable_changes() {
    isolated(|| {
        let library = Environment::open();
        let get: extern "C" fn(*const c_char) -> *const c_char = library.0.function("get");
        let name = CString::new("HOTSWAP_KEPT").unwrap();
        library.set(&name, c"first", true);
        let first = get(name.as_ptr());
        (0..100).for_each(|n| {
            library.set(&name, &CString::new(n.to_string()).unwrap(), true);
            get(name.as_ptr());
        });
        // SAFETY: it is a text that stays.
        assert_eq!(unsafe { CStr::from_ptr(first) }, c"first");
        library.set(&name, c"first", true);
        assert_eq!(get(name.as_ptr()), first, "each value is kept once");
    });
}

#[test]
fn what_a_library_has_put_is_there_when_the_library_is_gone() {
    isolated(|| {
        let library = Environment::open();
        let put: extern "C" fn() -> c_int = library.0.function("put");
        assert_eq!(put(), 0);
        assert_eq!(of_host("HOTSWAP_PUT").as_deref(), Some("1"));
        library.0.end();
        assert_eq!(of_host("HOTSWAP_PUT").as_deref(), Some("1"));
        assert!(env::vars_os().any(|(name, _)| name == "HOTSWAP_PUT"));
    });
}

#[test]
fn variables_that_ask_for_backtraces_can_be_hidden_from_a_library() {
    isolated(|| {
        let library = Environment::open();
        // SAFETY: nobody else reads the environment in this process.
        unsafe { env::set_var("RUST_BACKTRACE", "full") };
        assert_eq!(library.get(c"RUST_BACKTRACE").as_deref(), Some("full"));
        library.0.guest.hide_backtraces();
        for name in [c"RUST_BACKTRACE", c"RUST_LIB_BACKTRACE"] {
            assert_eq!(library.get(name).as_deref(), Some("0"));
        }
        let other = Environment::open();
        assert_eq!(other.get(c"RUST_BACKTRACE").as_deref(), Some("full"));
        assert_eq!(of_host("RUST_BACKTRACE").as_deref(), Some("full"));
    });
}

#[test]
fn a_library_that_clears_the_environment_clears_the_hosts() {
    isolated(|| {
        let library = Environment::open();
        library.set(c"HOTSWAP_A", c"1", true);
        library.0.call("clear");
        assert_eq!(env::vars_os().count(), 0);
        assert_eq!(library.get(c"HOTSWAP_A"), None);
    });
}
