//! Reads records and fields, one after the other.

use super::{MAGIC, tag};
use crate::bytes::{Malformed, Reader};

/// The next record without its frame. Linkers may pad between records with zeros.
pub(super) fn next_record<'a>(reader: &mut Reader<'a>) -> Result<Option<Reader<'a>>, Malformed> {
    while reader.rest().first() == Some(&0) {
        reader.u8("padding")?;
    }
    if reader.rest().is_empty() {
        return Ok(None);
    }
    if reader.raw(MAGIC.len(), "a record")? != MAGIC {
        return Err(reader.malformed("the beginning of a record before this"));
    }
    let len = reader.u32("the length of a record")? as usize;
    Ok(Some(Reader::new(reader.raw(len, "a whole record")?)))
}

/// The next field of a record.
pub(super) fn next_field<'a>(record: &mut Reader<'a>) -> Result<Option<(u8, &'a [u8])>, Malformed> {
    if record.rest().is_empty() {
        return Ok(None);
    }
    let tag = record.u8("a field")?;
    let len = record.u32("the length of a field")? as usize;
    Ok(Some((tag, record.raw(len, "a whole field")?)))
}

pub(super) fn text(record: &Reader<'_>, bytes: &[u8]) -> Result<String, Malformed> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(record.malformed("text before this")),
    }
}

/// The crate of an item of this library, from its record.
pub(crate) fn crate_of_item(record: &[u8]) -> &str {
    let find = || {
        let mut record = next_record(&mut Reader::new(record)).ok()??;
        record.u8("the kind of a record").ok()?;
        loop {
            if let (tag::CRATE, bytes) = next_field(&mut record).ok()?? {
                return std::str::from_utf8(bytes).ok();
            }
        }
    };
    find().unwrap_or_default()
}
