//! The first difference of two descriptions, in words.

use super::kind::Kind;
use super::tree::{Node, Tree};

/// The names of the two sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    ours: &'a str,
    theirs: &'a str,
    /// The article before a name, if it needs one.
    article: &'a str,
}

impl<'a> Sides<'a> {
    /// A host and a plugin.
    pub const HOST_AND_PLUGIN: Sides<'static> = Sides {
        ours: "host",
        theirs: "plugin",
        article: "the ",
    };

    /// Two sides with these names.
    pub const fn named(ours: &'a str, theirs: &'a str) -> Self {
        Self {
            ours,
            theirs,
            article: "",
        }
    }
}

impl Tree {
    /// The first difference between this type, of the host, and the one of a plugin; `None` if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use hotswap::shape::Shape;
    ///
    /// let host = <(u8, Vec<u32>)>::TYPE.tree();
    /// let plugin = <(u8, Vec<i64>)>::TYPE.tree();
    /// assert_eq!(
    ///     host.first_difference(&plugin).unwrap(),
    ///     "element 1: Vec<_>: host u32, plugin i64",
    /// );
    /// ```
    pub fn first_difference(&self, plugin: &Tree) -> Option<String> {
        self.first_difference_between(plugin, Sides::HOST_AND_PLUGIN)
    }

    /// The first difference, for two sides with other names.
    ///
    /// # Examples
    ///
    /// ```
    /// use hotswap::shape::{Shape, Sides};
    ///
    /// let importer = <Vec<u32>>::TYPE.tree();
    /// let exporter = <Vec<i64>>::TYPE.tree();
    /// assert_eq!(
    ///     importer.first_difference_between(&exporter, Sides::named("beta", "alpha")).unwrap(),
    ///     "Vec<_>: beta u32, alpha i64",
    /// );
    /// ```
    pub fn first_difference_between(&self, theirs: &Tree, sides: Sides<'_>) -> Option<String> {
        let find = |counts_outlines| {
            let mut search = Search {
                sides,
                path: Vec::new(),
                counts_outlines,
            };
            let difference = search.find(self, theirs)?;
            search.path.push(difference);
            Some(search.path.join(": "))
        };
        find(false).or_else(|| find(true))
    }
}

/// A search for a difference, with the path to it.
struct Search<'a> {
    sides: Sides<'a>,
    path: Vec<String>,
    /// Whether an interface differs from the placeholder for it. If one side needs the interface, there is a reason for that, which is
    /// the better message. So the first search ignores this difference.
    counts_outlines: bool,
}

