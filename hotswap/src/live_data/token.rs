//! MessagePack, one token at a time.
//!
//! It reads any bytes: bytes that are not MessagePack are an error, never a panic, and nothing is allocated.

use rmp::Marker;

/// How deeply lists and maps may be nested.
///
/// Reading a value uses stack for each level. This many levels fit into the smallest usual stack of a thread.
pub(super) const MAX_DEPTH: usize = 128;

/// A scalar, or the start of a list or map whose children follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    F32(f32),
    F64(f64),
    /// Text. Its bytes are UTF-8 in all live data, because [`Reader::check`] has checked it.
    Text(&'a [u8]),
    Bytes(&'a [u8]),
    /// A list of that many values.
    List(u32),
    /// A map of that many pairs of values.
    Map(u32),
}

/// Why bytes are not valid MessagePack, or not valid in live data.
///
/// The reader stops at the position of the error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Invalid(pub(super) &'static str);

const CUT: Invalid = Invalid("it ends in the middle of a value");
const NOT_UTF8: Invalid = Invalid("text that is not UTF-8");
const TOO_DEEP: Invalid = Invalid("lists and maps are nested more than 128 deep");
const UNUSED: Invalid = Invalid("a byte that MessagePack does not use");
const EXTENSION: Invalid =
    Invalid("a MessagePack extension type, which live data does not support");

// The most frequent markers. Some have a number in their low bits.
const POSITIVE: u8 = 0x00;
const POSITIVE_END: u8 = 0x7f;
const SHORT_MAP: u8 = 0x80;
const SHORT_MAP_END: u8 = 0x8f;
const SHORT_LIST: u8 = 0x90;
const SHORT_LIST_END: u8 = 0x9f;
const SHORT_TEXT: u8 = 0xa0;
const SHORT_TEXT_END: u8 = 0xbf;
const NIL: u8 = 0xc0;
const FALSE: u8 = 0xc2;
const TRUE: u8 = 0xc3;
const NEGATIVE: u8 = 0xe0;

/// Reads tokens from the front of some bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes that were not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether nil comes next.
    #[inline]
    pub(super) fn at_nil(&self) -> bool {
        self.rest.first() == Some(&NIL)
    }

    /// The next token, without reading it.
    #[inline]
    pub(super) fn peek(mut self) -> Result<Token<'a>, Invalid> {
        self.token()
    }

    /// Takes the next token.
    ///
    /// Everything is inlined, so that the token stays in registers. Reading is a third slower if it is returned through memory.
    #[inline(always)]
    pub(super) fn token(&mut self) -> Result<Token<'a>, Invalid> {
        let [marker] = self.array()?;
        Ok(match marker {
            POSITIVE..=POSITIVE_END => Token::Unsigned(marker.into()),
            SHORT_MAP..=SHORT_MAP_END => Token::Map((marker - SHORT_MAP).into()),
            SHORT_LIST..=SHORT_LIST_END => Token::List((marker - SHORT_LIST).into()),
            SHORT_TEXT..=SHORT_TEXT_END => Token::Text(self.take((marker - SHORT_TEXT).into())?),
            NIL => Token::Nil,
            FALSE => Token::Bool(false),
            TRUE => Token::Bool(true),
            NEGATIVE.. => Token::Signed((marker as i8).into()),
            _ => return self.long(Marker::from_u8(marker)),
        })
    }

    /// The tokens whose marker is followed by a number.
    #[inline(always)]
    fn long(&mut self, marker: Marker) -> Result<Token<'a>, Invalid> {
        Ok(match marker {
            Marker::U8 => Token::Unsigned(self.u8()?.into()),
            Marker::U16 => Token::Unsigned(self.u16()?.into()),
            Marker::U32 => Token::Unsigned(self.u32()?.into()),
            Marker::U64 => Token::Unsigned(u64::from_be_bytes(self.array()?)),
            Marker::I8 => Token::Signed(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Token::Signed(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Token::Signed(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Token::Signed(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Token::F32(f32::from_be_bytes(self.array()?)),
            Marker::F64 => Token::F64(f64::from_be_bytes(self.array()?)),
            Marker::Array16 => Token::List(self.u16()?.into()),
            Marker::Array32 => Token::List(self.u32()?),
            Marker::Map16 => Token::Map(self.u16()?.into()),
            Marker::Map32 => Token::Map(self.u32()?),
            Marker::Reserved => return Err(UNUSED),
            marker => return self.string(marker),
        })
    }

    /// The tokens whose marker is followed by a length and that many bytes.
    #[inline(always)]
    fn string(&mut self, marker: Marker) -> Result<Token<'a>, Invalid> {
        let len = match marker {
            Marker::Str8 | Marker::Bin8 => self.u8()?.into(),
            Marker::Str16 | Marker::Bin16 => self.u16()?.into(),
            Marker::Str32 | Marker::Bin32 => self.u32()?,
            _ => return Err(EXTENSION),
        };
        let bytes = self.take(len as usize)?;
        Ok(match marker {
            Marker::Str8 | Marker::Str16 | Marker::Str32 => Token::Text(bytes),
            _ => Token::Bytes(bytes),
        })
    }

    /// Takes the next value, with everything in it.
    pub(super) fn skip(&mut self) -> Result<(), Invalid> {
        self.values(1, MAX_DEPTH, &|_| true)
    }

    /// Takes the next value, and checks that all text in it is UTF-8.
    pub(super) fn check(&mut self) -> Result<(), Invalid> {
        self.values(1, MAX_DEPTH, &|text| std::str::from_utf8(text).is_ok())
    }

    /// Reads only markers and lengths, which is much faster than creating tokens.
    fn values(
        &mut self,
        count: u64,
        depth: usize,
        is_text: &impl Fn(&[u8]) -> bool,
    ) -> Result<(), Invalid> {
        for _ in 0..count {
            let [marker] = self.array()?;
            let children = match marker {
                POSITIVE..=POSITIVE_END | NIL | FALSE | TRUE | NEGATIVE.. => continue,
                SHORT_TEXT..=SHORT_TEXT_END => {
                    let text = self.take(usize::from(marker - SHORT_TEXT))?;
                    if !is_text(text) {
                        return Err(NOT_UTF8);
                    }
                    continue;
                }
                SHORT_MAP..=SHORT_MAP_END => 2 * u64::from(marker - SHORT_MAP),
                SHORT_LIST..=SHORT_LIST_END => u64::from(marker - SHORT_LIST),
                marker => match self.long(Marker::from_u8(marker))? {
                    Token::List(len) => len.into(),
                    Token::Map(len) => 2 * u64::from(len),
                    Token::Text(text) if !is_text(text) => return Err(NOT_UTF8),
                    _ => continue,
                },
            };
            let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
            self.values(children, depth, is_text)?;
        }
        Ok(())
    }

    #[inline]
    fn take(&mut self, len: usize) -> Result<&'a [u8], Invalid> {
        let Some((taken, rest)) = self.rest.split_at_checked(len) else {
            return Err(CUT);
        };
        self.rest = rest;
        Ok(taken)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Invalid> {
        let Some((taken, rest)) = self.rest.split_first_chunk() else {
            return Err(CUT);
        };
        self.rest = rest;
        Ok(*taken)
    }

    #[inline]
    fn u8(&mut self) -> Result<u8, Invalid> {
        self.array().map(u8::from_be_bytes)
    }

    #[inline]
    fn u16(&mut self) -> Result<u16, Invalid> {
        self.array().map(u16::from_be_bytes)
    }

    #[inline]
    fn u32(&mut self) -> Result<u32, Invalid> {
        self.array().map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> Result<usize, Invalid> {
        let mut reader = Reader::new(bytes);
        reader.check().map(|()| reader.rest().len())
    }

    fn reason(bytes: &[u8]) -> &'static str {
        check(bytes).expect_err("it is invalid").0
    }

    #[test]
    fn a_length_without_its_content_is_invalid_before_anything_is_allocated() {
        for marker in [0xdb, 0xc6, 0xdd, 0xdf] {
            assert!(reason(&[marker, 0xff, 0xff, 0xff, 0xff]).contains("ends"));
        }
    }

    #[test]
    fn text_must_be_utf8_and_extensions_are_refused() {
        assert!(reason(&[0xa1, 0xff]).contains("UTF-8"));
        assert!(reason(&[0xd4, 0x01, 0x00]).contains("extension"));
        assert!(reason(&[0xc1]).contains("not use"));
    }

    #[test]
    fn values_may_lie_as_deep_as_the_limit_and_no_deeper() {
        let nested = |depth: usize| [vec![0x91; depth], vec![0xc0]].concat();
        assert_eq!(check(&nested(MAX_DEPTH)), Ok(0));
        assert!(reason(&nested(MAX_DEPTH + 1)).contains("128 deep"));
    }

    #[test]
    fn one_value_is_taken_and_the_rest_is_left() {
        assert_eq!(check(&[0x82, 1, 0x90, 2, 0xa1, b'x', 7, 7]), Ok(2));
    }
}
