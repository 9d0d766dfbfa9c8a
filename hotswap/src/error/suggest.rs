//! "Did you mean".

/// The name among `known` that is most similar to `name`; `None` if no name is similar.
///
/// # Examples
///
/// ```
/// use hotswap::error::suggest;
///
/// assert_eq!(suggest("gret", ["greet", "hum"]), Some("greet"));
/// assert_eq!(suggest("weather", ["greet", "hum"]), None);
/// ```
pub fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|known| (distance(name, known), known))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// The number of letters to insert, remove, replace or swap with a neighbour (optimal string alignment). Case is ignored, and
/// `-` is equal to `_`.
fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| fold(text).chars().collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The form in which names are compared: in lower case, with `_` for `-`.
///
/// # Examples
///
/// ```
/// assert_eq!(hotswap::error::fold("My-Plugin"), "my_plugin");
/// ```
pub fn fold(name: &str) -> String {
    // Each reload compares all names several times.
    if name.is_ascii() {
        let folded = name.to_ascii_lowercase();
        return match folded.contains('-') {
            true => folded.replace('-', "_"),
            false => folded,
        };
    }
    let folded = name.chars().flat_map(char::to_lowercase);
    folded.map(|c| if c == '-' { '_' } else { c }).collect()
}

/// The suggestion at the end of an error message; empty if there is none.
///
/// # Examples
///
/// ```
/// use hotswap::error::did_you_mean;
///
/// assert_eq!(did_you_mean(Some("greet")), "; did you mean `greet`?");
/// assert_eq!(did_you_mean(None), "");
/// ```
pub fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_missing_added_replaced_or_swapped_is_forgiven() {
        for wrong in ["gret", "greeet", "groet", "geret", "GREET"] {
            assert_eq!(suggest(wrong, ["hum", "greet"]), Some("greet"), "{wrong}");
        }
    }

    #[test]
    fn the_nearest_of_several_is_suggested() {
        assert_eq!(suggest("tick", ["tock", "ticks"]), Some("ticks"));
        assert_eq!(suggest("tick", ["quite", "another"]), None);
    }
}
