//! Text that hides what it says: base64, hexadecimal digits, percent signs, escapes, line ends that are gone. Nothing is read from it, but what it
//! plainly holds is named, and tells which kind of object was not understood.

use super::known::{Known, known};
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The most bytes of a stretch that are looked behind: what it holds shows at its beginning.
const LOOKED_AT: usize = 16 << 10;
/// How often a text may be escaped: JSON in a string of JSON, and once more.
const DEEPEST: usize = 4;
/// The shortest line that is looked behind.
const SHORTEST: usize = 24;

/// A way to write text so that its words do not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Veil {
    Base64,
    Hex,
    Dump,
    Percent,
    Escapes,
    Uu,
    /// Letters of another alphabet that look like Latin ones.
    Letters,
    /// An archive, a picture or a document in base64: nobody can tell what it holds.
    Opaque(&'static str),
}

impl Veil {
    /// Why it is not read.
    pub fn why(self) -> Cow<'static, str> {
        match self {
            Self::Base64 => "output in base64, which is not read: decode it (certutil -decode), and give the text".into(),
            Self::Hex | Self::Dump => "output in hexadecimal digits, which is not read: give the text itself".into(),
            Self::Percent => "output with percent signs for its characters, which is not read: give the text itself".into(),
            Self::Escapes => {
                "output with escapes for its line ends (\\n), which is not read: save the text itself, each line on its own"
                    .into()
            }
            Self::Uu => "a file that a mail program encoded (uuencode), which is not read: save it as a file".into(),
            Self::Letters => {
                "a property with letters of another alphabet in its name, which no cmdlet prints: give the output itself".into()
            }
            Self::Opaque(what) => format!("{what} in base64, which is not read: give the text in it").into(),
        }
    }

    /// Whether it is known what it holds.
    pub fn is_seen_through(self) -> bool {
        !matches!(self, Self::Opaque(_))
    }
}

/// What was looked at for something that hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// How evidence hides there, if any does.
    pub veil: Option<Veil>,
    /// How many bytes are written that way. Nobody needs to look at them again.
    pub length: usize,
}

/// What hides at the start of `text`: in its first line, and in those below that are written the same way.
pub fn at_start(text: &str) -> Option<Seen> {
    let (veil, length, plain) = found(text)?;
    let is_evidence = !veil.is_seen_through() || veil == Veil::Letters || tells(&plain);
    Some(Seen { veil: is_evidence.then_some(veil), length })
}

/// What a text says behind its veil, as far as it was looked at; `None` for plain text. Looks for the first line that hides something.
pub fn plain(text: &str) -> Option<String> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((_, end, plain)) = found(&text[at..]) {
            if tells(&plain) {
                return Some(plain);
            }
            // What follows is written the same way.
            if end > line.len() {
                return None;
            }
        }
        at += line.len();
    }
    None
}

/// The veil at the start of a text, where it ends, and what is behind it.
fn found(text: &str) -> Option<(Veil, usize, String)> {
    let line = first_line(text);
    if let Some((bytes, end)) = uudecoded(text) {
        let (opaque, plain) = decoded(bytes)?;
        return Some((opaque.map_or(Veil::Uu, Veil::Opaque), end, plain));
    }
    if line.trim().len() < SHORTEST {
        return None;
    }
    if let Some(bytes) = dumped(line) {
        let (rest, end) = gather(text, |line| dumped(line).map(|bytes| (bytes, false)));
        return decoded(if rest.is_empty() { bytes } else { rest }).map(|(_, plain)| (Veil::Dump, end, plain));
    }
    if let Some(token) = base64_token(line) {
        let (digits, end) = gather(text, |line| {
            let token = base64_token(line).or_else(|| last_of_base64(line))?;
            let is_last = token.len() < line.trim().len() || token.ends_with('=');
            Some((token.bytes().collect(), is_last))
        });
        let (veil, bytes) = if is_hex(token) { (Veil::Hex, unhex(&digits)) } else { (Veil::Base64, unbase64(&digits)?) };
        let (opaque, plain) = decoded(bytes)?;
        return Some((opaque.map_or(veil, Veil::Opaque), end, plain));
    }
    let end = line.len();
    if is_disguised(line) {
        return Some((Veil::Letters, end, in_latin(line).into_owned()));
    }
    if memchr::memchr_iter(b'%', line.as_bytes()).take(8).count() == 8 {
        let plain = unpercent(head(line));
        return Some((Veil::Percent, end, plain));
    }
    let is_escaped = |mark: &str| memchr::memmem::find(line.as_bytes(), mark.as_bytes()).is_some();
    if ["\\n", "\\r", "\\u00", "\\\"", "`n", "&#"].into_iter().any(is_escaped) {
        let plain = unescape(head(line));
        // A script writes its own line ends that way.
        let plain = if is_code(line) && !shows(&plain) { String::new() } else { plain };
        return Some((Veil::Escapes, end, plain));
    }
    None
}

