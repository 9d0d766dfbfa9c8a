//! The name of the debug information, in the bytes of a Windows library.

/// A record begins with this, then comes an identity and a count, then the path, with a zero at its end.
const MAGIC: &[u8; 4] = b"RSDS";
const PATH: usize = 4 + 16 + 4;

/// Has a library name `name` instead of what it names, which is given back. `None` if it names nothing, or there is
/// no room.
pub(super) fn rename(bytes: &mut [u8], name: &str) -> Option<String> {
    let record = bytes.windows(4).enumerate().find_map(|(at, magic)| {
        let path = (magic == MAGIC).then(|| bytes.get(at + PATH..)).flatten()?;
        let end = path.iter().position(|&byte| byte == 0)?;
        let text = std::str::from_utf8(&path[..end]).ok()?;
        (text.ends_with(".pdb") && !text.contains(char::is_control))
            .then(|| (at + PATH, text.to_owned()))
    });
    let (start, named) = record?;
    let room = bytes.get_mut(start..start + named.len())?;
    if name.len() > room.len() {
        return None;
    }
    room.fill(0);
    room[..name.len()].copy_from_slice(name.as_bytes());
    Some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(path: &str) -> Vec<u8> {
        let record = [
            b"code RSDS code RSDS",
            &[7; 20][..],
            path.as_bytes(),
            b"\0rest",
        ];
        record.concat()
    }

    #[test]
    fn a_library_names_its_own_copy() {
        let mut bytes = library(r"C:\work\target\debug\deps\woof.pdb");
        let before = bytes.len();
        let named = rename(&mut bytes, "woof-2.pdb").unwrap();
        assert_eq!(named, r"C:\work\target\debug\deps\woof.pdb");
        assert_eq!(bytes.len(), before);
        assert_eq!(rename(&mut bytes, "woof-3.pdb").unwrap(), "woof-2.pdb");
        assert!(bytes.ends_with(b"\0rest"));
    }

    #[test]
    fn what_has_no_room_or_no_name_is_left_alone() {
        for path in ["a.pdb", "no debug information"] {
            let mut bytes = library(path);
            let before = bytes.clone();
            assert_eq!(rename(&mut bytes, "woof-2.pdb"), None);
            assert_eq!(bytes, before);
        }
    }
}
