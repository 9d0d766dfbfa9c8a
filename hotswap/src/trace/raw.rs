//! What crosses, with C layout.

use std::ffi::c_void;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::raw::{RawSlice, RawStr};

/// Where the traces of a plugin go.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawTraces {
    /// Null if the host takes none.
    pub(crate) table: *const TraceTable,
    /// The first argument of the table's functions.
    pub(crate) host: *const c_void,
}

// SAFETY: SEND-SYNC: the table is a static, and `host` points to a `TraceHost`, which is `Send + Sync`.
unsafe impl Send for RawTraces {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for RawTraces {}

impl RawTraces {
    /// The host takes none.
    pub(crate) const NONE: Self = Self {
        table: std::ptr::null(),
        host: std::ptr::null(),
    };
}

/// The plugin shall ask again for the interest in its callsites. The argument is the most verbose level that the host takes, from
/// 1 for errors to 5 for traces; 0 for none.
pub type Refresh = extern "C" fn(max_level: u32);

/// The functions that a plugin calls. They share one contract: `host` is that of the same [`RawTraces`], a callsite is one that
/// `callsite` gave, data behind pointers is lent for the call, and `out` is valid for one write. A span is any number: one that the host does not know means nothing.
#[repr(C)]
#[derive(Debug)]
pub struct TraceTable {
    pub(crate) size: u32,
    /// Takes the function that refreshes the plugin. Answers with its argument.
    pub(crate) attached: unsafe extern "C" fn(host: *const c_void, refresh: Refresh) -> u32,
    /// The callsite of this content; null if there is none.
    pub(crate) callsite:
        unsafe extern "C" fn(host: *const c_void, *const RawMetadata) -> *const RawCallsite,
    /// Whether something is recorded here now.
    pub(crate) enabled: unsafe extern "C" fn(host: *const c_void, *const RawCallsite) -> u8,
    pub(crate) event: unsafe extern "C" fn(
        host: *const c_void,
        *const RawCallsite,
        parent: u64,
        *const RawValues,
    ),
    /// `own` is a word of the plugin, which comes back in [`RawCurrentSpan`].
    pub(crate) new_span: unsafe extern "C" fn(
        host: *const c_void,
        *const RawCallsite,
        own: *const c_void,
        parent: u64,
        *const RawValues,
    ) -> u64,
    pub(crate) record: unsafe extern "C" fn(host: *const c_void, span: u64, *const RawValues),
    pub(crate) follows_from: unsafe extern "C" fn(host: *const c_void, span: u64, follows: u64),
    pub(crate) enter: unsafe extern "C" fn(host: *const c_void, span: u64),
    pub(crate) exit: unsafe extern "C" fn(host: *const c_void, span: u64),
    pub(crate) clone_span: unsafe extern "C" fn(host: *const c_void, span: u64),
    pub(crate) try_close: unsafe extern "C" fn(host: *const c_void, span: u64) -> u8,
    /// The span that this thread is in.
    pub(crate) current_span: unsafe extern "C" fn(host: *const c_void, out: *mut RawCurrentSpan),
}

/// As a parent: the span that the thread is in.
pub(crate) const CONTEXTUAL: u64 = 0;

/// As a parent: none.
pub(crate) const ROOT: u64 = u64::MAX;

/// The beginning of a callsite of the host.
#[repr(C)]
#[derive(Debug)]
pub struct RawCallsite {
    interest: AtomicU8,
}

/// Whether a subscriber records a callsite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Interest {
    /// Never.
    Never = 0,
    /// It is asked each time.
    Sometimes = 1,
    /// Always.
    Always = 2,
}

impl RawCallsite {
    /// A callsite that is not registered yet.
    pub(crate) const fn new() -> Self {
        Self {
            interest: AtomicU8::new(Interest::Never as u8),
        }
    }

    // Relaxed: the byte stands for itself.

    /// The interest.
    #[inline]
    pub(crate) fn interest(&self) -> Interest {
        match self.interest.load(Ordering::Relaxed) {
            0 => Interest::Never,
            2 => Interest::Always,
            _ => Interest::Sometimes,
        }
    }

    /// Sets the interest. Returns whether it was another.
    pub(crate) fn set_interest(&self, interest: Interest) -> bool {
        self.interest.swap(interest as u8, Ordering::Relaxed) != interest as u8
    }
}

/// What a callsite is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum CallsiteKind {
    /// Events of `tracing`.
    Event = 0,
    /// Spans.
    Span = 1,
    /// Records of `log`.
    Log = 2,
}

/// What a callsite consists of.
#[repr(C)]
#[derive(Debug)]
pub struct RawMetadata {
    pub(crate) size: u32,
    /// A [`CallsiteKind`].
    pub(crate) kind: u32,
    /// From 1, an error, to 5, a trace.
    pub(crate) level: u32,
    /// 0 if it is unknown.
    pub(crate) line: u32,
    pub(crate) name: RawStr,
    pub(crate) target: RawStr,
    /// Empty if it is unknown.
    pub(crate) module_path: RawStr,
    /// Empty if it is unknown.
    pub(crate) file: RawStr,
    pub(crate) fields: RawSlice<RawStr>,
}

/// The value of a field.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct RawField {
    /// The place of the field in the callsite's list.
    pub(crate) index: u32,
    /// One of [`kind`].
    pub(crate) kind: u32,
    /// A number, the low half of one, or where a text begins in the texts.
    pub(crate) a: u64,
    /// The high half of a number, or the length of a text.
    pub(crate) b: u64,
}