/// Whether a text shows several properties of a cmdlet's objects with their values, and not with the variables of a script.
pub fn shows(text: &str) -> bool {
    static VALUE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"([A-Za-z][A-Za-z0-9]{3,})[ \t]*[ \t]:[ \t]+(?:\{[^0-9]|[^\s$"'(@{])"#).ok());
    VALUE.as_ref().is_some_and(|pattern| are_several(pattern, text))
}

/// Whether a pattern finds two known names in a text, one of them of nothing but a property.
fn are_several(pattern: &Regex, text: &str) -> bool {
    let mut names = pattern.captures_iter(text).map(|found| known(&found[1])).filter(|known| *known != Known::No);
    let first = names.next();
    first.is_some_and(|first| names.any(|other| first == Known::Strong || other == Known::Strong))
}

/// Whether a text has the name of a property in letters that only look like those of it.
pub fn is_disguised(text: &str) -> bool {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"([\w]{6,})['"]?\s*[:=]"#).ok());
    let names = |text: &str| -> Vec<String> {
        let found = NAME.as_ref().map(|pattern| pattern.captures_iter(text).map(|found| found[1].to_owned()).collect());
        found.unwrap_or_default()
    };
    !text.is_ascii() && names(text).iter().any(|name| is_look_alike(name))
}

/// Whether a name is that of a property, but for letters of another alphabet in it.
pub fn is_look_alike(name: &str) -> bool {
    !name.is_ascii() && known(&in_latin(name)) == Known::Strong
}

/// Whether a text shows properties of a cmdlet's objects.
pub fn tells(text: &str) -> bool {
    static PROPERTY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"([A-Za-z][A-Za-z0-9]{3,})['"]?\s*[:=>,|]"#).ok());
    PROPERTY.as_ref().is_some_and(|pattern| are_several(pattern, text))
}

/// Whether a line may be one of a script.
fn is_code(line: &str) -> bool {
    line.contains('$') || !line.trim_start().starts_with(['"', '\'', '{', '[', '\\'])
}

/// The bytes that hide in the lines at the start of a text, down to the line that `of` says nothing of, or the last. They are joined.
fn gather(text: &str, of: impl Fn(&str) -> Option<(Vec<u8>, bool)>) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let Some((more, is_last)) = of(line.trim_end_matches(['\n', '\r'])) else { break };
        if bytes.len() < LOOKED_AT {
            bytes.extend_from_slice(&more[..more.len().min(LOOKED_AT)]);
        }
        end += line.len();
        if is_last {
            break;
        }
    }
    (bytes, end)
}

/// The first run of characters of base64 in a line that is too long for a word.
fn base64_token(line: &str) -> Option<&str> {
    const LONG: usize = 40;
    const LONG_WITHIN: usize = 80;
    let whole = line.trim();
    if whole.len() >= LONG && is_all_base64(whole) {
        return Some(whole);
    }
    let mut start = 0;
    for (at, byte) in line.bytes().enumerate() {
        if !is_base64(byte) {
            if at - start >= LONG_WITHIN {
                return line.get(start..at);
            }
            start = at + 1;
        }
    }
    (line.len() - start.min(line.len()) >= LONG_WITHIN).then(|| &line[start..])
}

