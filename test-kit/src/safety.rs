//! Checks that SAFETY comments cite invariants that have names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Checks that every SAFETY comment in `src` begins with names of invariants, and that `page` has a section for each: `## NAME`.
///
/// A comment cites one name or several: `// SAFETY: LENT: …`, `// SAFETY: MAPPED, LENT and OUT: …`.
///
/// # Panics
///
/// If a comment cites none, or one that the page does not have. The message names all of them.
pub fn check(src: impl AsRef<Path>, page: impl AsRef<Path>) {
    let page = fs::read_to_string(page).expect("the page of the invariants");
    let names: BTreeSet<_> = page
        .lines()
        .filter_map(|it| it.strip_prefix("## "))
        .collect();
    let mut problems = Vec::new();
    look(src.as_ref(), &names, &mut problems);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

fn look(path: &Path, names: &BTreeSet<&str>, problems: &mut Vec<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        for entry in entries {
            look(
                &entry.expect("an entry of the directory").path(),
                names,
                problems,
            );
        }
    } else if path.extension().is_some_and(|it| it == "rs") {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(comment) = line.trim_start().strip_prefix("// SAFETY:")
                && let Some(problem) = problem(comment, names)
            {
                problems.push(format!("{}:{number}: {problem}", path.display()));
            }
        }
    }
}

fn problem(comment: &str, names: &BTreeSet<&str>) -> Option<String> {
    let Some((cited, _)) = comment.split_once(": ") else {
        return Some("cites no invariant".to_owned());
    };
    let cited = cited.replace(" and ", ", ");
    let unknown = cited
        .split(", ")
        .map(str::trim)
        .find(|it| !names.contains(it));
    unknown.map(|name| format!("`{name}` is no invariant of the page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cites_one_or_several_names_that_the_page_has() {
        let names = ["LENT", "OUT", "SAME-SHAPE"].into();
        let problem = |comment| problem(comment, &names);
        assert_eq!(problem(" LENT: it is borrowed."), None);
        assert_eq!(problem(" LENT, SAME-SHAPE and OUT: all of it."), None);
        assert!(problem(" the caller's promise.").is_some());
        let unknown = problem(" LENT and OTHER: it is borrowed.");
        assert_eq!(
            unknown.as_deref(),
            Some("`OTHER` is no invariant of the page")
        );
    }
}
