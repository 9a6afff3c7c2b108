//! Telling what is no text at all: archives, programs, pictures, event logs.

/// What a file that begins with these bytes is.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive (or an Office document)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF\0\0\0\0", "a cabinet archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"ElfFile\0", "a Windows event log"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office or Outlook document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"regf", "a registry hive"),
];

/// How much of a text is looked at.
const SAMPLE: usize = 1 << 20;

/// What these bytes are by their first bytes, if they are a well-known binary format.
pub(super) fn by_magic(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"MZ") && memchr::memchr(0, &bytes[..bytes.len().min(128)]).is_some() {
        return Some("a program");
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what)
}

/// Whether decoded text holds so many control characters that it is none: more than one in twenty-five.
pub(super) fn by_controls(text: &str) -> bool {
    let mut sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    // Console output has bells, backspaces, escapes and form feeds.
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, 0x07 | 0x08 | b'\t' | b'\n' | 0x0c | b'\r' | 0x1b);
    if sample.len() < 16 {
        sample = &[];
    }
    sample.iter().filter(|byte| is_control(byte)).count() * 25 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_formats_are_named() {
        assert_eq!(by_magic(b"PK\x03\x04\x14\0"), Some("a zip archive (or an Office document)"));
        assert_eq!(by_magic(b"MZ\x90\0\x03\0\0\0"), Some("a program"));
        assert_eq!(by_magic(b"MZ-Server01 : text"), None);
        assert_eq!(by_magic(b"ElfFile\0\0"), Some("a Windows event log"));
        assert_eq!(by_magic(b"Name : EX01"), None);
        assert_eq!(by_magic(b""), None);
    }

    #[test]
    fn console_noise_is_text_and_a_block_of_numbers_is_not() {
        assert!(!by_controls("\u{1b}[32;1mName\u{1b}[0m : EX01\u{7}\r\nServer : EX01\r\n"));
        assert!(by_controls(&"a\u{0}\u{1}\u{2}bcdefghijklmnop".repeat(40)));
        assert!(!by_controls(""));
    }
}
