//! Cutting a file into stretches of one width: text in single bytes and text in UTF-16, as `>` and `>>` of different shells leave it behind.

use std::ops::Range;

/// How wide the characters of a stretch are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// UTF-8 or a code page.
    Bytes,
    /// UTF-16, low byte first.
    LittleEndian,
    /// UTF-16, high byte first.
    BigEndian,
}

/// Stretches of a file in order, byte order marks left out. `true` as second part: a byte order mark said so.
pub(super) fn cut(bytes: &[u8]) -> Vec<(Width, bool, Range<usize>)> {
    let mut stretches = Vec::new();
    let (mut width, mut marked, mut at) = match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Width::Bytes, true, 3),
        [0xff, 0xfe, ..] => (Width::LittleEndian, true, 2),
        [0xfe, 0xff, ..] => (Width::BigEndian, true, 2),
        _ => (guess(bytes), false, 0),
    };
    loop {
        let next = match width {
            Width::Bytes => next_wide(bytes, at),
            Width::LittleEndian | Width::BigEndian => next_narrow(bytes, at, width).map(|end| (end, Width::Bytes, end)),
        };
        let end = next.map_or(bytes.len(), |(end, ..)| end);
        if end > at || (next.is_none() && stretches.is_empty()) {
            stretches.push((width, marked, at..end));
        }
        let Some((end, following, start)) = next else { return stretches };
        (width, marked, at) = (following, start > end, start);
    }
}

/// The width of a file without a byte order mark: Latin text in UTF-16 has a zero in every second byte.
fn guess(bytes: &[u8]) -> Width {
    if let [a, 0, b, 0, ..] = bytes
        && *a != 0
        && *b != 0
    {
        return Width::LittleEndian;
    }
    if let [0, a, 0, b, ..] = bytes
        && *a != 0
        && *b != 0
    {
        return Width::BigEndian;
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let start = &sample[..sample.len().min(8)];
    let begins_narrow = !start.contains(&0)
        && start.iter().filter(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')).count() * 4 >= start.len() * 3;
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first, units) = (zeros(0), zeros(1), sample.len() / 2);
    if begins_narrow || units < 4 {
        Width::Bytes
    } else if low_first * 10 > units * 3 && high_first * 20 < units {
        Width::LittleEndian
    } else if high_first * 10 > units * 3 && low_first * 20 < units {
        Width::BigEndian
    } else {
        Width::Bytes
    }
}

/// Where text in single bytes turns into UTF-16: the end of the one, the width and the start of the other.
fn next_wide(bytes: &[u8], from: usize) -> Option<(usize, Width, usize)> {
    let mut at = from;
    loop {
        let zero = at + memchr::memchr(0, &bytes[at..])?;
        if zero >= from + 2 && bytes[zero - 2..zero] == [0xfe, 0xff] {
            return Some((zero - 2, Width::BigEndian, zero));
        }
        if zero > from {
            let start = zero - 1;
            if start >= from + 2 && bytes[start - 2..start] == [0xff, 0xfe] {
                return Some((start - 2, Width::LittleEndian, start));
            }
            if let [first, 0, second, 0, ..] = bytes[start..]
                && first != 0
                && second != 0
            {
                return Some((start, Width::LittleEndian, start));
            }
        }
        at = zero + 1;
    }
}

/// Where UTF-16 turns into text in single bytes: at the start of a line that can't be UTF-16.
fn next_narrow(bytes: &[u8], from: usize, width: Width) -> Option<usize> {
    let (low, high) = if width == Width::LittleEndian { (0, 1) } else { (1, 0) };
    for found in memchr::memchr_iter(b'\n', &bytes[from..]) {
        let unit = (from + found).checked_sub(low)?;
        if unit < from || !(unit - from).is_multiple_of(2) || bytes.get(unit + high) != Some(&0) {
            continue;
        }
        let line = unit + 2;
        if line < bytes.len() && is_narrow_line(&bytes[line..]) {
            return Some(line);
        }
    }
    None
}

fn is_narrow_line(rest: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    let line = &rest[..end];
    if line == b"\r\n" || line.starts_with(&[0xef, 0xbb, 0xbf]) {
        return rest.get(end) != Some(&0);
    }
    let printable = line.iter().filter(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')).count();
    let controls = line.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')).count();
    line.len() >= 4 && controls == 0 && printable * 4 >= line.len() * 3 && rest.get(end) != Some(&0)
}
