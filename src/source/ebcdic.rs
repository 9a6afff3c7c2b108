//! Text of a mainframe. It is recognised and not read: its pages differ in the very characters that lists and paths are written with. Letters and
//! digits are the same in all of them, so that it shows what it is about.

/// Whether bytes are such a text: nearly all of them are letters, digits and blanks of EBCDIC, where other encodings have none or few.
pub(super) fn is_ebcdic(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    let letters = sample.iter().filter(|byte| letter(**byte).is_some()).count();
    let blanks = sample.iter().filter(|byte| **byte == 0x40).count();
    let has_lines = sample.contains(&b'\n') && sample.contains(&b' ');
    sample.len() > 32 && !has_lines && blanks * 50 > sample.len() && letters * 4 > sample.len() * 3
}

/// What a text says as far as all pages agree.
pub(super) fn look(bytes: &[u8]) -> String {
    let sign = |byte: u8| match byte {
        0x15 | 0x25 => '\n',
        0x4b => '.',
        0x4d => '(',
        0x5d => ')',
        0x60 => '-',
        0x61 => '/',
        0x6b => ',',
        0x7a => ':',
        0x7e => '=',
        0x7f => '"',
        0xc0 => '{',
        0xd0 => '}',
        0xe0 => '\\',
        _ => ' ',
    };
    bytes.iter().map(|byte| letter(*byte).unwrap_or_else(|| sign(*byte))).collect()
}

/// The letter, digit or blank that a byte is.
fn letter(byte: u8) -> Option<char> {
    let within = |first: u8, start: u8| Some(char::from(first + (byte - start)));
    match byte {
        0x40 => Some(' '),
        0x81..=0x89 => within(b'a', 0x81),
        0x91..=0x99 => within(b'j', 0x91),
        0xa2..=0xa9 => within(b's', 0xa2),
        0xc1..=0xc9 => within(b'A', 0xc1),
        0xd1..=0xd9 => within(b'J', 0xd1),
        0xe2..=0xe9 => within(b'S', 0xe2),
        0xf0..=0xf9 => within(b'0', 0xf0),
        _ => None,
    }
}
