//! HTTP answers as text: what `curl -i` and `curl -v` print, what Test-HMAEAS prints, and headers that somebody pasted.
//!
//! Only answers that say something about authentication become records; the body is read in its own form by whoever reads that.

use super::sniff::{line_at, next_line};
use super::{Capture, Field, Form, Item, Raw, Record};
use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// Lines before an answer in which its request is looked for.
const REACH: usize = 40;

/// Length of the headers at the start of `rest`, if it starts with headers of which one is about authentication. They start with a status line
/// or with that very header.
pub fn length(rest: &str) -> Option<usize> {
    if !["HTTP/", "< ", "WWW-", "x-ms-"]
        .iter()
        .any(|start| rest.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start)))
    {
        return None;
    }
    let first = undress(line_at(rest, 0));
    if status(first).is_none() && header(first).is_none_or(|(name, _)| !tells_about_authentication(name)) {
        return None;
    }
    let mut end = 0;
    let mut says_something = false;
    while end < rest.len() {
        let line = undress(line_at(rest, end));
        let is_header = header(line).is_some_and(|(name, _)| !name.is_empty());
        if end > 0 && (line.is_empty() || status(line).is_some() || !is_header && !is_folded(rest, end)) {
            break;
        }
        says_something |= header(line).is_some_and(|(name, _)| tells_about_authentication(name));
        end = next_line(rest, end);
    }
    says_something.then_some(end)
}

/// Whether the line at `at` goes on with the value of the line before it. A whole block may be indented, so a line that reads as a header is one.
fn is_folded(text: &str, at: usize) -> bool {
    line_at(text, at).starts_with([' ', '\t']) && header(undress(line_at(text, at))).is_none()
}

/// Reads the headers that fill `range` of the source.
pub fn read<'s>(source: &'s Source, range: Range<usize>, _command: Option<usize>, out: &mut Capture<'s>) {
    let text = &source.text[range.clone()];
    let mut challenges: Vec<Item<'s>> = Vec::new();
    let mut diagnostics: Option<Item<'s>> = None;
    for (name, value, at) in headers(text) {
        let span = source.span(range.start + at.start, range.start + at.end);
        let value = match value {
            Cow::Borrowed(_) => Cow::Borrowed(source.text.get(range.start + at.start..range.start + at.end).unwrap_or("")),
            Cow::Owned(joined) => Cow::Owned(joined),
        };
        if name.eq_ignore_ascii_case("WWW-Authenticate") {
            challenges.push(Item { text: value, at: span });
        } else if name.eq_ignore_ascii_case("x-ms-diagnostics") {
            diagnostics = Some(Item { text: value, at: span });
        }
    }
    let whole = source.span(range.start, range.start + text.trim_end().len());
    let first_line = source.span(range.start, range.start + line_at(text, 0).trim_end().len());
    let offers_bearer = challenges.iter().any(|item| starts_with_bearer(&item.text));
    let asked = request(source, range.start);
    let mut fields: Vec<Field<'s>> = Vec::new();
    let mut field = |name: &'static str, raw: Raw<'s>, at| fields.push(Field { name: Cow::Borrowed(name), raw, at });
    if let Some((url, at)) = asked.url {
        field("RequestUrl", Raw::Scalar(url), source.span(at.start, at.end));
    }
    let request = match (offers_bearer || asked.with_bearer, asked.is_shown) {
        (true, _) => "bearer-challenge",
        (false, true) => "anonymous",
        (false, false) => "unknown",
    };
    field("Request", Raw::Scalar(Cow::Borrowed(request)), first_line);
    if let Some(status) = status(undress(line_at(text, 0))) {
        field("HttpStatus", Raw::Scalar(Cow::Owned(status.to_owned())), first_line);
    }
    let at = challenges.first().map_or(first_line, |item| item.at);
    // The file ends within a challenge or the name of a header: what it says further, and whether more follow, is lost.
    let ends = |at: usize| source.text[at..].bytes().all(|byte| byte == b' ');
    let rest = &source.text[range.end..];
    let is_half_name =
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'<' | b' '));
    let cut = is_half_name || challenges.last().is_some_and(|item| ends(item.at.end as usize));
    challenges.retain(|item| !item.text.is_empty());
    field("WwwAuthenticate", Raw::List { items: challenges, cut }, at);
    if let Some(item) = diagnostics {
        field("Diagnostics", Raw::Scalar(item.text), item.at);
    }
    out.records.push(Record { command: None, form: Form::Wire, type_name: None, shell: None, fields, at: whole });
}

