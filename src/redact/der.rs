//! Certificates and their like in DER: the same structure and the same dates, with other names and other numbers.

use std::ops::Range;

/// How deep structures may nest; a certificate needs twelve.
const DEEPEST: usize = 24;

/// Whether `bytes` are one DER sequence, from the first byte to the last.
pub(super) fn is_sequence(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30) && leaves(bytes).is_some()
}

/// The texts that a structure holds: names, addresses, hosts.
pub(super) fn texts(bytes: &[u8]) -> Vec<String> {
    leaves(bytes).unwrap_or_default().into_iter().filter_map(|leaf| text(leaf.tag, &bytes[leaf.at])).collect()
}

/// The structure with `rename` applied to every text and `fill` in place of keys, signatures, numbers and whatever else is of this one
/// certificate. Times, known object ids and every length stay. `None` when it is not DER.
pub(super) fn scrub(bytes: &[u8], rename: &dyn Fn(&str) -> String, fill: &mut dyn FnMut() -> u8) -> Option<Vec<u8>> {
    let mut new = bytes.to_vec();
    for leaf in leaves(bytes)? {
        let old = &bytes[leaf.at.clone()];
        let content = new.get_mut(leaf.at)?;
        match leaf.tag {
            BOOLEAN | NULL | UTC_TIME | GENERALIZED_TIME => {}
            OBJECT_ID if is_known(old) => {}
            // The bits that tell where a number goes on stay.
            OBJECT_ID => content.iter_mut().skip(1).for_each(|byte| *byte = *byte & 0x80 | (fill() & 0x7f).max(1)),
            INTEGER if old.len() <= 3 => {}
            INTEGER => {
                content.iter_mut().for_each(|byte| *byte = fill());
                content[0] = content[0] & 0x7f | 1;
            }
            BIT_STRING if old.len() <= 3 => {}
            BIT_STRING => content.iter_mut().skip(1).for_each(|byte| *byte = fill()),
            tag => match text(tag, old) {
                Some(text) => content.copy_from_slice(&as_long(tag, &text, &rename(&text), old.len())),
                None if is_text(tag) => content.fill(b'x'),
                None => content.iter_mut().for_each(|byte| *byte = fill()),
            },
        }
    }
    Some(new)
}

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OBJECT_ID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const BMP_STRING: u8 = 0x1e;

/// A value that is not made of others.
struct Leaf {
    tag: u8,
    at: Range<usize>,
}

/// Every leaf, in order; `None` when the bytes are not DER from the first to the last.
fn leaves(bytes: &[u8]) -> Option<Vec<Leaf>> {
    let mut found = Vec::new();
    descend(bytes, 0..bytes.len(), 0, &mut found)?;
    Some(found)
}

fn descend(bytes: &[u8], within: Range<usize>, depth: usize, found: &mut Vec<Leaf>) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    let mut at = within.start;
    while at < within.end {
        let (tag, content) = header(&bytes[at..within.end])?;
        let content = at + content.start..at + content.end;
        at = content.end;
        if tag & 0x20 != 0 {
            descend(bytes, content, depth + 1, found)?;
            continue;
        }
        // Extensions are structures packed into octets.
        let before = found.len();
        let is_packed = tag == OCTET_STRING && matches!(bytes.get(content.start), Some(&(0x30 | 0x03 | OCTET_STRING)));
        if is_packed && descend(bytes, content.clone(), depth + 1, found).is_some() {
            continue;
        }
        found.truncate(before);
        found.push(Leaf { tag, at: content });
    }
    Some(())
}

/// Tag and content of the value that `bytes` start with.
fn header(bytes: &[u8]) -> Option<(u8, Range<usize>)> {
    let (tag, first) = (*bytes.first()?, usize::from(*bytes.get(1)?));
    // Tags of several bytes do not occur here.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (start, length) = match first {
        0..=0x7f => (2, first),
        0x81..=0x84 => {
            let count = first - 0x80;
            let length = bytes.get(2..2 + count)?.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
            (2 + count, length)
        }
        _ => return None,
    };
    let end = start.checked_add(length)?;
    (end <= bytes.len()).then_some((tag, start..end))
}

/// How many bytes the sequence that `bytes` start with says that it has.
pub(super) fn announced(bytes: &[u8]) -> Option<usize> {
    let length = match bytes {
        [0x30, length @ 0..=0x7f, ..] => 2 + usize::from(*length),
        [0x30, 0x81, length, ..] => 3 + usize::from(*length),
        [0x30, 0x82, high, low, ..] => 4 + (usize::from(*high) << 8) + usize::from(*low),
        [0x30, 0x83, high, middle, low, ..] => 5 + (usize::from(*high) << 16) + (usize::from(*middle) << 8) + usize::from(*low),
        _ => return None,
    };
    Some(length)
}