/// The kinds of values. Those that are not known are left out.
pub(crate) mod kind {
    pub(crate) const I64: u32 = 1;
    pub(crate) const U64: u32 = 2;
    pub(crate) const F64: u32 = 3;
    pub(crate) const BOOL: u32 = 4;
    pub(crate) const I128: u32 = 5;
    pub(crate) const U128: u32 = 6;
    /// A string.
    pub(crate) const STR: u32 = 7;
    /// What `Debug` or `Display` wrote.
    pub(crate) const TEXT: u32 = 8;
    pub(crate) const BYTES: u32 = 9;
    /// An error. Its sources follow.
    pub(crate) const ERROR: u32 = 10;
    /// The source of the error before it.
    pub(crate) const SOURCE: u32 = 11;
}

/// The values of an event or a span: fields, all texts one after the other, and all byte strings.
///
/// Pointers and lengths are apart. Otherwise the compiler would read two of them at once right after they were written one by
/// one, which stalls the processor.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawValues {
    fields: *const RawField,
    text: *const u8,
    bytes: *const u8,
    field_count: usize,
    text_len: usize,
    bytes_len: usize,
}

impl RawValues {
    /// A view of values.
    #[cfg(any(feature = "tracing", feature = "log"))]
    #[inline]
    pub(crate) const fn new(fields: &[RawField], text: &str, bytes: &[u8]) -> Self {
        Self {
            fields: fields.as_ptr(),
            text: text.as_ptr(),
            bytes: bytes.as_ptr(),
            field_count: fields.len(),
            text_len: text.len(),
            bytes_len: bytes.len(),
        }
    }

    /// The fields, the texts and the byte strings.
    ///
    /// # Safety
    ///
    /// They live, unchanged, for `'a`.
    #[inline]
    pub(crate) unsafe fn parts<'a>(&self) -> (&'a [RawField], &'a str, &'a [u8]) {
        // SAFETY: LENT: by the contract of this function.
        let fields = unsafe { std::slice::from_raw_parts(self.fields, self.field_count) };
        // SAFETY: LENT: by the contract of this function.
        let text = unsafe { std::slice::from_raw_parts(self.text, self.text_len) };
        // SAFETY: LENT: the bytes are those of a `str`.
        let text = unsafe { std::str::from_utf8_unchecked(text) };
        // SAFETY: LENT: by the contract of this function.
        let bytes = unsafe { std::slice::from_raw_parts(self.bytes, self.bytes_len) };
        (fields, text, bytes)
    }
}

/// The span that a thread is in.
#[repr(C)]
#[derive(Debug)]
pub struct RawCurrentSpan {
    /// 0 if it is in none.
    pub(crate) id: u64,
    /// The word of the plugin, if it is a span of its own.
    pub(crate) own: *const c_void,
    /// If it is another's: what the span is, for ever.
    pub(crate) foreign: *const RawMetadata,
}

impl RawCurrentSpan {
    pub(crate) const NONE: Self = Self {
        id: 0,
        own: std::ptr::null(),
        foreign: std::ptr::null(),
    };
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<RawTraces>(), 2 * word);
        assert_eq!(offset_of!(RawTraces, host), word);
        assert_eq!(offset_of!(TraceTable, attached), word);
        assert_eq!(offset_of!(TraceTable, callsite), 2 * word);
        assert_eq!(offset_of!(TraceTable, enabled), 3 * word);
        assert_eq!(offset_of!(TraceTable, event), 4 * word);
        assert_eq!(offset_of!(TraceTable, new_span), 5 * word);
        assert_eq!(offset_of!(TraceTable, record), 6 * word);
        assert_eq!(offset_of!(TraceTable, follows_from), 7 * word);
        assert_eq!(offset_of!(TraceTable, enter), 8 * word);
        assert_eq!(offset_of!(TraceTable, exit), 9 * word);
        assert_eq!(offset_of!(TraceTable, clone_span), 10 * word);
        assert_eq!(offset_of!(TraceTable, try_close), 11 * word);
        assert_eq!(offset_of!(TraceTable, current_span), 12 * word);
        assert_eq!(size_of::<TraceTable>(), 13 * word);
        assert_eq!(offset_of!(RawCallsite, interest), 0);
        assert_eq!(offset_of!(RawMetadata, kind), 4);
        assert_eq!(offset_of!(RawMetadata, level), 8);
        assert_eq!(offset_of!(RawMetadata, line), 12);
        assert_eq!(offset_of!(RawMetadata, name), 16);
        assert_eq!(offset_of!(RawMetadata, target), 16 + 2 * word);
        assert_eq!(offset_of!(RawMetadata, module_path), 16 + 4 * word);
        assert_eq!(offset_of!(RawMetadata, file), 16 + 6 * word);
        assert_eq!(offset_of!(RawMetadata, fields), 16 + 8 * word);
        assert_eq!(offset_of!(RawField, kind), 4);
        assert_eq!(offset_of!(RawField, a), 8);
        assert_eq!(offset_of!(RawField, b), 16);
        assert_eq!(offset_of!(RawValues, text), word);
        assert_eq!(offset_of!(RawValues, bytes), 2 * word);
        assert_eq!(offset_of!(RawValues, field_count), 3 * word);
        assert_eq!(offset_of!(RawValues, text_len), 4 * word);
        assert_eq!(offset_of!(RawValues, bytes_len), 5 * word);
        assert_eq!(offset_of!(RawCurrentSpan, own), 8);
        assert_eq!(offset_of!(RawCurrentSpan, foreign), 8 + word);
    }
}