/// A header value asks for a token.
fn starts_with_bearer(value: &str) -> bool {
    value.split(',').any(|part| part.trim_start().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("Bearer")))
}

fn tells_about_authentication(name: &str) -> bool {
    ["WWW-Authenticate", "x-ms-diagnostics"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A line without indentation, blanks at its end and the mark of `curl -v`.
fn undress(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("< ").unwrap_or(if line == "<" { "" } else { line })
}

/// The status code of `HTTP/1.1 401 Unauthorized`.
fn status(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let code = rest.split_whitespace().next()?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_version && code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// Name and value of a header line: a name without blanks, a colon (PowerShell puts blanks before it), a value.
fn header(line: &str) -> Option<(&str, &str)> {
    if status(line).is_some() {
        return Some(("", line));
    }
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    // What looks like a name before `//` is the scheme of a URL in a folded value.
    (is_name && !value.starts_with("//")).then_some((name, value))
}

/// The headers of a block with the place of each value in it; folded lines are joined.
fn headers(text: &str) -> Vec<(&str, Cow<'_, str>, Range<usize>)> {
    let mut all: Vec<(&str, Cow<'_, str>, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line = line_at(text, at);
        let line_end = at + line.trim_end().len();
        let plain = undress(line);
        if is_folded(text, at)
            && let Some((_, value, place)) = all.last_mut()
        {
            // PowerShell wraps at the width of the window, at blanks where there are any.
            *value = Cow::Owned(format!("{value} {plain}"));
            place.end = line_end;
        } else if let Some((name, value)) = header(plain)
            && !name.is_empty()
        {
            all.push((name, Cow::Borrowed(value.trim()), line_end - value.trim_start().len()..line_end));
        }
        at = next_line(text, at);
    }
    all
}

/// What the text before an answer tells about its request.
#[derive(Default)]
struct Asked<'s> {
    url: Option<(Cow<'s, str>, Range<usize>)>,
    with_bearer: bool,
    is_shown: bool,
}

/// Looks back for the request: a `curl` command, or the lines that `curl -v` marks with `>`; else the nearest URL.
fn request(source: &Source, before: usize) -> Asked<'_> {
    let mut asked = Asked::default();
    let mut path: Option<(&str, usize)> = None;
    let mut host: Option<&str> = None;
    let mut end = before;
    for line in source.text[..before].rsplit(['\n', '\r']).take(REACH) {
        let start = end.saturating_sub(line.len());
        let plain = undress(line);
        if status(plain).is_some() {
            break;
        }
        if let Some(sent) = plain.strip_prefix("> ") {
            asked.is_shown = true;
            asked.with_bearer |= mentions_bearer(sent);
            if let Some(value) = sent.strip_prefix("Host:").or_else(|| sent.strip_prefix("host:")) {
                host = Some(value.trim());
            } else if let Some((_, rest)) = sent.split_once(" /")
                && sent.contains(" HTTP/")
            {
                path = Some((rest.split(' ').next().unwrap_or(""), start));
            }
        }
        if asked.url.is_none()
            && let Some(at) = url_in(line)
        {
            let place = start + at.start..start + at.end;
            asked.url = Some((Cow::Borrowed(&source.text[place.clone()]), place));
        }
        let is_command = plain.contains("curl") || plain.contains("Invoke-WebRequest");
        if is_command && (plain.contains("http://") || plain.contains("https://") || plain.contains(" -H")) {
            asked.is_shown = true;
            asked.with_bearer |= mentions_bearer(plain);
            break;
        }
        end = start.saturating_sub(1);
    }
    if let (Some(host), Some((path, start))) = (host, path) {
        let line_end = start + line_at(&source.text, start).trim_end().len();
        asked.url = Some((Cow::Owned(format!("https://{host}/{path}")), start..line_end));
    }
    asked
}

fn mentions_bearer(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.find("authorization").is_some_and(|at| line[at..].contains("bearer"))
}

/// The last `https://…` of a line.
fn url_in(line: &str) -> Option<Range<usize>> {
    let start = line.rfind("https://")?;
    let rest = &line[start..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | ')' | '`'))
        .unwrap_or(rest.len());
    (end > "https://".len()).then_some(start..start + end)
}

#[cfg(test)]
#[path = "wire/tests.rs"]
mod tests;