/// The last line of base64 is as short as it happens to be.
fn last_of_base64(line: &str) -> Option<&str> {
    let line = line.trim();
    (!line.is_empty() && is_all_base64(line)).then_some(line)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Equals signs fill up its end.
fn is_all_base64(line: &str) -> bool {
    line.trim_end_matches('=').bytes().all(is_base64)
}

fn is_hex(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn unhex(digits: &[u8]) -> Vec<u8> {
    let values = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).collect::<Vec<_>>();
    values.chunks_exact(2).filter_map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

fn unbase64(digits: &[u8]) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let plain = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let mut digits: Vec<u8> = digits.iter().take_while(|byte| **byte != b'=').map(plain).collect();
    digits.truncate(digits.len() / 4 * 4);
    base64::engine::general_purpose::STANDARD.decode(digits).ok()
}

/// The bytes that a line of a dump shows: behind its offset, two or four digits each, or two with hyphens between them.
fn dumped(line: &str) -> Option<Vec<u8>> {
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let offset = words.next()?.trim_end_matches(':');
    if offset.len() < 4 || !is_number(offset) {
        return None;
    }
    let mut bytes = Vec::new();
    for word in words {
        if bytes.len() >= 32 || !matches!(word.len(), 2 | 4) || !is_number(word) {
            break;
        }
        bytes.extend(unhex(word.as_bytes()));
    }
    (bytes.len() > 3).then_some(bytes)
}

/// The bytes of a file in uuencode, and where it ends: `begin 644 mapi.txt`, lines that begin with their length, `end`.
fn uudecoded(text: &str) -> Option<(Vec<u8>, usize)> {
    let head = first_line(text);
    let mode = head.strip_prefix("begin ")?.split_once(' ')?.0;
    if !matches!(mode.len(), 3 | 4) || !mode.bytes().all(|digit| matches!(digit, b'0'..=b'7')) {
        return None;
    }
    let value = |byte: Option<&u8>| byte.map_or(0, |byte| byte.wrapping_sub(b' ') & 0x3f);
    let mut bytes = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let line = line.trim_end_matches(['\n', '\r']).as_bytes();
        if line == b"end" {
            break;
        }
        if end == head.len() || line == head.as_bytes() || bytes.len() >= LOOKED_AT {
            continue;
        }
        let length = usize::from(value(line.first()));
        let fours = line.get(1..).unwrap_or_default().chunks(4);
        let of_four = |four: &[u8]| {
            let [a, b, c, d] = [0, 1, 2, 3].map(|at| value(four.get(at)));
            [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
        };
        let start = bytes.len();
        bytes.extend(fours.flat_map(of_four));
        bytes.truncate(start + length);
    }
    Some((bytes, end))
}

/// A text with Latin letters in place of those that look like them.
pub fn in_latin(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(latin).collect()) }
}

/// The Latin letter that a letter of another alphabet looks like.
fn latin(letter: char) -> char {
    const ALIKE: [(&str, &str); 3] = [
        ("АВЕЅІЈКМНОРСТХУаеѕіјкмнорстхуԁһԛԝ", "ABESIJKMHOPCTXYaesijkmhopctxydhqw"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυχκ", "ABEZHIKMNOPTYXaivopuxk"),
        ("ıɡɑⅼⅰ", "igali"),
    ];
    if letter.is_ascii() {
        return letter;
    }
    // Fullwidth letters stand in the order of ASCII.
    if let Some(narrow) = u32::from(letter).checked_sub(0xfee0).filter(|code| (0x21..0x7f).contains(code)) {
        return char::from_u32(narrow).unwrap_or(letter);
    }
    let like = |(others, latin): &(&str, &str)| {
        others.chars().zip(latin.chars()).find(|(other, _)| *other == letter).map(|(_, latin)| latin)
    };
    ALIKE.iter().find_map(like).unwrap_or(letter)
}

/// The text in bytes, or what else they are.
fn decoded(bytes: Vec<u8>) -> Option<(Option<&'static str>, String)> {
    if let Some(what) = crate::source::evidence_in(&bytes) {
        return Some((Some(what), String::new()));
    }
    let is_wide = bytes.len() > 8 && bytes.iter().skip(1).step_by(2).take(64).filter(|byte| **byte == 0).count() > 2;
    let text = if is_wide {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        String::from_utf8_lossy(&bytes).into_owned()
    };
    // Base64 in base64 is somebody's joke.
    (text.chars().take(64).filter(|character| character.is_control()).count() < 12).then_some((None, text))
}

fn unpercent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|digits| first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        if let Some(digits) = digits {
            bytes.extend(unhex(digits));
            rest = &behind[2..];
        } else {
            bytes.push(if first == b'+' { b' ' } else { first });
            rest = behind;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text with its escapes resolved, again and again. Nothing in it is believed: it only tells what it is about.
fn unescape(text: &str) -> String {
    static ESCAPE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"\\u([0-9A-Fa-f]{4})|&#(\d{1,5});|(\\r\\n|\\r|\\n|`r`n|`n)|\\t|\\(["\\/])"#).ok());
    let Some(pattern) = ESCAPE.as_ref() else { return String::new() };
    let resolve = |found: &Captures<'_>| {
        let number = |group, radix| {
            let digits: Option<regex::Match<'_>> = found.get(group);
            digits.and_then(|digits| u32::from_str_radix(digits.as_str(), radix).ok()).and_then(char::from_u32)
        };
        let sign = || found.get(4).and_then(|sign| sign.as_str().chars().next());
        let line_end = || found.get(3).map(|_| '\n');
        number(1, 16).or_else(|| number(2, 10)).or_else(line_end).or_else(sign).unwrap_or(' ').to_string()
    };
    let mut text = text.to_owned();
    for _ in 0..DEEPEST {
        match pattern.replace_all(&text, resolve) {
            Cow::Borrowed(_) => break,
            Cow::Owned(next) => text = next,
        }
    }
    text
}

