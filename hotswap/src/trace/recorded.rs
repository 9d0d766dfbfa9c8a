//! The values of an event, copied to where the host reads them. Nothing is allocated if they are few and short.

use std::fmt::{self, Write};
use std::mem::MaybeUninit;

use super::raw::{RawField, RawValues, kind};

/// As many fields have a place without allocation.
const FEW: usize = 12;

/// As many bytes of text have a place without allocation.
const SHORT: usize = 256;

pub(super) struct Recorded {
    /// The first `count` are written, if `many` is empty.
    few: [MaybeUninit<RawField>; FEW],
    count: usize,
    /// All of them, if there are more.
    many: Vec<RawField>,
    /// The first `len` bytes are written, and are whole texts, if `long` is empty.
    short: [MaybeUninit<u8>; SHORT],
    len: usize,
    /// All of the text, if it is longer.
    long: String,
    bytes: Vec<u8>,
}

impl Recorded {
    pub(super) fn new() -> Self {
        Self {
            few: [const { MaybeUninit::uninit() }; FEW],
            count: 0,
            many: Vec::new(),
            short: [const { MaybeUninit::uninit() }; SHORT],
            len: 0,
            long: String::new(),
            bytes: Vec::new(),
        }
    }

    /// The values, while `self` is borrowed.
    pub(super) fn lend(&self) -> RawValues {
        let fields = match self.many.as_slice() {
            [] => self.few(),
            many => many,
        };
        RawValues::new(fields, self.text(), &self.bytes)
    }

    fn text(&self) -> &str {
        match self.long.as_str() {
            "" => self.short(),
            long => long,
        }
    }

    fn few(&self) -> &[RawField] {
        // SAFETY: RECORDED: `push` has written `count` fields.
        unsafe { self.few[..self.count].assume_init_ref() }
    }

    fn short(&self) -> &str {
        // SAFETY: RECORDED: `write_str` has written `len` bytes.
        let bytes = unsafe { self.short[..self.len].assume_init_ref() };
        // SAFETY: RECORDED: they are whole texts.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    /// Adds a field. Inlined, so that its words are written where they stay: to copy them right after costs more than all the rest.
    #[inline(always)]
    fn push(&mut self, index: usize, kind: u32, a: u64, b: u64) {
        let field = RawField {
            index: index as u32,
            kind,
            a,
            b,
        };
        match self.few.get_mut(self.count) {
            Some(place) => {
                place.write(field);
            }
            None => self.push_beyond(field),
        }
        self.count += 1;
    }

    #[cold]
    fn push_beyond(&mut self, field: RawField) {
        if self.many.is_empty() {
            self.many = self.few().to_vec();
        }
        self.many.push(field);
    }

    pub(super) fn text_field(&mut self, index: usize, kind: u32, text: fmt::Arguments<'_>) {
        let start = self.len;
        // What fails to write itself is as long as it is.
        let _ = self.write_fmt(text);
        self.push_text(index, kind, start);
    }

    fn push_text(&mut self, index: usize, kind: u32, start: usize) {
        self.push(index, kind, start as u64, (self.len - start) as u64);
    }
}

#[cfg(feature = "tracing")]
impl Recorded {
    fn str_field(&mut self, index: usize, text: &str) {
        let start = self.len;
        // Writing to memory does not fail.
        let _ = self.write_str(text);
        self.push_text(index, kind::STR, start);
    }
}

impl Write for Recorded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        match self.short.get_mut(self.len..end) {
            Some(place) if self.long.is_empty() => {
                place.write_copy_of_slice(text.as_bytes());
            }
            _ => {
                if self.long.is_empty() {
                    self.long = self.short().to_owned();
                }
                self.long.push_str(text);
            }
        }
        self.len = end;
        Ok(())
    }
}

#[cfg(feature = "tracing")]
mod visit {
    use std::error::Error;

    use tracing_core::field::{Field, Visit};

    use super::*;

    impl Visit for Recorded {
        fn record_f64(&mut self, field: &Field, value: f64) {
            self.push(field.index(), kind::F64, value.to_bits(), 0);
        }

        fn record_i64(&mut self, field: &Field, value: i64) {
            self.push(field.index(), kind::I64, value.cast_unsigned(), 0);
        }

        fn record_u64(&mut self, field: &Field, value: u64) {
            self.push(field.index(), kind::U64, value, 0);
        }

        fn record_i128(&mut self, field: &Field, value: i128) {
            let value = value.cast_unsigned();
            self.push(
                field.index(),
                kind::I128,
                value as u64,
                (value >> 64) as u64,
            );
        }

        fn record_u128(&mut self, field: &Field, value: u128) {
            self.push(
                field.index(),
                kind::U128,
                value as u64,
                (value >> 64) as u64,
            );
        }

        fn record_bool(&mut self, field: &Field, value: bool) {
            self.push(field.index(), kind::BOOL, value.into(), 0);
        }

        fn record_str(&mut self, field: &Field, value: &str) {
            self.str_field(field.index(), value);
        }

        fn record_bytes(&mut self, field: &Field, value: &[u8]) {
            let (start, len) = (self.bytes.len() as u64, value.len() as u64);
            self.bytes.extend_from_slice(value);
            self.push(field.index(), kind::BYTES, start, len);
        }

        fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
            self.text_field(field.index(), kind::ERROR, format_args!("{value}"));
            let mut source = value.source();
            while let Some(error) = source {
                self.text_field(field.index(), kind::SOURCE, format_args!("{error}"));
                source = error.source();
            }
        }

        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.text_field(field.index(), kind::TEXT, format_args!("{value:?}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_where_they_are_when_more_come_than_there_is_room_for() {
        for size in [1, 100, 300] {
            let mut recorded = Recorded::new();
            let texts: Vec<_> = (0..40).map(|n| format!("{n:0size$}é")).collect();
            for (index, text) in texts.iter().enumerate() {
                recorded.text_field(index, kind::TEXT, format_args!("{text}"));
            }
            let raw = recorded.lend();
            // SAFETY: LENT: `recorded` is borrowed.
            let (fields, all, _) = unsafe { raw.parts() };
            let found: Vec<_> = fields
                .iter()
                .map(|it| &all[it.a as usize..][..it.b as usize])
                .collect();
            assert_eq!(found, texts);
        }
    }
}