impl Search<'_> {
    fn find(&mut self, host: &Tree, plugin: &Tree) -> Option<String> {
        let same_name =
            host.name == plugin.name || !matches!(host.kind, Kind::Primitive | Kind::Generic);
        if !self.counts_outlines && (stands_for(host, plugin) || stands_for(plugin, host)) {
            return None;
        }
        if host.kind != plugin.kind || host.len != plugin.len || !same_name {
            let Sides { ours, theirs, .. } = self.sides;
            return Some(format!("{ours} {host}, {theirs} {plugin}"));
        }
        if host.kind == Kind::Function {
            return self.find_in_function(host, plugin);
        }
        if let (Kind::Recursion, [a], [b]) = (host.kind, &*host.parts, &*plugin.parts) {
            return self.find(&a.tree, &b.tree);
        }
        for index in 0..host.parts.len().max(plugin.parts.len()) {
            match (host.parts.get(index), plugin.parts.get(index)) {
                (Some(a), Some(b)) if a.label != b.label => {
                    return Some(self.misplaced(host, plugin, index));
                }
                (Some(a), Some(b)) => {
                    let found = self.descend(steps(host, a, b, index), &a.tree, &b.tree);
                    if found.is_some() {
                        return found;
                    }
                }
                (Some(a), None) => return Some(self.missing_in_theirs(host.kind, a, index)),
                (None, Some(b)) => return Some(self.missing_in_ours(host.kind, b, index)),
                (None, None) => break,
            }
        }
        None
    }

    fn find_in_function(&mut self, host: &Tree, plugin: &Tree) -> Option<String> {
        let (host_params, host_result) = host.as_function()?;
        let (plugin_params, plugin_result) = plugin.as_function()?;
        let (host_result, plugin_result) =
            match (host_result.as_future(), plugin_result.as_future()) {
                (Some(host), Some(plugin)) => (host, plugin),
                (None, None) => (host_result, plugin_result),
                (host, _) => return Some(self.only_one_is_async(host.is_some())),
            };
        if host_params.len() != plugin_params.len() {
            return Some(self.other_count(host_params.len(), plugin_params.len()));
        }
        for (index, (a, b)) in host_params.iter().zip(plugin_params).enumerate() {
            let label = if a.label.is_empty() {
                &b.label
            } else {
                &a.label
            };
            let step = match label.as_str() {
                "" => format!("argument {}", index + 1),
                label => format!("argument {} ({label})", index + 1),
            };
            let steps = [Some(step), own_name(&a.tree, &b.tree)];
            if let Some(found) = self.descend(steps, &a.tree, &b.tree) {
                return Some(found);
            }
        }
        let steps = [
            Some("result".to_owned()),
            own_name(host_result, plugin_result),
        ];
        self.descend(steps, host_result, plugin_result)
    }

    fn descend(
        &mut self,
        steps: [Option<String>; 2],
        host: &Tree,
        plugin: &Tree,
    ) -> Option<String> {
        let depth = self.path.len();
        self.path.extend(steps.into_iter().flatten());
        let found = self.find(host, plugin);
        if found.is_none() {
            self.path.truncate(depth);
        }
        found
    }

    /// One of the two functions is async: `ours`, or the other.
    fn only_one_is_async(&self, ours: bool) -> String {
        let Sides {
            ours: host, theirs, ..
        } = self.sides;
        match (self.path.is_empty(), ours) {
            (true, false) => {
                "it is an `async fn`: call it with `invoke_async` or `call_async`, and `.await` that"
                    .to_owned()
            }
            (true, true) => {
                "it is not an `async fn`: call it with `invoke` or `call`, without `.await`".to_owned()
            }
            (false, false) => format!("{host} has `fn`, {theirs} has `async fn`"),
            (false, true) => format!("{host} has `async fn`, {theirs} has `fn`"),
        }
    }

    /// A function by itself is called by the host. A method may be called by both sides.
    fn other_count(&self, host: usize, plugin: usize) -> String {
        let Sides { ours, theirs, .. } = self.sides;
        let (host, plugin) = (arguments(host), arguments(plugin));
        if self.path.is_empty() {
            format!("{ours} passes {host}, {theirs} takes {plugin}")
        } else {
            format!("{ours} has {host}, {theirs} has {plugin}")
        }
    }

    fn missing_in_theirs(&self, kind: Kind, part: &Node, index: usize) -> String {
        let Sides {
            theirs, article, ..
        } = self.sides;
        let (word, name) = (part_word(kind), name(part, index));
        format!("{word}{name} is missing in {article}{theirs}")
    }

    fn missing_in_ours(&self, kind: Kind, part: &Node, index: usize) -> String {
        let Sides { ours, article, .. } = self.sides;
        let (word, name) = (part_word(kind), name(part, index));
        format!("{word}{name} is missing in {article}{ours}")
    }

    /// Two parts at one place with different names: one was added, removed, renamed or moved.
    fn misplaced(&self, host: &Tree, plugin: &Tree, index: usize) -> String {
        let part = part_word(host.kind);
        let (a, b) = (&host.parts[index], &plugin.parts[index]);
        let Sides {
            ours,
            theirs,
            article,
        } = self.sides;
        let has = |tree: &Tree, label: &str| tree.parts.iter().any(|part| part.label == label);
        match (has(plugin, &a.label), has(host, &b.label)) {
            (false, true) => self.missing_in_theirs(host.kind, a, index),
            (true, false) => self.missing_in_ours(host.kind, b, index),
            (true, true) => format!(
                "the {}s are in another order: {ours} has {} where {article}{theirs} has {}",
                part.trim(),
                a.label,
                b.label,
            ),
            (false, false) => format!(
                "{ours} has {part}{} where {article}{theirs} has {part}{}",
                a.label, b.label
            ),
        }
    }
}

