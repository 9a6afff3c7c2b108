//! The code pages of the Windows console in the West, 437 and 850, and how to tell that a text is in one of them.

/// Bytes 0x80–0xFF of code page 437.
const IBM437: [&str; 4] = [
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
    "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
];

/// Bytes 0x80–0xFF of code page 850.
const IBM850: [&str; 4] = [
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ",
    "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
];

/// Decodes bytes of one of the two pages. Every byte has a character in them.
pub(super) fn decode(bytes: &[u8], name: &str) -> String {
    let table = table(name);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for &byte in bytes {
        text.push(if byte < 0x80 { char::from(byte) } else { table[usize::from(byte - 0x80)] });
    }
    text
}

fn table(name: &str) -> [char; 128] {
    let rows = if name == "ibm437" { IBM437 } else { IBM850 };
    let mut table = ['\u{fffd}'; 128];
    for (cell, character) in table.iter_mut().zip(rows.iter().flat_map(|row| row.chars())) {
        *cell = character;
    }
    table
}

/// The OEM page that these bytes are in, if that is next to certain: a byte that Windows-1252 does not have, or has as a
/// quotation mark of the wrong kind, stands inside a word where the OEM pages have a letter, and nothing speaks for Windows-1252.
pub(super) fn detect(bytes: &[u8]) -> Option<&'static str> {
    if marks_a_device(bytes) {
        return Some("ibm850");
    }
    let mut certain = false;
    let (mut only_850, mut only_437) = (false, false);
    for at in memchr_high(bytes) {
        let byte = bytes[at];
        let before = at.checked_sub(1).map_or(b' ', |index| bytes[index]);
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let within_word = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
        match byte {
            0x81 | 0x82 | 0x84 | 0x8d | 0x8f | 0x90 | 0x9d if within_word => certain = true,
            // Letters of Windows-1252 that are signs in both pages; 0xE1 (ß there, á here) and box drawing say nothing.
            0xe4 | 0xe8..=0xea | 0xf1..=0xf6 | 0xf8..=0xfc if within_word => return None,
            0x9b | 0xb7 | 0xc6 | 0xc7 | 0xd0..=0xd8 | 0xe2 | 0xe3 | 0xe5 | 0xe7 if within_word => only_850 = true,
            0xb5..=0xb8 | 0xbd | 0xbe | 0xcf..=0xd8 if before >= 0x80 && after >= 0x80 => only_437 = true,
            _ => {}
        }
    }
    certain.then_some(if only_437 && !only_850 { "ibm437" } else { "ibm850" })
}

/// Whether the sign between type and id of a mobile device (`…/ExchangeActiveSyncDevices/iPhone§5EEC4E94`) is that of page 850. In page 437 it is a
/// control character, which every reading leaves alone.
fn marks_a_device(bytes: &[u8]) -> bool {
    const BEFORE: &[u8] = b"ExchangeActiveSyncDevices";
    const SECTION_SIGN: u8 = 0xf5;
    memchr::memmem::find_iter(bytes, BEFORE).any(|at| {
        let behind = bytes.get(at + BEFORE.len() + 1..).unwrap_or_default();
        let end = behind.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(behind.len());
        end > 0 && behind.get(end) == Some(&SECTION_SIGN) && behind.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
    })
}

fn memchr_high(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pages_have_128_characters_and_agree_where_they_should() {
        assert!([IBM437, IBM850].iter().all(|rows| rows.iter().map(|row| row.chars().count()).sum::<usize>() == 128));
        assert_eq!(decode(b"M\x81nchen Stra\xe1e \x8e\x99\x9a caf\x82", "ibm437"), "München Straße ÄÖÜ café");
        assert_eq!(decode(b"M\x81nchen Stra\xe1e \x8e\x99\x9a caf\x82", "ibm850"), "München Straße ÄÖÜ café");
        assert_eq!(decode(b"\x9b \x9d \xb5 \xff", "ibm437"), "¢ ¥ ╡ \u{a0}");
        assert_eq!(decode(b"\x9b \x9d \xb5 \xff", "ibm850"), "ø Ø Á \u{a0}");
    }

    #[test]
    fn a_page_is_detected_only_by_what_the_other_reading_cannot_be() {
        assert_eq!(detect(b"Server : M\x81nchen01"), Some("ibm850"));
        assert_eq!(detect(b"M\x81nchen \xcd\xcd\xd1\xcd\xcd"), Some("ibm437"));
        assert_eq!(detect("Server : München01".as_bytes()), None);
        assert_eq!(detect(b"Server : M\xfcnchen01, don\x92t, \x84quoted\x93"), None);
        assert_eq!(detect(b"M\x81nchen and M\xfcnchen"), None);
        assert_eq!(detect(b"Adele/ExchangeActiveSyncDevices/iPhone\xf55EEC4E94"), Some("ibm850"));
        assert_eq!(detect(b"Adele/ExchangeActiveSyncDevices/iPhone\xa75EEC4E94"), None);
    }
}
