//! What was asked: looked for in the text above an answer.

use super::headers::{status, undress};
use crate::capture::sniff::line_at;
use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// Lines before an answer in which its request is looked for.
const REACH: usize = 40;

/// What the text before an answer tells about its request.
#[derive(Default)]
pub(super) struct Asked<'s> {
    /// Where it went.
    pub url: Option<(Cow<'s, str>, Range<usize>)>,
    /// It carried a token, or an empty one.
    pub with_bearer: bool,
    /// The request itself is shown.
    pub is_shown: bool,
}

/// Looks back for the request: a `curl` command, or the lines that `curl -v` marks with `>`; else the nearest URL.
pub(super) fn request(source: &Source, before: usize) -> Asked<'_> {
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
pub(super) fn url_in(line: &str) -> Option<Range<usize>> {
    let start = line.rfind("https://")?;
    let rest = &line[start..];
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | ')' | '`'))
        .unwrap_or(rest.len());
    (end > "https://".len()).then_some(start..start + end)
}