fn is_text(tag: u8) -> bool {
    matches!(tag, 0x0c | 0x12..=0x16 | 0x19..=0x1c | BMP_STRING)
}

/// The text of a leaf, if it is one. Names in extensions have tags of their own; they are told by being readable.
fn text(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        BMP_STRING => {
            let units: Vec<u16> =
                content.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect();
            String::from_utf16(&units).ok()
        }
        tag if is_text(tag) => String::from_utf8(content.to_vec()).ok(),
        tag if tag & 0xc0 == 0x80 && content.len() > 2 && content.iter().all(|byte| matches!(byte, b' '..=b'~')) => {
            String::from_utf8(content.to_vec()).ok()
        }
        _ => None,
    }
}

/// `new` in exactly `length` bytes: a character that does not fit where its original stood gives way to `x`.
fn as_long(tag: u8, old: &str, new: &str, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length);
    for (old, new) in old.chars().zip(new.chars()) {
        if tag == BMP_STRING {
            let mut units = [0; 2];
            let fits = new.len_utf16() == old.len_utf16();
            let character = if fits { new } else { 'x' };
            bytes.extend(character.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        } else if new.len_utf8() == old.len_utf8() {
            bytes.extend(new.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            bytes.extend(std::iter::repeat_n(b'x', old.len_utf8()));
        }
    }
    bytes.resize(length, b'x');
    bytes
}

/// Object ids that are the same everywhere: names of attributes, algorithms, purposes. Others may be an organisation's own.
fn is_known(id: &[u8]) -> bool {
    const KNOWN: &[&[u8]] = &[
        b"\x55\x04",                         // 2.5.4: attributes of names
        b"\x55\x1d",                         // 2.5.29: extensions
        b"\x2a\x86\x48\x86\xf7\x0d",         // 1.2.840.113549: RSA
        b"\x2a\x86\x48\xce\x3d",             // 1.2.840.10045: elliptic curves
        b"\x2b\x81\x04",                     // 1.3.132: curves
        b"\x2b\x0e\x03\x02",                 // 1.3.14.3.2: old algorithms
        b"\x2b\x06\x01\x05\x05\x07",         // 1.3.6.1.5.5.7: PKIX
        b"\x60\x86\x48\x01\x65",             // 2.16.840.1.101: NIST
        b"\x09\x92\x26\x89\x93\xf2\x2c\x64", // 0.9.2342.19200300.100: domain components
        b"\x2b\x06\x01\x04\x01\x82\x37\x3c", // 1.3.6.1.4.1.311.60: where a company is registered
    ];
    KNOWN.iter().any(|known| id.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_sequence_is_one() {
        assert!(is_sequence(&[0x30, 0x03, 0x02, 0x01, 0x05]));
        for bytes in
            [&[0x30, 0x04, 0x02, 0x01, 0x05][..], &[0x30, 0x80, 0, 0], &[0x02, 0x01, 0x05], &[], &[0x30, 0x02, 0x02, 0x01]]
        {
            assert!(!is_sequence(bytes), "{bytes:?}");
        }
        assert!(!is_sequence(&[0x30, 0x80].repeat(100)), "no end of nesting");
    }

    #[test]
    fn names_keys_and_numbers_are_replaced_and_lengths_stay() {
        let names = vec!["mail.contoso.com".to_owned(), "ews.contoso.com".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let old = made.cert.der().to_vec();
        assert!(texts(&old).iter().any(|text| text == "ews.contoso.com"), "{:?}", texts(&old));
        let new = scrub(&old, &|text| text.replace("contoso", "zzzzzzz"), &mut || 7).expect("DER");
        assert_eq!(old.len(), new.len());
        let (_, one) = x509_parser::parse_x509_certificate(&old).expect("the old one");
        let (_, other) = x509_parser::parse_x509_certificate(&new).expect("the new one");
        assert_eq!(one.validity(), other.validity());
        assert_ne!(one.raw_serial(), other.raw_serial());
        assert_ne!(one.signature_value.data, other.signature_value.data);
        assert_ne!(one.public_key().raw, other.public_key().raw);
        assert!(!String::from_utf8_lossy(&new).contains("contoso") && String::from_utf8_lossy(&new).contains("ews.zzzzzzz.com"));
    }
}