fn first_line(text: &str) -> &str {
    text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())].trim_end_matches('\r')
}

/// As much of a line as is looked at.
fn head(line: &str) -> &str {
    let end = (0..=LOOKED_AT.min(line.len())).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::{Veil, at_start, plain};
    use base64::Engine as _;

    const OUTPUT: &str = "Identity : EX02\\mapi (Default Web Site)\r\nInternalUrl : https://mail.contoso.com/mapi\r\nIISAuthenticationMethods : {Ntlm}\r\n";

    fn base64(bytes: &[u8]) -> String {
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }

    fn hex(bytes: &[u8], between: &str) -> String {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(between)
    }

    #[test]
    fn what_hides_is_told() {
        let wide: Vec<u8> = OUTPUT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let lines: String =
            base64(OUTPUT.as_bytes()).as_bytes().chunks(64).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect();
        let dump: String = OUTPUT
            .as_bytes()
            .chunks(16)
            .enumerate()
            .map(|(at, bytes)| format!("{:08x}  {}  |x|\n", at * 16, hex(bytes, " ")))
            .collect();
        let percent: String = OUTPUT
            .bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        let json = serde_json::to_string(OUTPUT).unwrap();
        let twice = serde_json::to_string(&json).unwrap();
        for (text, veil) in [
            (base64(OUTPUT.as_bytes()), Veil::Base64),
            (base64(&wide), Veil::Base64),
            (lines, Veil::Base64),
            (format!("content: {}", base64(OUTPUT.as_bytes())), Veil::Base64),
            (hex(OUTPUT.as_bytes(), ""), Veil::Hex),
            (hex(OUTPUT.as_bytes(), "-"), Veil::Hex),
            (dump, Veil::Dump),
            (percent, Veil::Percent),
            (OUTPUT.replace("\r\n", "\\r\\n"), Veil::Escapes),
            (OUTPUT.replace("\r\n", "`n"), Veil::Escapes),
            (json, Veil::Escapes),
            (twice, Veil::Escapes),
            (OUTPUT.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect(), Veil::Escapes),
        ] {
            assert_eq!(at_start(&text).and_then(|seen| seen.veil), Some(veil), "{text}");
            let words = plain(&format!("x\n{text}\n")).unwrap();
            assert!(words.contains("IISAuthenticationMethods"), "{words}");
        }
        let packed = [b"\x1f\x8b\x08\0\0\0\0\0".as_slice(), &[7; 90]].concat();
        assert_eq!(at_start(&base64(&packed)).and_then(|seen| seen.veil), Some(Veil::Opaque("a gzip archive")));
    }

    #[test]
    fn other_text_is_let_through() {
        let key = base64(&(0u8..=255).collect::<Vec<_>>());
        for text in [
            "Identity : EX02\\mapi (Default Web Site)",
            "C:\\new\\reports\\network\\notes and other files are there",
            &key,
            "IISAuthenticationMethods\\nothing of the sort here",
            "5B2C40EC85C62DD39D98696AB5413E3EB83D75265B2C40EC85C62DD39D98696AB5413E3EB83D7526",
            "https://login.microsoftonline.com/x?a=%20%20%20%20%20%20%20%20%20",
            "0123 4567 89ab cdef 0123 4567 89ab cdef is a serial number",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(at_start(text).and_then(|seen| seen.veil), None, "{text}");
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
