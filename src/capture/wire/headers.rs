//! The lines of an answer: names and values of its headers, whoever printed them.
//!
//! `Name: value` of HTTP itself, `Name=value` of Test-HMAEAS, `Name →value` of Postman, a tab of Firefox, and the value on the line below its
//! name, as the developer tools of browsers copy it. Values that a console wrapped are joined.

use crate::capture::sniff::{line_at, next_line};
use std::borrow::Cow;
use std::ops::Range;

/// A header of an answer.
pub(super) struct Header<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its value.
    pub value: Cow<'t, str>,
    /// Where the value stands in the text.
    pub at: Range<usize>,
    /// The last line of the value ended in a blank.
    blank: bool,
    /// Nothing stood behind its name, so that the line below may be its value.
    waits: bool,
}

/// The headers at the start of a text.
pub(super) struct Headers<'t> {
    /// All of them.
    pub all: Vec<Header<'t>>,
    /// Where they end.
    pub end: usize,
    /// They are printed as `Name=value`, which Test-HMAEAS does.
    pub with_equals: bool,
}

impl Headers<'_> {
    /// Whether one of them is about authentication.
    pub fn tell(&self) -> bool {
        self.all.iter().any(|header| tells_about_authentication(header.name))
    }
}

/// Whether a line may begin an answer: a status line, or a header about authentication.
pub(super) fn may_begin(line: &str) -> bool {
    let line = undress(line);
    status(line).is_some() || header(line, false).is_some_and(|(name, _)| tells_about_authentication(name))
}

/// Reads the headers at the start of `text`, up to the first line that is none.
pub(super) fn headers(text: &str) -> Headers<'_> {
    let first = undress(line_at(text, 0));
    let with_equals = header(first, false).is_some_and(|(name, _)| first[name.len()..].trim_start().starts_with('='));
    let mut found = Headers { all: Vec::new(), end: 0, with_equals };
    let mut at = 0;
    while at < text.len() {
        let raw = line_at(text, at);
        let line = undress(raw);
        let end = at + raw.trim_end().len();
        let blank = raw.len() > raw.trim_end().len();
        let plain = header(line, with_equals);
        match found.all.last_mut() {
            _ if at > 0 && (line.is_empty() || status(line).is_some()) => break,
            Some(last) if goes_on(last, raw, line, plain) => {
                if last.value.is_empty() {
                    *last =
                        Header { value: Cow::Borrowed(line), at: end - line.len()..end, blank, waits: false, name: last.name };
                } else {
                    last.value = Cow::Owned(joined(&last.value, line, last.blank));
                    last.at.end = end;
                    last.blank = blank;
                }
            }
            _ => match plain {
                Some((name, value)) => {
                    let value = value.trim();
                    found.all.push(Header {
                        name,
                        value: Cow::Borrowed(value),
                        at: end - value.len()..end,
                        blank,
                        waits: value.is_empty(),
                    });
                }
                None if at == 0 && status(line).is_some() => {}
                None => break,
            },
        }
        at = next_line(text, at);
        found.end = at;
    }
    found
}

/// Whether a line goes on with the value of the header above it.
fn goes_on(last: &Header<'_>, raw: &str, line: &str, plain: Option<(&str, &str)>) -> bool {
    if last.waits {
        return plain.is_none();
    }
    let is_challenge = last.name.eq_ignore_ascii_case("WWW-Authenticate");
    // Nothing else has quotation marks that a new line leaves open.
    if is_challenge && is_open(&last.value) {
        return true;
    }
    let is_parameter = || {
        line.split_once('=')
            .is_some_and(|(name, value)| is_token(name.rsplit(' ').next().unwrap_or(name)) && value.starts_with('"'))
    };
    if is_challenge && (last.value.ends_with(',') || is_token(last_word(&last.value))) && plain.is_none() && is_parameter() {
        return true;
    }
    (is_challenge && line.starts_with([',', '=', '"'])) || (raw.starts_with([' ', '\t']) && plain.is_none())
}

/// Whether a quotation mark is open at the end of a value.
fn is_open(value: &str) -> bool {
    value.bytes().filter(|&byte| byte == b'"').count() % 2 == 1
}

/// The last word of a value.
fn last_word(value: &str) -> &str {
    value.rsplit([',', ' ']).next().unwrap_or(value)
}

/// The first letters of the name of a parameter, and no scheme.
fn is_cut_name(rest: &str) -> bool {
    is_token(rest) && !SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(rest))
}

/// Schemes that stand in a challenge without parameters.
const SCHEMES: &[&str] = &["Basic", "Bearer", "Digest", "Kerberos", "Negotiate", "Nego2", "NTLM"];

/// Two pieces of a value that a console wrapped. Within quotation marks a blank is there only where one was printed: of all that Exchange
/// sends, only the kinds of token and the words of an error hold any.
fn joined(value: &str, next: &str, blank: bool) -> String {
    let glue = if is_open(value) {
        let inside = value.rsplit_once('"').map_or("", |(before, _)| before);
        let name = inside.trim_end_matches('=').rsplit([' ', ',']).next().unwrap_or("");
        let has_blanks = ["token_types", "error_description", "realm"].iter().any(|known| known.eq_ignore_ascii_case(name));
        let is_whole = value.ends_with("_v1") || value.ends_with("_v2");
        has_blanks && (blank || is_whole)
    } else {
        !is_cut_name(last_word(value)) && !next.starts_with(['=', '"', ','])
    };
    format!("{value}{}{next}", if glue { " " } else { "" })
}

/// Whether a header is one that is asked for.
fn tells_about_authentication(name: &str) -> bool {
    ["WWW-Authenticate", "x-ms-diagnostics"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A line without indentation, blanks at its end and the mark of `curl -v`.
pub(super) fn undress(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("< ").unwrap_or(if line == "<" { "" } else { line })
}

/// The status code of `HTTP/1.1 401 Unauthorized`.
pub(super) fn status(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let code = rest.split_whitespace().next()?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_version && code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Name and value of a header line. `with_equals`: those around it have an equals sign where others have a colon.
fn header(line: &str, with_equals: bool) -> Option<(&str, &str)> {
    let length = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
    let (name, rest) = line.split_at(length);
    if name.is_empty() {
        return None;
    }
    let is_ours = tells_about_authentication(name);
    let behind = rest.trim_start();
    if behind.is_empty() {
        return is_ours.then_some((name, ""));
    }
    // What looks like a name before `//` is the scheme of a URL in a folded value.
    if let Some(value) = behind.strip_prefix(':') {
        return (!value.starts_with("//")).then_some((name, value));
    }
    if let Some(value) = behind.strip_prefix('→').or_else(|| behind.strip_prefix("->")) {
        return Some((name, value));
    }
    if rest.starts_with('\t') {
        return Some((name, behind));
    }
    behind.strip_prefix('=').filter(|value| (is_ours || with_equals) && !value.starts_with('"')).map(|value| (name, value))
}
