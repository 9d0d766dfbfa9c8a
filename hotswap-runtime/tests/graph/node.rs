//! The plugin that random graphs are made of. What it needs is appended: `CONTROL`, `JOURNAL` and `Deps`.

use hotswap::prelude::*;
use std::io::Write;
use std::sync::OnceLock;

/// Something that knows which plugin it is, and in which round it was loaded.
#[hotswap::interface]
pub trait Link {
    fn id(&self) -> String;
}

/// A test writes another number here, and has another build.
#[used]
static BUILD: [u8; 20] = *b"graph-build-00000000";

static ROUND: OnceLock<u32> = OnceLock::new();

/// What the plugin is called: the name of its file.
fn name() -> String {
    let own = Obj::<dyn Link>::from_fn(String::new);
    let debug = format!("{own:?}");
    debug.split(" of ").nth(1).unwrap().to_owned()
}

fn note(what: &str) {
    let journal = std::fs::OpenOptions::new().append(true).open(JOURNAL);
    writeln!(journal.unwrap(), "{what}").unwrap();
}

/// Notes that a hook runs, and fails if it is told to.
fn hook(hook: &str) -> hotswap::Result<()> {
    let (name, control) = (name(), std::fs::read_to_string(CONTROL).unwrap());
    note(&format!("{name}.{hook}"));
    if control == format!("{name} panics in {hook}") {
        panic!("no {hook} today");
    }
    if control == format!("{name} fails in {hook}") {
        return Err(hotswap::Error::msg(format!("{hook} went wrong")));
    }
    Ok(())
}

pub struct Node;

impl Default for Node {
    fn default() -> Self {
        hook("default").unwrap();
        Self
    }
}

/// In the place of a field that is no import, so that something of the plugin runs when it is wired.
pub struct Wired;

impl Default for Wired {
    fn default() -> Self {
        hook("imports").unwrap();
        Self
    }
}

#[hotswap::plugin(imports = Deps, exports = dyn Link)]
impl Plugin for Node {
    fn reloadable(&self) -> bool {
        hook("reloadable").unwrap();
        true
    }

    fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
        ROUND.set(data.unwrap()?).unwrap();
        hook("on_load")
    }

    fn on_init(&self, _: &Vault) -> hotswap::Result<()> {
        hook("on_init")
    }

    fn on_free(&self) {
        hook("on_free").unwrap();
    }
}

impl Link for Node {
    fn id(&self) -> String {
        let round = ROUND.get().expect("it is asked after it was loaded");
        format!("{}@{round}", name())
    }
}

/// What it is, and what its imports are.
#[plugin_fn]
fn around() -> Vec<String> {
    let mut around = vec![Node.id()];
    around.extend(Node::imports().ids());
    around
}
