//! The imports and the export of a plugin, as the manifest describes them.

use super::computed;
use super::field::{next_field, text};
use super::tag;
use crate::bytes::{Malformed, Reader};
use crate::shape::{Fingerprint, Tree};

/// An interface that a plugin exports or imports.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InterfaceInfo {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Its description.
    pub description: Tree,
}

/// An import: another plugin that a plugin needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ImportInfo {
    /// The name of the field.
    pub field: String,
    /// The imported plugin.
    pub plugin: String,
    /// The interface that the plugin must export; `None` if only the order matters.
    pub interface: Option<InterfaceInfo>,
    /// Whether the plugin may be missing.
    pub optional: bool,
}

/// An encoded description, with its fingerprint.
#[derive(Default)]
pub(super) struct Described<'a> {
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) encoded: Option<&'a [u8]>,
}

impl<'a> Described<'a> {
    /// Reads a field, if it is one of these.
    pub(super) fn take(&mut self, tag: u8, bytes: &'a [u8]) -> Result<(), Malformed> {
        match tag {
            tag::FINGERPRINT => {
                self.fingerprint = Some(Reader::new(bytes).fingerprint("a fingerprint")?)
            }
            tag::SIGNATURE => self.encoded = Some(bytes),
            _ => {}
        }
        Ok(())
    }

    /// The description, if there is one. Its fingerprint must match.
    pub(super) fn decode(
        &self,
        record: &Reader<'_>,
    ) -> Result<Option<(Fingerprint, Tree)>, Malformed> {
        let (fingerprint, encoded) = match (self.fingerprint, self.encoded) {
            (Some(fingerprint), Some(encoded)) => (fingerprint, encoded),
            (None, None) => return Ok(None),
            _ => return Err(record.malformed("a description with its fingerprint")),
        };
        let tree = Tree::decode(&mut Reader::new(encoded))?;
        if computed::fingerprint(encoded, &tree) != fingerprint {
            return Err(record.malformed("a description that has its fingerprint"));
        }
        Ok(Some((fingerprint, tree)))
    }
}

pub(super) fn read_interface(bytes: &[u8]) -> Result<InterfaceInfo, Malformed> {
    let mut record = Reader::new(bytes);
    let mut described = Described::default();
    while let Some((tag, bytes)) = next_field(&mut record)? {
        described.take(tag, bytes)?;
    }
    let (fingerprint, description) = described
        .decode(&record)?
        .ok_or_else(|| record.malformed("the description of an interface"))?;
    Ok(InterfaceInfo {
        fingerprint,
        description,
    })
}

pub(super) fn read_import(bytes: &[u8]) -> Result<ImportInfo, Malformed> {
    let mut record = Reader::new(bytes);
    let (mut field, mut plugin, mut optional) = (None, None, false);
    let mut described = Described::default();
    while let Some((tag, bytes)) = next_field(&mut record)? {
        match tag {
            tag::FIELD => field = Some(text(&record, bytes)?),
            tag::NAME => plugin = Some(text(&record, bytes)?),
            tag::OPTIONAL => optional = Reader::new(bytes).u8("whether it may be missing")? != 0,
            _ => described.take(tag, bytes)?,
        }
    }
    let (Some(field), Some(plugin)) = (field, plugin) else {
        return Err(record.malformed("an import with field and plugin"));
    };
    let interface = described
        .decode(&record)?
        .map(|(fingerprint, description)| InterfaceInfo {
            fingerprint,
            description,
        });
    Ok(ImportInfo {
        field,
        plugin,
        interface,
        optional,
    })
}
