//! `Duration`, `SystemTime`, `OsString` and `PathBuf`. Each crosses as simpler values.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::Abi;
use crate::shape::{Kind, Shape, TypeDesc};

/// Implements `Abi` for a type by way of another.
macro_rules! by_way_of {
    ($ty:ty, $name:literal, $other:ty, $to:expr, $from:expr) => {
        impl Shape for $ty {
            const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, $name, &[]);
        }

        // SAFETY: C-LAYOUT: it crosses as the other type.
        #[diagnostic::do_not_recommend]
        unsafe impl Abi for $ty {
            type Repr = <$other as Abi>::Repr;

            fn lower(self) -> Self::Repr {
                let to: fn($ty) -> $other = $to;
                to(self).lower()
            }

            unsafe fn lift(repr: Self::Repr) -> Self {
                let from: fn($other) -> $ty = $from;
                // SAFETY: LOWERED: it was lowered as the other type.
                from(unsafe { <$other>::lift(repr) })
            }
        }
    };
}

by_way_of!(
    Duration,
    "Duration",
    (u64, u32),
    |duration| (duration.as_secs(), duration.subsec_nanos()),
    |(secs, nanos)| Duration::new(secs, nanos)
);

// `Err` is the time before 1970.
by_way_of!(
    SystemTime,
    "SystemTime",
    Result<Duration, Duration>,
    |time| time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_err(|error| error.duration()),
    |since| match since {
        Ok(after) => SystemTime::UNIX_EPOCH + after,
        Err(before) => SystemTime::UNIX_EPOCH - before,
    }
);

#[cfg(unix)]
by_way_of!(
    OsString,
    "OsString",
    Vec<u8>,
    std::os::unix::ffi::OsStringExt::into_vec,
    std::os::unix::ffi::OsStringExt::from_vec
);

#[cfg(windows)]
by_way_of!(
    OsString,
    "OsString",
    Vec<u16>,
    |text| std::os::windows::ffi::OsStrExt::encode_wide(text.as_os_str()).collect(),
    |wide| std::os::windows::ffi::OsStringExt::from_wide(&wide)
);

by_way_of!(
    PathBuf,
    "PathBuf",
    OsString,
    PathBuf::into_os_string,
    PathBuf::from
);
