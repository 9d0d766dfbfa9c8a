//! Where two descriptions first differ, in words.

use super::desc::Kind;
use super::tree::{Node, Tree};

impl Tree {
    /// The first place where the two types differ, as `host` sees it against `plugin`; `None` if nowhere.
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
        let mut path = Vec::new();
        let difference = find(self, plugin, &mut path)?;
        path.push(difference);
        Some(path.join(": "))
    }
}

/// Leaves the way down to the difference in `path`.
fn find(host: &Tree, plugin: &Tree, path: &mut Vec<String>) -> Option<String> {
    let same_name =
        host.name == plugin.name || !matches!(host.kind, Kind::Primitive | Kind::Generic);
    if host.kind != plugin.kind || host.len != plugin.len || !same_name {
        return Some(format!("host {host}, plugin {plugin}"));
    }
    if host.kind == Kind::Function {
        return find_in_function(host, plugin, path);
    }
    if let (Kind::Recursion, [a], [b]) = (host.kind, &*host.parts, &*plugin.parts) {
        return find(&a.tree, &b.tree, path);
    }
    for index in 0..host.parts.len().max(plugin.parts.len()) {
        let part = part_word(host.kind);
        let (host_part, plugin_part) = match (host.parts.get(index), plugin.parts.get(index)) {
            (Some(a), Some(b)) => (a, b),
            (Some(a), None) => {
                return Some(format!("{part}{} is missing in the plugin", name(a, index)));
            }
            (None, Some(b)) => {
                return Some(format!("{part}{} is missing in the host", name(b, index)));
            }
            (None, None) => break,
        };
        if host_part.label != plugin_part.label {
            return Some(misplaced(host, plugin, index));
        }
        let step = match host.kind {
            Kind::Generic => format!("{}<_>", host.name),
            Kind::Slice => "&[_]".to_owned(),
            Kind::Array => "[_]".to_owned(),
            _ => format!("{part}{}", name(host_part, index)),
        };
        if let Some(found) = descend(step, &host_part.tree, &plugin_part.tree, path) {
            return Some(found);
        }
    }
    None
}

fn find_in_function(host: &Tree, plugin: &Tree, path: &mut Vec<String>) -> Option<String> {
    let (host_params, host_result) = host.as_function()?;
    let (plugin_params, plugin_result) = plugin.as_function()?;
    if host_params.len() != plugin_params.len() {
        return Some(format!(
            "host passes {}, plugin takes {}",
            arguments(host_params.len()),
            arguments(plugin_params.len())
        ));
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
        if let Some(found) = descend(step, &a.tree, &b.tree, path) {
            return Some(found);
        }
    }
    descend("result".to_owned(), host_result, plugin_result, path)
}

fn descend(step: String, host: &Tree, plugin: &Tree, path: &mut Vec<String>) -> Option<String> {
    path.push(step);
    let found = find(host, plugin, path);
    if found.is_none() {
        path.pop();
    }
    found
}

/// Two parts at one place with different names: one was added, removed, renamed or moved.
fn misplaced(host: &Tree, plugin: &Tree, index: usize) -> String {
    let part = part_word(host.kind);
    let (ours, theirs) = (&host.parts[index].label, &plugin.parts[index].label);
    let has = |tree: &Tree, label: &str| tree.parts.iter().any(|part| part.label == label);
    match (has(plugin, ours), has(host, theirs)) {
        (false, true) => format!("{part}{ours} is missing in the plugin"),
        (true, false) => format!("{part}{theirs} is missing in the host"),
        (true, true) => format!(
            "the {}s are in another order: host has {ours} where the plugin has {theirs}",
            part.trim()
        ),
        (false, false) => format!("host has {part}{ours} where the plugin has {part}{theirs}"),
    }
}

fn part_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Struct => "field ",
        Kind::Enum => "variant ",
        Kind::Interface => "method ",
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
