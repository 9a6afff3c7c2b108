//! Draws pseudonyms: from a list that knows nothing of the original but its shape.

use super::scan::Kind;
use sha2::{Digest, Sha256};

/// The candidate with this number for something of this shape. `attempt` counts the candidates that were not free.
pub(super) fn draw(kind: Kind, original: &str, number: usize, attempt: usize) -> String {
    let shape: String = original.chars().map(|character| if character.is_ascii_digit() { '0' } else { 'a' }).collect();
    let label = match kind {
        Kind::Word => shape.as_str(),
        _ => "",
    };
    let mut bytes = (0_u32..).flat_map(|block| Sha256::digest(format!("{kind:?} {label} {number} {block}").as_bytes()).to_vec());
    let mut next = move || usize::from(bytes.next().unwrap_or(0));
    let drawn = match kind {
        Kind::Word if original.bytes().all(|byte| byte.is_ascii_digit()) => digits(original, &mut next),
        Kind::Word => word(original, attempt, &mut next),
        // A digit for a digit and a letter for a letter, so that capitals find their way back. The version of a GUID stays.
        Kind::Guid => original.chars().enumerate().map(|(at, old)| if at == 14 { old } else { hex(old, next()) }).collect(),
        Kind::Hex => original.chars().map(|old| hex(old, next())).collect(),
        Kind::V4 => v4(original, attempt, &mut next),
        Kind::Sid => number_groups(original, &mut next),
        Kind::Encoded => original.to_owned(),
        Kind::V6 => {
            // The first group tells the kind of network.
            let kept = original.find(':').unwrap_or(0);
            original.char_indices().map(|(at, old)| if at < kept { old } else { hex(old, next()) }).collect()
        }
    };
    match kind {
        Kind::Word | Kind::Guid | Kind::Hex => no_escape(drawn),
        _ => drawn,
    }
}

/// The same with another first letter where it would become an escape behind a backslash: `A\bodas` must come back as what `A\caaaa` was.
fn no_escape(mut drawn: String) -> String {
    let other = match drawn.chars().next() {
        Some('b') => "c",
        Some('f') => "e",
        Some('n') => "m",
        Some('r') => "l",
        Some('t') => "s",
        Some('u') => "a",
        _ => return drawn,
    };
    drawn.replace_range(..1, other);
    drawn
}

fn hex(old: char, number: usize) -> char {
    match old {
        '0'..='9' => b"0123456789"[number % 10] as char,
        'a'..='f' => b"abcdef"[number % 6] as char,
        other => other,
    }
}

/// A number with as many digits, and none that is larger by one: where numbers are read, it must fit.
fn digits(original: &str, next: &mut dyn FnMut() -> usize) -> String {
    let mut is_first = true;
    original
        .bytes()
        .map(|old| {
            let most = usize::from(old - b'0');
            let digit = if is_first && most > 0 {
                1 + next() % most.min(8)
            } else if is_first {
                0
            } else {
                next() % 10
            };
            is_first = false;
            (b'0' + u8::try_from(digit).unwrap_or(0)) as char
        })
        .collect()
}

/// Other numbers for those of a domain in a SID.
fn number_groups(original: &str, next: &mut dyn FnMut() -> usize) -> String {
    let groups: Vec<&str> = original.split('-').collect();
    let new = groups.iter().enumerate().map(|(at, group)| if at < 4 { (*group).to_owned() } else { digits(group, next) });
    new.collect::<Vec<_>>().join("-")
}

/// Easy to read aloud at first; any letters when those have run out.
fn word(original: &str, attempt: usize, next: &mut dyn FnMut() -> usize) -> String {
    const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut letters = 0;
    original
        .chars()
        .map(|old| {
            if old.is_ascii_digit() {
                return (b'0' + u8::try_from(next() % 10).unwrap_or(0)) as char;
            }
            if let Some(letter) = foreign(old, next) {
                return letter;
            }
            letters += 1;
            let from = match (attempt, letters % 2) {
                (0..2_000, 1) => CONSONANTS,
                (0..2_000, _) => VOWELS,
                (2_000..20_000, _) | (_, 1) => b"abcdefghijklmnopqrstuvwxyz",
                // Very short words run out of letters.
                _ => b"abcdefghijklmnopqrstuvwxyz0123456789",
            };
            from[next() % from.len()] as char
        })
        .collect()
}

/// A letter of the script that `old` is of, if that is not the one of ASCII: mixed scripts are a finding, and stay one. Letters of the West
/// stay among those by which the pages of a console are told from others.
fn foreign(old: char, next: &mut dyn FnMut() -> usize) -> Option<char> {
    let western = ["äéü", "áâàåçêëèïîìòôöûùíóúñæ", "øã"];
    if let Some(letters) = western.iter().find(|letters| letters.contains(old)) {
        return letters.chars().nth(next() % letters.chars().count());
    }
    let letters: &[(char, char)] =
        &[('а', 'я'), ('α', 'ρ'), ('à', 'ö'), ('ぁ', 'ゖ'), ('ァ', 'ヺ'), ('一', '龥'), ('가', '힣'), ('א', 'ת')];
    if let Some((first, last)) = letters.iter().find(|(first, last)| (*first..=*last).contains(&old)) {
        let count = *last as usize - *first as usize + 1;
        return char::from_u32(*first as u32 + u32::try_from((next() * 256 + next()) % count).ok()?);
    }
    if old.is_ascii() {
        return None;
    }
    // Other scripts: a letter or digit of the same block.
    let block = old as u32 & !0x3f;
    let is_like =
        |new: &char| new.is_alphabetic() == old.is_alphabetic() && new.is_alphanumeric() && new.to_lowercase().eq([*new]);
    let alike: Vec<char> =
        (block..block + 0x40).filter_map(char::from_u32).filter(|new| !new.is_ascii()).filter(is_like).collect();
    alike.get(next() % alike.len().max(1)).copied()
}

/// Numbers with as many digits as before, while there are any left; what tells a private network stays.
fn v4(original: &str, attempt: usize, next: &mut dyn FnMut() -> usize) -> String {
    let numbers: Vec<&str> = original.split('.').collect();
    let kept = match numbers.as_slice() {
        ["10", ..] => 1,
        ["192", "168", ..] | ["169", "254", ..] => 2,
        ["172", second, ..] if second.parse().is_ok_and(|number: u8| (16..32).contains(&number)) => 2,
        _ => 0,
    };
    let replaced = numbers.iter().enumerate().map(|(at, old)| {
        let (least, most) = match (at, old.len()) {
            // None of these is a build number or a special network.
            (0, 1) if kept == 0 => (9, 9),
            (0, 2) if kept == 0 => (16, 99),
            (0, _) if kept == 0 => (128, 160),
            _ if attempt >= 2_000 => (0, 255),
            (_, 1) => (0, 9),
            (_, 2) => (10, 99),
            _ => (100, 255),
        };
        if at < kept { (*old).to_owned() } else { (least + next() % (most - least + 1)).to_string() }
    });
    replaced.collect::<Vec<_>>().join(".")
}
