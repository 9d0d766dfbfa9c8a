//! The libraries that random graphs are made of, and which plugins each of them needs.
//!
//! What a library needs stands in it, but which plugin it is does not: that is the name of its file. So a few
//! libraries under many names make a great many graphs.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hotswap_runtime::inspect::seal;
use test_kit::Plugin;

/// How many plugins there can be.
pub(crate) const PLUGINS: usize = 60;

/// How many libraries there are.
pub(crate) const SHAPES: usize = 16;

/// What a library needs of one plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) plugin: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Optional,
    Required,
    OrderOnly,
}

/// A plugin's name, as its file spells it. Imports spell it otherwise.
pub(crate) fn name(plugin: usize) -> String {
    match plugin % 3 {
        0 => format!("p-{plugin:02}"),
        1 => format!("P_{plugin:02}"),
        _ => format!("p_{plugin:02}"),
    }
}

/// The plugin at this place in an order that has nothing to do with names.
pub(crate) fn at_rank(rank: usize) -> usize {
    (rank * 37 + 11) % PLUGINS
}

/// A plugin's place in that order.
pub(crate) fn rank(plugin: usize) -> usize {
    let is_it = |&rank: &usize| at_rank(rank) == plugin;
    (0..PLUGINS).find(is_it).expect("each plugin has a rank")
}

/// What library number `shape` needs: nothing for the first, then plugins of ever higher rank.
pub(crate) fn needs(shape: usize) -> Vec<Need> {
    let lowest = shape.saturating_sub(1) * 4;
    let need = |number: usize| Need {
        plugin: at_rank(lowest.saturating_sub(number * 7) + (shape + number) % 3),
        kind: match (shape + number) % 5 {
            0 => Kind::Required,
            1 => Kind::OrderOnly,
            _ => Kind::Optional,
        },
    };
    let mut needs = Vec::<Need>::new();
    for need in (0..shape.min(4)).map(need) {
        if needs.iter().all(|it| it.plugin != need.plugin) {
            needs.push(need);
        }
    }
    needs
}

/// Where a test tells the nodes what to do, and where they note what they did: compiled into them, so it is
/// the same in each run, and what was built is found again.
pub(crate) fn place(file: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(file)
}

/// Library number `shape`, as if it had been built several times, and published by `cargo hotswap build`.
pub(crate) fn library(shape: usize, build: u32) -> Vec<u8> {
    const MARK: &[u8] = b"graph-build-";
    let mut library = LIBRARIES[shape].clone();
    let mut places = library.windows(MARK.len());
    let place = places
        .position(|it| it == MARK)
        .expect("a node has its mark");
    let number = format!("{build:08}");
    library[place + MARK.len()..][..number.len()].copy_from_slice(number.as_bytes());
    library.extend(seal::seal(&library));
    library
}

/// The libraries, as they were built.
static LIBRARIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let library = |shape| std::fs::read(plugin(shape).build()).expect("it was just built");
    (0..SHAPES).map(library).collect()
});

fn plugin(shape: usize) -> Plugin {
    let (control, journal) = (place("graph.control"), place("graph.journal"));
    let source = format!(
        "{}\nconst CONTROL: &str = {control:?};\nconst JOURNAL: &str = {journal:?};\n{}",
        include_str!("node.rs"),
        deps(&needs(shape)),
    );
    Plugin::new("node").source(source).optimised("s")
}

/// The imports, and how they tell their ids.
fn deps(needs: &[Need]) -> String {
    let (mut fields, mut ids) = (String::new(), String::new());
    for Need { plugin, kind } in needs {
        let (field, name) = (format!("n{plugin}"), format!("p_{plugin:02}"));
        let (option, ty, id) = match kind {
            Kind::Optional => (", optional", "Option<Obj<dyn Link>>", "it.id()"),
            Kind::Required => ("", "Obj<dyn Link>", "it.id()"),
            Kind::OrderOnly => (", order_only", "()", ""),
        };
        fields += &format!("#[hotswap(plugin = {name:?}{option})] {field}: {ty},\n");
        match kind {
            Kind::Optional => ids += &format!("ids.extend(self.{field}.as_ref().map(|it| {id}));"),
            Kind::Required => ids += &format!("let it = &self.{field}; ids.push({id});"),
            Kind::OrderOnly => ids += &format!("let () = self.{field};"),
        }
    }
    format!(
        "#[derive(Imports)] pub struct Deps {{ {fields} #[hotswap(skip)] _wired: Wired }}
        impl Deps {{
            fn ids(&self) -> Vec<String> {{ let mut ids = Vec::new(); {ids} ids }}
        }}"
    )
}
