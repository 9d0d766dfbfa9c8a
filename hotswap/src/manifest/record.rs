//! Records as the macros write them.

use super::{ITEM, ItemKind, PLUGIN, tag};
use crate::bytes::{Writer, len32};
use crate::imports::Import;
use crate::root::ABI_VERSION;
use crate::shape::{Fingerprint, TypeDesc};

/// The methods of all records. Not a trait, because trait methods cannot be called in `const`.
macro_rules! encoded {
    ($($record:ty)*) => {$(
        impl $record {
            /// The size of the record.
            pub const fn encoded_len(&self) -> usize {
                let mut writer = $crate::bytes::Writer::<0>::new();
                self.write(&mut writer);
                writer.len()
            }

            /// The record, of [`encoded_len`](Self::encoded_len) bytes.
            pub const fn encode<const N: usize>(&self) -> [u8; N] {
                let mut writer = $crate::bytes::Writer::new();
                self.write(&mut writer);
                writer.finish()
            }

            const fn write<const N: usize>(&self, writer: &mut $crate::bytes::Writer<N>) {
                let mut body = $crate::bytes::Writer::<0>::new();
                self.write_body(&mut body);
                writer.raw(&$crate::manifest::MAGIC);
                writer.u32($crate::bytes::len32(body.len()));
                self.write_body(writer);
            }
        }
    )*};
}

pub(super) use encoded;

encoded!(PluginRecord ItemRecord);

/// The record of a plugin.
#[derive(Clone, Copy, Debug)]
pub struct PluginRecord {
    /// The name of its package.
    pub name: &'static str,
    /// The version of its package.
    pub version: &'static str,
    /// `unwind` or `abort`, as it was compiled.
    pub panic: &'static str,
    /// The name of its root's symbol.
    pub root: &'static str,
    /// The interface that it exports.
    pub exports: Option<&'static TypeDesc>,
    /// Its imports.
    pub imports: &'static [Import],
}

impl PluginRecord {
    const fn write_body<const N: usize>(&self, writer: &mut Writer<N>) {
        writer.u8(PLUGIN);
        writer.u8(tag::ABI);
        writer.u32(4);
        writer.u32(ABI_VERSION);
        text(writer, tag::NAME, self.name);
        text(writer, tag::VERSION, self.version);
        text(writer, tag::RUSTC, env!("HOTSWAP_RUSTC"));
        text(writer, tag::TARGET, env!("HOTSWAP_TARGET"));
        text(writer, tag::PANIC, self.panic);
        text(writer, tag::ROOT, self.root);
        if let Some(interface) = self.exports {
            field(writer, tag::EXPORT, described_len(interface));
            write_described(writer, interface);
        }
        let mut number = 0;
        while number < self.imports.len() {
            let mut body = Writer::<0>::new();
            write_import(&mut body, &self.imports[number]);
            field(writer, tag::IMPORT, body.len());
            write_import(writer, &self.imports[number]);
            number += 1;
        }
    }
}

/// The record of an item.
#[derive(Clone, Copy, Debug)]
pub struct ItemRecord {
    /// The crate that defines it.
    pub krate: &'static str,
    /// The kind of item.
    pub kind: ItemKind,
    /// The name by which it is looked up.
    pub name: &'static str,
    /// Its description.
    pub signature: &'static TypeDesc,
}

impl ItemRecord {
    pub(super) const fn write_body<const N: usize>(&self, writer: &mut Writer<N>) {
        writer.u8(ITEM);
        writer.u8(tag::KIND);
        writer.u32(1);
        writer.u8(self.kind as u8);
        text(writer, tag::NAME, self.name);
        text(writer, tag::CRATE, self.krate);
        write_described(writer, self.signature);
    }
}

/// The crate of a module path.
pub const fn crate_of(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b':' {
        end += 1;
    }
    path.split_at(end).0
}

pub(super) const fn field<const N: usize>(writer: &mut Writer<N>, tag: u8, len: usize) {
    writer.u8(tag);
    writer.u32(len32(len));
}

/// A description, and its fingerprint.
const fn write_described<const N: usize>(writer: &mut Writer<N>, ty: &TypeDesc) {
    field(writer, tag::FINGERPRINT, Fingerprint::SIZE);
    writer.fingerprint(ty.fingerprint());
    let mut encoded = Writer::<0>::new();
    ty.encode(&mut encoded);
    field(writer, tag::SIGNATURE, encoded.len());
    ty.encode(writer);
}

const fn described_len(ty: &TypeDesc) -> usize {
    let mut writer = Writer::<0>::new();
    write_described(&mut writer, ty);
    writer.len()
}

const fn write_import<const N: usize>(writer: &mut Writer<N>, import: &Import) {
    text(writer, tag::FIELD, import.field);
    text(writer, tag::NAME, import.plugin);
    field(writer, tag::OPTIONAL, 1);
    writer.u8(import.optional as u8);
    if let Some(interface) = import.interface {
        write_described(writer, interface);
    }
}

pub(super) const fn text<const N: usize>(writer: &mut Writer<N>, tag: u8, text: &str) {
    writer.u8(tag);
    writer.text(text);
}
