//! Challenges within other text: in a message, in the value of a property, in a dictionary that some program printed.

use super::request::{request, url_in};
use super::{Answer, Capture, Item, Raw};
use crate::capture::Form;
use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// Parameters by one of which a challenge of Exchange is known.
const TELLING: &[&str] = &["client_id", "trusted_issuers", "authorization_uri"];

/// The longest challenge that is read.
const LONGEST: usize = 16 * 1024;

/// Finds the challenges in a source that no record holds yet, and adds a record for each.
pub fn scan<'s>(source: &'s Source, out: &mut Capture<'s>) {
    let mut taken: Option<Vec<Range<usize>>> = None;
    let mut found = Vec::new();
    let mut end = 0;
    for at in memchr::memmem::find_iter(source.text.as_bytes(), b"earer ") {
        let Some(start) = at.checked_sub(1).filter(|&start| start >= end && begins(&source.text, start)) else { continue };
        let challenge = match read(&source.text, start) {
            Ok(challenge) => challenge,
            Err(behind) => {
                end = behind;
                continue;
            }
        };
        end = challenge.end;
        let taken = taken.get_or_insert_with(|| answers(out));
        let index = taken.partition_point(|range| range.end <= start);
        if taken.get(index).is_none_or(|range| range.start > start) {
            found.push((start, challenge));
        }
    }
    if found.is_empty() {
        return;
    }
    for (start, challenge) in found {
        let line_start = source.text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let in_line = url_in(&source.text[line_start..start]).map(|at| line_start + at.start..line_start + at.end);
        let url = match in_line {
            Some(at) => Some((Cow::Borrowed(&source.text[at.clone()]), at)),
            None => request(source, start).url,
        };
        let at = source.span(start, challenge.end);
        let answer = Answer {
            url: url.map(|(url, at)| (url, source.span(at.start, at.end))),
            request: "bearer-challenge",
            status: None,
            challenges: (Raw::List { items: vec![Item { text: challenge.text, at }], cut: challenge.cut }, at),
            diagnostics: None,
            first_line: at,
            whole: at,
        };
        out.records.push(answer.record());
    }
    out.records.sort_by_key(|record| record.at.start);
}

/// Where answers stand that have been read already, sorted.
fn answers(out: &Capture<'_>) -> Vec<Range<usize>> {
    let is_answer = |field: &crate::capture::Field<'_>| field.name.eq_ignore_ascii_case("WwwAuthenticate");
    let places = out.records.iter().filter_map(|record| match record.form {
        Form::Wire => Some(record.at),
        _ => record.fields.iter().find(|field| is_answer(field)).map(|field| field.at),
    });
    let mut places: Vec<Range<usize>> = places.map(|at| at.start as usize..at.end as usize).collect();
    places.sort_by_key(|place| (place.end, place.start));
    places
}

/// Whether the word that starts at `at` is `Bearer`.
fn begins(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes[at], b'B' | b'b') && !at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric())
}

/// A challenge and where it ends.
struct Challenge<'s> {
    text: Cow<'s, str>,
    end: usize,
    cut: bool,
}

/// Reads the challenge that starts at `start`, and those that follow it in the same header; or how far it is certain that there is none. Its
/// quotation marks may be escaped, as they are in JSON; a console may have wrapped it.
fn read(text: &str, start: usize) -> Result<Challenge<'_>, usize> {
    let stop = (start + LONGEST).min(text.len());
    let mut reader = Reader {
        bytes: &text.as_bytes()[..stop],
        at: start + "Bearer".len(),
        out: String::from("Bearer "),
        names: 0,
        far: start,
    };
    let cut = reader.parameters();
    let written = text.get(start..reader.at).filter(|_| reader.names > 0).ok_or(reader.far)?;
    let is_plain = !written.contains(['\n', '\r', '\\']) && !written.contains("\"\"");
    let text = if is_plain { Cow::Borrowed(written) } else { Cow::Owned(reader.out.trim_end().to_owned()) };
    Ok(Challenge { text, end: reader.at, cut })
}

struct Reader<'t> {
    bytes: &'t [u8],
    /// Behind what has been read for certain.
    at: usize,
    out: String,
    /// How many telling parameters there are.
    names: usize,
    /// How far it was looked.
    far: usize,
}

