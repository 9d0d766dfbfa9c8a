//! The stored form: a header, then the value.
//!
//! Live data has this form in memory, when it crosses and in files. It is MessagePack, so tools of any language can read it:
//!
//! | element | content |
//! |---|---|
//! | | a list of four elements: |
//! | format | 1; another number means another format |
//! | type | the name of the type that was wrapped, as its compiler wrote it |
//! | live type | nil, or a list of name and version |
//! | value | any value without extension types, nested at most 128 deep |
//!
//! No data is a single nil.

use rmp::encode::{self, ByteBuf};

use super::token::{Invalid, Reader, Token};

/// The number of the form that is written.
pub(super) const FORM: u32 = 1;

/// No data, stored; also nil, which serde reads as `()` and as `None`.
pub(super) const NIL: &[u8] = &[0xc0];

const LIST_OF_FOUR: u8 = 0x94;
const FORM_BYTE: u8 = FORM as u8;

/// What the header of a stored form says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Header<'a> {
    pub(super) type_name: &'a str,
    pub(super) live_type: Option<(&'a str, u32)>,
}

impl<'a> Header<'a> {
    /// Reads the header, and stops before the value.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Invalid> {
        list(
            reader,
            4,
            "it does not begin with a list of four elements, as live data does",
        )?;
        if reader.token()? != Token::Unsigned(FORM.into()) {
            return Err(Invalid(
                "a format of live data that this version of hotswap does not know",
            ));
        }
        Ok(Self {
            type_name: text(reader, "the name of the type is missing")?,
            live_type: live_type(reader)?,
        })
    }
}

/// The header, to which the value is appended.
pub(super) fn header(type_name: &str, live_type: Option<(&str, u32)>) -> Vec<u8> {
    /// Most values fit in without growing.
    const VALUE: usize = 128;
    let mut form = ByteBuf::with_capacity(type_name.len() + VALUE);
    let Ok(_) = encode::write_array_len(&mut form, 4);
    let Ok(_) = encode::write_uint(&mut form, FORM.into());
    let Ok(()) = encode::write_str(&mut form, type_name);
    match live_type {
        None => {
            let Ok(()) = encode::write_nil(&mut form);
        }
        Some((name, version)) => {
            let Ok(_) = encode::write_array_len(&mut form, 2);
            let Ok(()) = encode::write_str(&mut form, name);
            let Ok(_) = encode::write_uint(&mut form, version.into());
        }
    }
    form.into_vec()
}

/// The value of a valid form.
#[inline]
pub(super) fn value(form: &[u8]) -> &[u8] {
    let [LIST_OF_FOUR, FORM_BYTE, rest @ ..] = form else {
        return value_of_others(form);
    };
    let mut reader = Reader::new(rest);
    match reader.skip().and_then(|()| reader.skip()) {
        Ok(()) => reader.rest(),
        Err(_) => NIL,
    }
}

/// The same for no data, and for a header that another tool has written: MessagePack has several encodings of a length.
#[cold]
fn value_of_others(form: &[u8]) -> &[u8] {
    let mut reader = Reader::new(form);
    match Header::read(&mut reader) {
        Ok(_) => reader.rest(),
        Err(_) => NIL,
    }
}

/// Why bytes are invalid, and at which position.
#[derive(Debug)]
pub(super) struct InvalidFormat {
    pub(super) offset: usize,
    pub(super) reason: &'static str,
}

/// Checks every byte of a form that comes from outside.
pub(super) fn check(form: &[u8]) -> Result<(), InvalidFormat> {
    let mut reader = Reader::new(form);
    let whole = |reader: &mut Reader<'_>| {
        if form != NIL {
            Header::read(reader)?;
        }
        reader.check()?;
        nothing_left(reader)
    };
    whole(&mut reader).map_err(|Invalid(reason)| InvalidFormat {
        offset: form.len() - reader.rest().len(),
        reason,
    })
}

/// Checks the lengths in a value that was just written: it must be one complete value.
pub(super) fn check_written(value: &[u8]) -> Result<(), Invalid> {
    let mut reader = Reader::new(value);
    reader.skip()?;
    nothing_left(&reader)
}

fn nothing_left(reader: &Reader<'_>) -> Result<(), Invalid> {
    if reader.rest().is_empty() {
        Ok(())
    } else {
        Err(Invalid("there is more than one value"))
    }
}

fn live_type<'a>(reader: &mut Reader<'a>) -> Result<Option<(&'a str, u32)>, Invalid> {
    if reader.peek()? == Token::Nil {
        reader.token()?;
        return Ok(None);
    }
    list(
        reader,
        2,
        "the name and version of the live type are missing",
    )?;
    let name = text(reader, "the name of the live type is missing")?;
    match reader.token()? {
        Token::Unsigned(version) if u32::try_from(version).is_ok() => {
            Ok(Some((name, version as u32)))
        }
        _ => Err(Invalid("the version of the live type is missing")),
    }
}

fn list(reader: &mut Reader<'_>, len: u32, missing: &'static str) -> Result<(), Invalid> {
    match reader.token()? {
        Token::List(found) if found == len => Ok(()),
        _ => Err(Invalid(missing)),
    }
}

fn text<'a>(reader: &mut Reader<'a>, missing: &'static str) -> Result<&'a str, Invalid> {
    if let Token::Text(text) = reader.token()?
        && let Ok(text) = std::str::from_utf8(text)
    {
        return Ok(text);
    }
    Err(Invalid(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Data that was stored years ago looks like this: another form has another number.
    #[test]
    fn the_form_is_frozen() {
        let plain = [&header("a::B", None)[..], &[7]].concat();
        assert_eq!(plain, *b"\x94\x01\xa4a::B\xc0\x07");
        let live = [&header("a::B", Some(("B", 300)))[..], &[7]].concat();
        assert_eq!(live, *b"\x94\x01\xa4a::B\x92\xa1B\xcd\x01\x2c\x07");
        let expected = Header {
            type_name: "a::B",
            live_type: Some(("B", 300)),
        };
        assert_eq!(Header::read(&mut Reader::new(&live)), Ok(expected));
        assert_eq!(value(&live), [7]);
    }

    #[test]
    fn a_form_that_is_cut_anywhere_is_invalid() {
        let form = [&header("a::B", Some(("B", 300)))[..], b"\x81\xa1n\x07"].concat();
        check(&form).unwrap();
        for len in 0..form.len() {
            assert!(check(&form[..len]).is_err(), "cut at {len}");
        }
    }

    #[test]
    fn what_stands_behind_the_value_is_an_error() {
        let form = [&header("a::B", None)[..], &[7, 7]].concat();
        assert!(check(&form).unwrap_err().reason.contains("more than one"));
    }

    #[test]
    fn a_later_form_is_said_to_be_one() {
        assert!(
            check(b"\x94\x02\xa1B\xc0\x07")
                .unwrap_err()
                .reason
                .contains("does not know")
        );
    }
}
