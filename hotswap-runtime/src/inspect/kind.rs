//! What a file that is not a library seems to be, for the error.

/// What these bytes seem to be, with its article.
pub(super) fn looks_like(bytes: &[u8]) -> &'static str {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"#!", "a script"),
        (b"\x7fELF", "an ELF file"),
        (b"MZ", "a Windows file"),
        (b"\xcf\xfa\xed\xfe", "a macOS file"),
        (b"\xfe\xed\xfa\xcf", "a macOS file"),
        (b"\xca\xfe\xba\xbe", "a macOS file"),
        (b"\0asm", "a WebAssembly module"),
        (b"!<arch>\n", "a static library"),
        (b"!<thin>\n", "a static library"),
        (b"\x1f\x8b", "a compressed file"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x28\xb5\x2f\xfd", "a compressed file"),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map_or_else(|| by_content(bytes), |(_, what)| what)
}

fn by_content(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(512)];
    if start.iter().all(|&byte| byte == 0) {
        return "nothing but zeros";
    }
    let is_text = |byte: &u8| *byte >= b' ' || byte.is_ascii_whitespace();
    // A character may be cut at the end of what is looked at.
    let valid = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if valid && start.iter().all(is_text) {
        "a text"
    } else {
        "data of an unknown kind"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_kinds_are_told_apart() {
        let cases: [(&[u8], &str); 9] = [
            (b"#!/bin/sh\n", "a script"),
            (b"[package]\nname = \"world\"\n", "a text"),
            ("gr\u{fc}\u{df}e\n".as_bytes(), "a text"),
            (b"\0\0\0\0\0", "nothing but zeros"),
            (b"\x01\x02\x03\xff", "data of an unknown kind"),
            (b"MZ\x90\0", "a Windows file"),
            (b"\xcf\xfa\xed\xfe\x0c", "a macOS file"),
            (b"\0asm\x01\0\0\0", "a WebAssembly module"),
            (b"!<arch>\n/", "a static library"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(looks_like(bytes), expected);
        }
    }

    #[test]
    fn a_text_whose_beginning_ends_within_a_character_is_a_text() {
        let text = format!("{}\u{fc}", "a".repeat(511));
        assert_eq!(looks_like(text.as_bytes()), "a text");
    }
}
