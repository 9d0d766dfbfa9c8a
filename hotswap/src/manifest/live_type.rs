//! What a live type says of itself beyond what every item does.

use super::read::text;
use super::record::{ItemRecord, field, text as write_text};
use super::{ItemKind, tag};
use crate::bytes::{Malformed, Reader, Writer};
use crate::live_type::Live;

/// The record of a live type under one of its names.
#[derive(Clone, Copy, Debug)]
pub struct LiveTypeRecord {
    item: ItemRecord,
    version: u32,
    alias_of: Option<&'static str>,
}

impl LiveTypeRecord {
    /// `T` under its own name.
    pub const fn of<T: Live>() -> Self {
        Self {
            item: ItemRecord {
                krate: T::CRATE,
                kind: ItemKind::LiveType,
                name: T::NAME,
                signature: T::TYPE,
            },
            version: T::VERSION,
            alias_of: None,
        }
    }

    /// `T` under another name.
    pub const fn alias<T: Live>(name: &'static str) -> Self {
        let mut record = Self::of::<T>();
        record.item.name = name;
        record.alias_of = Some(T::NAME);
        record
    }

    /// The name by which it is looked up.
    pub const fn name(&self) -> &'static str {
        self.item.name
    }

    pub(super) const fn write_body<const N: usize>(&self, writer: &mut Writer<N>) {
        self.item.write_body(writer);
        field(writer, tag::LIVE_VERSION, 4);
        writer.u32(self.version);
        if let Some(name) = self.alias_of {
            write_text(writer, tag::ALIAS_OF, name);
        }
    }
}

/// What an item says that is a live type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveTypeInfo {
    /// The version of the type.
    pub version: u32,
    /// The type's own name, if the item has another one, of earlier days.
    pub alias_of: Option<String>,
}

impl LiveTypeInfo {
    /// Takes a field, if it is one of its own.
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
