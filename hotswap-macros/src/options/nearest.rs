//! "Did you mean".

/// The option that is most similar to what was written, or that begins with it, or the other way round.
pub(super) fn nearest<'a>(written: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let near = allowed
        .iter()
        .map(|&known| (distance(written, known), known));
    let near = near.filter(|&(distance, known)| distance * 3 <= known.len() + 1);
    let part = allowed.iter().copied().find(|known| {
        let (shorter, longer) = match written.len() < known.len() {
            true => (written, *known),
            false => (*known, written),
        };
        shorter.len() > 3 && longer.starts_with(shorter)
    });
    near.min().map(|(_, known)| known).or(part)
}

/// The number of letters to add, remove, replace or swap with a neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut next = vec![i];
        for j in 1..=to.len() {
            let replaced = row[j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}