/// Whether `one` is the placeholder of `interface` in its own description.
fn stands_for(one: &Tree, interface: &Tree) -> bool {
    one.kind == Kind::Recursion && one.parts.is_empty() && interface.kind == Kind::Interface
}

/// The steps into a part of a type.
fn steps(host: &Tree, a: &Node, b: &Node, index: usize) -> [Option<String>; 2] {
    let step = match host.kind {
        Kind::Generic => format!("{}<_>", host.name),
        Kind::Slice => "&[_]".to_owned(),
        Kind::Array => "[_]".to_owned(),
        kind => format!("{}{}", part_word(kind), name(a, index)),
    };
    // A variant has been named by then.
    let is_variant = host.kind == Kind::Enum;
    let own_name = own_name(&a.tree, &b.tree).filter(|_| !is_variant);
    [Some(step), own_name]
}

/// The name of a type that has named parts, as a step of the path.
fn own_name(host: &Tree, plugin: &Tree) -> Option<String> {
    let has_parts = matches!(host.kind, Kind::Struct | Kind::Enum | Kind::Interface);
    (has_parts && host.kind == plugin.kind).then(|| host.to_string())
}

fn part_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Struct => "field ",
        Kind::Enum => "variant ",
        Kind::Interface => "method ",
        Kind::LiveType => "interface ",
        _ => "element ",
    }
}

fn name(part: &Node, index: usize) -> String {
    if part.label.is_empty() {
        index.to_string()
    } else {
        part.label.clone()
    }
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}

#[cfg(test)]
mod tests {
    use crate::shape::{Kind, Part, Shape, Tree, TypeDesc};

    fn diff(host: Tree, plugin: Tree) -> String {
        host.first_difference(&plugin).expect("they differ")
    }

    fn record(parts: &[(&'static str, &'static TypeDesc)]) -> Tree {
        let parts = parts.iter().map(|&(label, ty)| Part { label, ty });
        TypeDesc::new(Kind::Struct, "Vector", Vec::leak(parts.collect())).tree()
    }

    #[test]
    fn equal_types_have_no_difference() {
        let tree = <Vec<(u8, String)>>::TYPE.tree();
        assert_eq!(tree.first_difference(&tree.clone()), None);
    }

    #[test]
    fn a_field_of_another_type_is_named_with_both_types() {
        let host = record(&[("x", i32::TYPE), ("y", i32::TYPE)]);
        let plugin = record(&[("x", i32::TYPE), ("y", i64::TYPE)]);
        assert_eq!(diff(host, plugin), "field y: host i32, plugin i64");
    }

    #[test]
    fn a_field_added_removed_renamed_or_moved_is_told_apart() {
        let xy = || record(&[("x", i32::TYPE), ("y", i32::TYPE)]);
        let x = || record(&[("x", i32::TYPE)]);
        let yx = record(&[("y", i32::TYPE), ("x", i32::TYPE)]);
        let xz = record(&[("x", i32::TYPE), ("z", i32::TYPE)]);
        assert_eq!(diff(xy(), x()), "field y is missing in the plugin");
        assert_eq!(diff(x(), xy()), "field y is missing in the host");
        assert_eq!(
            diff(xy(), xz),
            "host has field y where the plugin has field z"
        );
        assert_eq!(
            diff(xy(), yx),
            "the fields are in another order: host has x where the plugin has y"
        );
    }

    #[test]
    fn functions_differ_by_count_argument_or_result() {
        let f = |params: Vec<Tree>, result| Tree::function("f", params.into_iter(), result);
        let u = || u32::TYPE.tree();
        let s = || <&str>::TYPE.tree();
        assert_eq!(
            diff(f(vec![u()], u()), f(vec![], u())),
            "host passes 1 argument, plugin takes no arguments"
        );
        assert_eq!(
            diff(f(vec![u()], u()), f(vec![s()], u())),
            "argument 1: host u32, plugin &str"
        );
        assert_eq!(
            diff(f(vec![u()], u()), f(vec![u()], s())),
            "result: host u32, plugin &str"
        );
    }
}
