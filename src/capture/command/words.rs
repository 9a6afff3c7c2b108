//! The words of a command line: arguments, quoted and bracketed values.

use std::borrow::Cow;
use std::ops::Range;

/// Name of a parameter, if it has one, and its value, if it has one: places in the command line.
pub type Argument = (Option<Range<usize>>, Option<Range<usize>>);

/// Parameters and positional arguments of a stage, and whether its output goes to a file.
pub fn arguments(text: &str, range: Range<usize>) -> (Vec<Argument>, bool) {
    const SWITCHES: &[&str] = &[
        "adpropertiesonly",
        "showmailboxvirtualdirectories",
        "all",
        "includereserved",
        "unique",
        "wrap",
        "autosize",
        "auto",
        "force",
        "verbose",
    ];
    let mut arguments = Vec::new();
    let mut at = range.start;
    let stage = &text[..range.end];
    while at < range.end {
        let rest = &stage[at..];
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            at += blank;
            continue;
        }
        if rest.starts_with('>') || rest.starts_with("2>") || rest.starts_with("*>") {
            return (arguments, rest.starts_with('>') || rest.starts_with('*'));
        }
        let dash = rest
            .chars()
            .next()
            .filter(|&dash| matches!(dash, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}'))
            .map_or(0, char::len_utf8);
        let length = rest[dash..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        if dash == 0 || length == 0 || rest.as_bytes()[dash].is_ascii_digit() {
            let found = value(stage, at);
            at = found.end.max(at + 1);
            at = (at..=stage.len()).find(|&at| stage.is_char_boundary(at)).unwrap_or(stage.len());
            arguments.push((None, Some(unquote(stage, found))));
            continue;
        }
        let name = at + dash..at + dash + length;
        at = name.end;
        let behind = stage[at..].trim_start_matches([':', ' ', '\t']);
        let is_switch = SWITCHES.iter().any(|switch| switch.eq_ignore_ascii_case(&stage[name.clone()]));
        let next_is_parameter = behind.starts_with(['>', '\u{2013}', '\u{2014}'])
            || behind.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|digit: char| digit.is_ascii_digit()));
        let takes = !behind.is_empty() && !is_switch && !next_is_parameter;
        if takes {
            let found = value(stage, stage.len() - behind.len());
            at = found.end.max(at + 1);
            at = (at..=stage.len()).find(|&at| stage.is_char_boundary(at)).unwrap_or(stage.len());
            arguments.push((Some(name), Some(unquote(stage, found))));
        } else {
            arguments.push((Some(name), None));
        }
    }
    (arguments, false)
}

const QUOTES: &[(char, &[char])] = &[
    ('"', &['"', '\u{201c}', '\u{201d}', '\u{201e}']),
    ('\'', &['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}']),
    ('\u{201c}', &['"', '\u{201c}', '\u{201d}', '\u{201e}']),
    ('\u{201d}', &['"', '\u{201c}', '\u{201d}', '\u{201e}']),
    ('\u{2018}', &['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}']),
    ('\u{2019}', &['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}']),
];

/// The value that starts at byte `at`: quoted, bracketed, or a bare word; with what follows a comma.
pub fn value(text: &str, at: usize) -> Range<usize> {
    let mut end = at;
    loop {
        let rest = &text[end..];
        let Some(first) = rest.chars().next() else { break };
        let closers = QUOTES.iter().find(|(open, _)| *open == first).map(|&(_, closers)| closers);
        end += match (first, closers) {
            (_, Some(closers)) => {
                let inside = &rest[first.len_utf8()..];
                inside.find(closers).map_or(rest.len(), |found| {
                    first.len_utf8() + found + inside[found..].chars().next().map_or(0, char::len_utf8)
                })
            }
            ('(' | '{' | '@', _) if first != '@' || rest[1..].starts_with(['(', '{']) => {
                let open = if first == '@' { 2 } else { 1 };
                closing(text, end + open..text.len()).map_or(rest.len(), |close| close + 1 - end)
            }
            _ => rest.find([' ', '\t', ',', '|', ';', ')', '}']).unwrap_or(rest.len()),
        };
        let behind = text[end..].trim_start();
        if !behind.starts_with(',') || behind.len() < 2 {
            break;
        }
        let next = behind[1..].trim_start();
        end = text.len() - next.len();
    }
    at..end
}

/// Where the bracket closes that was opened before `range`.
pub fn closing(text: &str, range: Range<usize>) -> Option<usize> {
    let mut depth = 1;
    let mut quote = None;
    for (at, byte) in text[range.clone()].bytes().enumerate() {
        match (quote, byte) {
            (None, b'\'' | b'"') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'(' | b'{') => depth += 1,
            (None, b')' | b'}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(range.start + at);
        }
    }
    None
}

/// `{ $_.Property }`.
pub fn only_member(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let body = text[range.clone()].trim();
    let member = body.strip_prefix('{').and_then(|body| body.strip_suffix('}')).map_or(body, str::trim);
    let name = member.strip_prefix("$_.").or_else(|| member.strip_prefix("$PSItem.")).unwrap_or(if body.starts_with('{') {
        ""
    } else {
        member
    });
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| range.start + text[range].find(name).unwrap_or(0)).map(|start| start..start + name.len())
}

/// Cuts at a separator that stands outside of quotes and brackets.
pub fn split(text: &str, range: Range<usize>, separator: u8) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut depth = 0_i32;
    let mut quote = None;
    for at in range.clone() {
        let byte = text.as_bytes()[at];
        match (quote, byte) {
            (None, b'\'' | b'"') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'(' | b'{') => depth += 1,
            (None, b')' | b'}') => depth -= 1,
            (None, byte) if byte == separator && depth <= 0 => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    parts
}

/// A place without the blanks around what stands there.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

fn unquote(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let first = part.chars().next().filter(|first| QUOTES.iter().any(|(open, _)| open == first));
    let (Some(first), Some(last)) = (first, part.chars().next_back()) else { return range };
    let closes = QUOTES.iter().any(|(open, closers)| *open == first && closers.contains(&last));
    let width = first.len_utf8();
    let one =
        closes && part.len() >= width + last.len_utf8() && !part[width..part.len() - last.len_utf8()].contains([first, last]);
    if one { range.start + width..range.end - last.len_utf8() } else { range }
}

/// The text of a place, borrowed if the whole is.
pub fn sub<'s>(text: &Cow<'s, str>, range: Range<usize>) -> Cow<'s, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}
