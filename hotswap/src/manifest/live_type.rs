//! The additional fields of a live type in the manifest.

use super::field::text;
use super::record::{ItemRecord, encoded, field, text as write_text};
use super::tag;
use crate::bytes::{Malformed, Reader, Writer};

/// The record of a live type under one of its names.
#[derive(Clone, Copy, Debug)]
pub struct LiveTypeRecord {
    pub(crate) item: ItemRecord,
    pub(crate) version: u32,
    pub(crate) alias_of: Option<&'static str>,
}

encoded!(LiveTypeRecord);

impl LiveTypeRecord {
    /// The name by which it is looked up.
    pub const fn name(&self) -> &'static str {
        self.item.name
    }

    const fn write_body<const N: usize>(&self, writer: &mut Writer<N>) {
        self.item.write_body(writer);
        field(writer, tag::LIVE_VERSION, 4);
        writer.u32(self.version);
        if let Some(name) = self.alias_of {
            write_text(writer, tag::ALIAS_OF, name);
        }
    }
}

/// The additional fields of a live type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveTypeInfo {
    /// The version of the type.
    pub version: u32,
    /// The current name of the type, if this item is an alias.
    pub alias_of: Option<String>,
}

impl LiveTypeInfo {
    /// Reads a field, if it is one of these.
    pub(super) fn take(
        &mut self,
        tag: u8,
        record: &Reader<'_>,
        bytes: &[u8],
    ) -> Result<(), Malformed> {
        match tag {
            tag::LIVE_VERSION => self.version = Reader::new(bytes).u32("a version")?,
            tag::ALIAS_OF => self.alias_of = Some(text(record, bytes)?),
            _ => {}
        }
        Ok(())
    }
}