impl Reader<'_> {
    /// Reads parameters and further schemes for as long as there are any; whether the challenge is cut.
    fn parameters(&mut self) -> bool {
        loop {
            let mut at = self.blanks(self.at);
            let mut comma = false;
            while self.bytes.get(at) == Some(&b',') {
                comma = true;
                at = self.blanks(at + 1);
            }
            let (word, end) = self.name(at);
            if word.is_empty() {
                let rest = self.bytes.get(at..).unwrap_or_default();
                return comma || rest.is_empty() || rest.starts_with("\u{2026}".as_bytes()) || rest.starts_with(b"...");
            }
            let behind = self.blanks(end);
            if self.bytes.get(behind) == Some(&b'=') {
                let separator = if self.out.ends_with(' ') { "" } else { ", " };
                if !(comma || separator.is_empty()) {
                    return false;
                }
                let Some((value, end)) = self.value(self.blanks(behind + 1)) else { return true };
                self.out.push_str(&format!("{separator}{word}=\"{value}\""));
                self.names += usize::from(TELLING.iter().any(|known| known.eq_ignore_ascii_case(&word)));
                self.at = end;
            } else if comma && SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(&word)) {
                self.out.push_str(&format!(", {word} "));
                self.at = end;
            } else {
                return false;
            }
        }
    }

    /// The name of a parameter, or a scheme, and where it ends. A console may have broken it: then its rest stands before an equals sign.
    fn name(&self, at: usize) -> (String, usize) {
        let end = at + self.word(at);
        let mut word = String::from_utf8_lossy(self.bytes.get(at..end).unwrap_or_default()).into_owned();
        let is_scheme = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(&word));
        if !is_scheme
            && matches!(self.bytes.get(end), Some(b'\n' | b'\r'))
            && let Some(line) = self.behind_break(end)
        {
            let rest = line..line + self.word(line);
            if !rest.is_empty() && self.bytes.get(rest.end) == Some(&b'=') {
                word.push_str(&String::from_utf8_lossy(&self.bytes[rest.clone()]));
                return (word, rest.end);
            }
        }
        (word, end)
    }

    /// The value that starts at `at`, and where it ends; `None` if it is not closed.
    fn value(&mut self, at: usize) -> Option<(String, usize)> {
        let rest = self.bytes.get(at..)?;
        // Comma-separated values double the quotation marks.
        let is_doubled = rest.starts_with(b"\"\"") && rest.get(2).is_some_and(u8::is_ascii_alphanumeric);
        let mark: &[u8] = match rest {
            [b'\\', b'"', ..] => b"\\\"",
            _ if is_doubled => b"\"\"",
            _ => b"\"",
        };
        let mut value = Vec::new();
        if !rest.starts_with(mark) {
            let length = self.word(at);
            value.extend_from_slice(&self.bytes[at..at + length]);
            return Some((String::from_utf8_lossy(&value).into_owned(), at + length));
        }
        let mut at = at + mark.len();
        loop {
            self.far = self.far.max(at.min(self.bytes.len()));
            if self.bytes.get(at..)?.starts_with(mark) {
                return Some((String::from_utf8_lossy(&value).into_owned(), at + mark.len()));
            }
            match self.bytes.get(at)? {
                b'"' => return Some((String::from_utf8_lossy(&value).into_owned(), at + 1)),
                b'\n' | b'\r' => {
                    // A console broke the value; there was no blank, unless the line ends in one.
                    at = self.behind_break(at)?;
                }
                &byte => {
                    value.push(byte);
                    at += 1;
                }
            }
        }
    }

    /// Behind one line break and the indentation below it; `None` if a blank line follows.
    fn behind_break(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        let line = at + if rest.starts_with(b"\r\n") { 2 } else { 1 };
        let text = line + self.bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        (!matches!(self.bytes.get(text), Some(b'\n' | b'\r') | None)).then_some(text)
    }

    fn blanks(&self, mut at: usize) -> usize {
        loop {
            match self.bytes.get(at) {
                Some(b' ' | b'\t') => at += 1,
                Some(b'\n' | b'\r') => match self.behind_break(at) {
                    Some(behind) => at = behind,
                    None => return at,
                },
                _ => return at,
            }
        }
    }

    fn word(&self, at: usize) -> usize {
        self.bytes[at.min(self.bytes.len())..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count()
    }
}

/// Schemes that may follow in the same header.
const SCHEMES: &[&str] = &["Basic", "Bearer", "Digest", "Negotiate", "NTLM"];
