//! Records as the macros make them.

use super::{ITEM, ItemKind, MAGIC, PLUGIN, tag};
use crate::bytes::{Writer, len32};
use crate::root::ABI_VERSION;
use crate::shape::TypeDesc;

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
}

impl PluginRecord {
    /// The size of the record.
    pub const fn encoded_len(&self) -> usize {
        let mut writer = Writer::<0>::new();
        self.write(&mut writer);
        writer.len()
    }

    /// The record, of [`PluginRecord::encoded_len`] bytes.
    pub const fn encode<const N: usize>(&self) -> [u8; N] {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    const fn write<const N: usize>(&self, writer: &mut Writer<N>) {
        let mut body = Writer::<0>::new();
        self.write_body(&mut body);
        begin(writer, body.len());
        self.write_body(writer);
    }

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
    }
}

/// The record of an item.
#[derive(Clone, Copy, Debug)]
pub struct ItemRecord {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The name by which it is looked up.
    pub name: &'static str,
    /// What it looks like.
    pub signature: &'static TypeDesc,
}

impl ItemRecord {
    /// The size of the record.
    pub const fn encoded_len(&self) -> usize {
        let mut writer = Writer::<0>::new();
        self.write(&mut writer);
        writer.len()
    }

    /// The record, of [`ItemRecord::encoded_len`] bytes.
    pub const fn encode<const N: usize>(&self) -> [u8; N] {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    const fn write<const N: usize>(&self, writer: &mut Writer<N>) {
        let mut body = Writer::<0>::new();
        self.write_body(&mut body);
        begin(writer, body.len());
        self.write_body(writer);
    }

    const fn write_body<const N: usize>(&self, writer: &mut Writer<N>) {
        writer.u8(ITEM);
        writer.u8(tag::KIND);
        writer.u32(1);
        writer.u8(self.kind as u8);
        text(writer, tag::NAME, self.name);
        writer.u8(tag::FINGERPRINT);
        writer.u32(8);
        writer.u64(self.signature.fingerprint());
        let mut signature = Writer::<0>::new();
        self.signature.encode(&mut signature);
        writer.u8(tag::SIGNATURE);
        writer.u32(len32(signature.len()));
        self.signature.encode(writer);
    }
}

const fn begin<const N: usize>(writer: &mut Writer<N>, body: usize) {
    writer.raw(&MAGIC);
    writer.u32(len32(body));
}

const fn text<const N: usize>(writer: &mut Writer<N>, tag: u8, text: &str) {
    writer.u8(tag);
    writer.text(text);
}
