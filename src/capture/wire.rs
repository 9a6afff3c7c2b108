//! HTTP answers as text: what `curl -i` and `curl -v` print, what Test-HMAEAS prints, headers that somebody pasted, and challenges within
//! other text.
//!
//! Only answers that say something about authentication become records; the body is read in its own form by whoever reads that.

use super::sniff::line_at;
use super::{Capture, Field, Form, Item, Raw, Record};
use crate::source::{Source, Span};
use headers::{Headers, headers, may_begin, status, undress};
use request::request;
use std::borrow::Cow;
use std::ops::Range;

mod challenge;
mod headers;
mod request;

pub use challenge::scan;

/// Length of the headers at the start of `rest`, if it starts with headers of which one is about authentication. They start with a status line
/// or with that very header.
pub fn length(rest: &str) -> Option<usize> {
    let starts = |start: &&str| rest.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    if !["HTTP/", "< ", "WWW-", "x-ms-"].iter().any(starts) || !may_begin(line_at(rest, 0)) {
        return None;
    }
    let found = headers(rest);
    let is_bare_name = found.all.first().is_some_and(|header| header.value.is_empty()) && found.all.len() == 1;
    (found.tell() && !is_bare_name).then_some(found.end)
}

/// Reads the headers that fill `range` of the source.
pub fn read<'s>(source: &'s Source, range: Range<usize>, _command: Option<usize>, out: &mut Capture<'s>) {
    let text = &source.text[range.clone()];
    let Headers { all, with_equals, .. } = headers(text);
    let mut challenges: Vec<Item<'s>> = Vec::new();
    let mut diagnostics: Option<Item<'s>> = None;
    for header in all {
        let at = source.span(range.start + header.at.start, range.start + header.at.end);
        if header.name.eq_ignore_ascii_case("WWW-Authenticate") {
            challenges.push(Item { text: without_braces(header.value), at });
        } else if header.name.eq_ignore_ascii_case("x-ms-diagnostics") {
            diagnostics = Some(Item { text: header.value, at });
        }
    }
    let whole = source.span(range.start, range.start + text.trim_end().len());
    let first_line = source.span(range.start, range.start + line_at(text, 0).trim_end().len());
    // Test-HMAEAS always sends an empty token.
    let offers_bearer = with_equals || challenges.iter().any(|item| starts_with_bearer(&item.text));
    let asked = request(source, range.start);
    let kind = match (offers_bearer || asked.with_bearer, asked.is_shown) {
        (true, _) => "bearer-challenge",
        (false, true) => "anonymous",
        (false, false) => "unknown",
    };
    let at = challenges.first().map_or(first_line, |item| item.at);
    // The file ends within a challenge or the name of a header: what it says further, and whether more follow, is lost.
    let ends = |at: usize| source.text[at..].bytes().all(|byte| byte == b' ');
    let rest = &source.text[range.end..];
    let is_half_name =
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'<' | b' '));
    let cut = is_half_name || challenges.last().is_some_and(|item| ends(item.at.end as usize));
    challenges.retain(|item| !item.text.is_empty());
    let answer = Answer {
        url: asked.url.map(|(url, at)| (url, source.span(at.start, at.end))),
        request: kind,
        status: status(undress(line_at(text, 0))).map(Cow::Borrowed),
        challenges: (Raw::List { items: challenges, cut }, at),
        diagnostics,
        first_line,
        whole,
    };
    out.records.push(answer.record());
}

/// What an answer tells.
struct Answer<'s> {
    url: Option<(Cow<'s, str>, Span)>,
    request: &'static str,
    status: Option<Cow<'s, str>>,
    challenges: (Raw<'s>, Span),
    diagnostics: Option<Item<'s>>,
    first_line: Span,
    whole: Span,
}

impl<'s> Answer<'s> {
    fn record(self) -> Record<'s> {
        let mut fields: Vec<Field<'s>> = Vec::new();
        let mut field = |name: &'static str, raw: Raw<'s>, at| fields.push(Field { name: Cow::Borrowed(name), raw, at });
        if let Some((url, at)) = self.url {
            field("RequestUrl", Raw::Scalar(url), at);
        }
        field("Request", Raw::Scalar(Cow::Borrowed(self.request)), self.first_line);
        if let Some(status) = self.status {
            field("HttpStatus", Raw::Scalar(status), self.first_line);
        }
        field("WwwAuthenticate", self.challenges.0, self.challenges.1);
        if let Some(item) = self.diagnostics {
            field("Diagnostics", Raw::Scalar(item.text), item.at);
        }
        Record { hearsay: false, command: None, form: Form::Wire, type_name: None, shell: None, fields, at: self.whole }
    }
}

/// The values of a header as PowerShell lists them: `{Bearer client_id="…", Negotiate}`.
fn without_braces(value: Cow<'_, str>) -> Cow<'_, str> {
    let inner = |value: &str| value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(|inner| inner.trim().len());
    let Some(length) = inner(&value) else { return value };
    let from = value.find(|letter: char| letter != '{' && letter != ' ').unwrap_or(1);
    match value {
        Cow::Borrowed(value) => Cow::Borrowed(&value[from..from + length]),
        Cow::Owned(value) => Cow::Owned(value[from..from + length].to_owned()),
    }
}

/// A header value asks for a token.
fn starts_with_bearer(value: &str) -> bool {
    value.split(',').any(|part| part.trim_start().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("Bearer")))
}

#[cfg(test)]
#[path = "wire/tests.rs"]
mod tests;
