//! Importer and exporter by different compilers, and with different versions of one crate of a third party.

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, Toolchain};

/// What both plugins know of each other: its source, and nothing else.
const API: &str = r#"
    use hotswap::prelude::*;

    #[derive(hotswap::Abi, Clone, Debug, PartialEq)]
    pub struct Parcel { pub weight: u8, pub label: String, pub size: (u64, u16), pub inside: Vec<Parcel> }

    #[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
    pub enum Speed { Slow, Fast { days: u8 } }

    #[hotswap::interface]
    pub trait Receipt { fn text(&self) -> String; }

    #[hotswap::interface]
    pub trait Post {
        fn send(&self, parcel: Parcel, speed: Speed, told: Obj<dyn Receipt>) -> hotswap::Result<Obj<dyn Receipt>>;
        fn dependency(&self) -> String;
    }
"#;

const EXPORTER: &str = r#"
    #[derive(Default)] pub struct Exporter;

    #[hotswap::plugin(exports = dyn Post)] impl Plugin for Exporter {}

    impl Post for Exporter {
        fn send(&self, parcel: Parcel, speed: Speed, told: Obj<dyn Receipt>) -> hotswap::Result<Obj<dyn Receipt>> {
            let heavy = dep::Scale::default().weigh(&parcel.label);
            if parcel.weight == 0 { return Err(hotswap::Error::msg("nothing to send")) }
            let text = format!("{parcel:?} {speed:?} {} {heavy}", told.text());
            Ok(Obj::<dyn Receipt>::from_fn(move || text.clone()))
        }
        fn dependency(&self) -> String { dep::VERSION.to_owned() }
    }
"#;

const IMPORTER: &str = r#"
    #[derive(Imports)] struct Deps { exporter: Obj<dyn Post> }

    #[derive(Default)] pub struct Importer;

    #[hotswap::plugin(imports = Deps)] impl Plugin for Importer {}

    #[plugin_fn]
    fn send() -> hotswap::Result<Vec<String>> {
        let post = &Importer::imports().exporter;
        let small = Parcel { weight: 1, label: "ß".to_owned(), size: (7, 8), inside: Vec::new() };
        let parcel = Parcel { weight: 200, label: "big".to_owned(), size: (u64::MAX, 9), inside: vec![small] };
        let expected = format!("{parcel:?} {:?} told by {}", Speed::Fast { days: 3 }, dep::VERSION);
        let told = Obj::<dyn Receipt>::from_fn(|| format!("told by {}", dep::VERSION));
        let sent = post.send(parcel.clone(), Speed::Fast { days: 3 }, told.clone())?;
        let error = post.send(Parcel { weight: 0, ..parcel }, Speed::Slow, told).unwrap_err();
        Ok(vec![
            sent.text().strip_prefix(&expected).unwrap_or("something else").to_owned(),
            format!("{error:#}"),
            dep::Scale::default().weigh("own"),
            post.dependency(),
        ])
    }
"#;

/// Two versions of one crate, which agree in nothing but names.
const DEPENDENCY: [&str; 2] = [
    r#"
    pub const VERSION: &str = "dep 1";
    #[derive(Default)] pub struct Scale { count: u8 }
    impl Scale { pub fn weigh(self, what: &str) -> String { format!("{what} {} by 1", self.count) } }
    "#,
    r#"
    pub const VERSION: &str = "dep 2";
    #[derive(Default)] pub struct Scale { names: Vec<String>, total: u128, unit: Option<Box<str>> }
    impl Scale {
        pub fn weigh(mut self, what: &str) -> String {
            self.names.push(what.to_owned());
            self.total += 1;
            format!("{} {} by 2{}", self.names[0], self.total, self.unit.unwrap_or_default())
        }
    }
    "#,
];

/// A plugin by a compiler, with that version of the dependency.
fn plugin(name: &str, body: &str, toolchain: &Toolchain, version: usize) -> Plugin {
    let dependency = Plugin::new("dep").source(DEPENDENCY[version - 1]);
    let dependency = dependency.toolchain(toolchain).build_rlib();
    Plugin::new(name)
        .source(format!("{API}{body}"))
        .toolchain(toolchain)
        .depends_on("dep", dependency)
}

fn host() -> (PluginDir, Swapper) {
    let plugins = PluginDir::new();
    let builder = Swapper::builder(plugins.path()).free_delay(std::time::Duration::ZERO);
    let swapper = builder.build().unwrap();
    (plugins, swapper)
}

/// Has the importer use all that the exporter offers.
fn assert_works(swapper: &Swapper, importer: usize, exporter: usize) {
    let manager = swapper.current();
    let sent: Vec<String> = manager
        .plugin("importer")
        .unwrap()
        .invoke("send", ())
        .unwrap();
    let weighed = |what: &str, version: usize| format!("{what} {} by {version}", version - 1);
    let expected = [
        format!(" {}", weighed("big", exporter)),
        "plugin exporter: nothing to send".to_owned(),
        weighed("own", importer),
        format!("dep {exporter}"),
    ];
    assert_eq!(sent, expected);
}

#[test]
fn importer_and_exporter_may_have_different_versions_of_one_dependency() {
    let (plugins, swapper) = host();
    let current = Toolchain::current();
    plugins.add(&plugin("exporter", EXPORTER, &current, 1));
    plugins.add(&plugin("importer", IMPORTER, &current, 2));
    swapper.load(&LiveData::none()).unwrap();
    assert_works(&swapper, 2, 1);
    plugins.add(&plugin("exporter", EXPORTER, &current, 2));
    let report = swapper.reload(&LiveData::none()).unwrap();
    assert_eq!(report.to_string(), "exporter: ok, importer: rewired");
    assert_works(&swapper, 2, 2);
}

#[test]
fn importer_and_exporter_may_be_built_by_different_compilers() {
    if let Some(nightly) = Toolchain::shuffling(1) {
        two_compilers_work_together(&nightly);
    }
}

#[test]
fn importer_and_exporter_may_be_built_by_two_releases_of_the_compiler() {
    if let Some(other) = Toolchain::other_release() {
        two_compilers_work_together(&other);
    }
}

fn two_compilers_work_together(other: &Toolchain) {
    let (plugins, swapper) = host();
    let current = Toolchain::current();
    plugins.add(&plugin("exporter", EXPORTER, other, 1));
    plugins.add(&plugin("importer", IMPORTER, &current, 2));
    swapper.load(&LiveData::none()).unwrap();
    assert_works(&swapper, 2, 1);
    plugins.add(&plugin("exporter", EXPORTER, &current, 2));
    plugins.add(&plugin("importer", IMPORTER, other, 1));
    let report = swapper.reload(&LiveData::none()).unwrap();
    assert_eq!(report.to_string(), "exporter: ok, importer: ok");
    assert_works(&swapper, 1, 2);
    let manager = swapper.current();
    let compiler = |name| {
        manager
            .plugin(name)
            .unwrap()
            .manifest()
            .plugin
            .rustc
            .clone()
    };
    assert_ne!(compiler("importer"), compiler("exporter"));
}
