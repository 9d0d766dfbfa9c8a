//! What a system needs of private copies, beyond their bytes.
//!
//! Each system has the same three functions:
//!
//! - `prepare`: the last change to the bytes of a copy, before they are written
//! - `finish`: what is done with the file, once it is written
//! - `remove`: its end
//!
//! Only Linux is tested. Elsewhere libraries stay mapped, see [`guest`](crate::guest).

#[cfg(any(windows, test))]
mod pdb;

std::cfg_select! {
    target_vendor = "apple" => {
        mod macos;
        pub(crate) use macos::{finish, prepare, remove};
    }
    windows => {
        mod windows;
        pub(crate) use windows::{finish, prepare, remove};
    }
    _ => {
        mod linux;
        pub(crate) use linux::{finish, prepare, remove};
    }
}
