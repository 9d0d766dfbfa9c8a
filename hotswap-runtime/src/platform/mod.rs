//! What a system needs of private copies, beyond their bytes.
//!
//! Each system has the same functions:
//!
//! - `prepare`: the last change to the bytes of a copy, before they are written
//! - `finish`: what is done with the file, once it is written
//! - `remove`: its end
//! - `is_noexec`: whether no library can be mapped from a directory
//!
//! Only Linux is tested. Elsewhere libraries stay mapped, see [`guest`](crate::guest).

#[cfg(any(windows, test))]
mod pdb;

std::cfg_select! {
    target_vendor = "apple" => {
        mod macos;
        pub(crate) use macos::{finish, is_noexec, prepare, remove};
    }
    windows => {
        mod windows;
        pub(crate) use windows::{finish, is_noexec, prepare, remove};
    }
    _ => {
        mod linux;
        pub(crate) use linux::{finish, is_noexec, prepare, remove};
    }
}
