//! What somebody wrote beside what a console printed: expectations and examples below a heading, texts typed into a script, comments, quotes of a
//! mail, struck lines, what `echo` says. It looks like output and proves nothing.

use super::super::line::Line;
use super::super::list;
use super::super::noise::noise;
use super::super::prompt::prompt;
use super::super::wish::OF_A_WISH;
use super::super::{Capture, Record, Skipped, bare, command, decoration, known, table};
use super::Session;
use crate::source::{Source, Span};
use std::ops::Range;

/// A stretch of text that is not output.
#[derive(Debug)]
pub(super) struct Aside {
    kind: Kind,
    /// What was passed over so far.
    at: Option<Range<usize>>,
    /// Something in it looks like evidence.
    is_evidence: bool,
    /// The line above was blank.
    after_blank: bool,
    /// Something stands in it.
    is_begun: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Below a heading: down to the end of the fence that stands there, else to the next heading.
    Heading { column: usize, fence: Fence, is_section: bool, in_session: bool },
    /// `@'` … `'@`
    HereString(&'static str),
    /// A comment or a struck passage of a page, down to this mark.
    Markup(&'static str),
    /// `<#` … `#>`
    Comment,
    /// What `echo` says, down to the next prompt.
    Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fence {
    None,
    Open,
}

impl Kind {
    /// Whether it is read all the same: people keep output in comments, and put a heading above it. It proves nothing.
    fn is_read(self) -> bool {
        matches!(self, Self::Comment | Self::Heading { fence: Fence::None, .. })
    }

    fn why(self) -> &'static str {
        match self {
            Self::Heading { .. } => {
                "below a heading that calls it an example, an expectation or a former state: capture what the cmdlet prints now"
            }
            Self::HereString(_) => "a text that was typed into a script, not what a cmdlet printed",
            Self::Markup("-->") => COMMENT,
            Self::Markup(_) => STRUCK,
            Self::Comment => COMMENT,
            Self::Said => "what echo or Write-Host said, not what a cmdlet printed",
        }
    }
}

const COMMENT: &str = "stands in a comment, which proves nothing: give the output itself, without the comment marks";
const QUOTE: &str = "stands in the quote of a mail, which proves nothing: give the output itself, as it was saved";
const FILE: &str = "below a command that prints a file, which shows what was when somebody saved it: give that file itself, or run the commands again";
const STRUCK: &str = "struck out, so it does not count";
const REQUEST: &str = "the body of a request, not an answer: query the object, and capture the answer";
const FAILED: &str = "below the head of an answer that is an error: ask again";
const TYPED: &str = "a text that was typed, not what a cmdlet printed";

impl<'s> Session<'s> {
    /// Whether the line is part of what is not output; then it is passed over.
    pub(super) fn passes_over(&mut self, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        let raw = self.source.text[line.at.clone()].trim();
        self.note_exchange(raw);
        if self.aside.is_none() {
            return self.takes_back(raw, line, out) || self.opens_aside(raw, line, out);
        }
        let ends = self.ends_aside(raw, line);
        if let Some(End { takes_line }) = ends {
            self.end_aside(takes_line.then_some(line), out);
            return takes_line || self.opens_aside(raw, line, out);
        }
        let Some(aside) = &mut self.aside else { return false };
        if aside.kind.is_read() {
            aside.after_blank = line.is_blank();
            aside.is_begun |= !line.is_blank();
            return false;
        }
        aside.take(line);
        true
    }

    /// Whether, and how, the line ends the stretch.
    fn ends_aside(&mut self, raw: &str, line: &Line<'s>) -> Option<End> {
        let aside = self.aside.as_mut()?;
        let with_line = Some(End { takes_line: true });
        let before_line = Some(End { takes_line: false });
        match &mut aside.kind {
            Kind::HereString(mark) => raw.starts_with(*mark).then_some(End { takes_line: true }),
            Kind::Markup(mark) => contains(raw, mark).then_some(End { takes_line: true }),
            Kind::Comment => raw.contains("#>").then_some(End { takes_line: raw.starts_with("#>") }),
            Kind::Said => prompt(line.text.trim_start()).and(before_line),
            Kind::Heading { fence: Fence::Open, .. } => {
                if decoration::is_fence(raw) {
                    with_line
                } else {
                    None
                }
            }
            Kind::Heading { fence, .. } if decoration::is_fence(raw) && !aside.is_begun => {
                *fence = Fence::Open;
                None
            }
            Kind::Heading { in_session: true, .. } if prompt(line.text.trim_start()).is_some() => before_line,
            Kind::Heading { is_section: true, .. } => {
                if raw.starts_with('#') && raw.contains("# ") {
                    before_line
                } else {
                    None
                }
            }
            Kind::Heading { column, .. } => {
                let is_free = !line.is_blank() && line.column() <= *column && (aside.after_blank || raw.ends_with(':'));
                if is_free && is_words(line) { before_line } else { None }
            }
        }
    }

    /// Whether such a stretch begins with the line; then the line is taken.
    fn opens_aside(&mut self, raw: &str, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        if raw.is_empty() {
            return false;
        }
        let kind = if decoration::is_fence(raw) {
            // ```text title="Expected"
            let info = raw.trim_start_matches(['`', '~']);
            self.is_fence_open ^= true;
            (self.is_fence_open && calls_it_other(info)).then_some(Kind::Heading {
                column: 0,
                fence: Fence::Open,
                is_section: false,
                in_session: false,
            })
        } else if let Some(mark) = self.here_string(raw, line) {
            let prompted = prompt(line.text.trim_start()).is_some();
            self.close(out);
            self.leave(prompted, out);
            self.scope.commanded = true;
            self.scope.prompted = prompted;
            Some(Kind::HereString(mark))
        } else if let Some(mark) = self.markup_passage(raw) {
            Some(Kind::Markup(mark))
        } else if raw.starts_with("<#") && !raw.contains("#>") {
            self.close(out);
            self.aside = Some(Aside::new(Kind::Comment));
            return false;
        } else if is_struck(raw) {
            self.close(out);
            let at = self.source.span(line.at.start, line.at.end);
            if looks_like_evidence(raw.trim_matches('~')) {
                out.skipped.push(Skipped { at, why: STRUCK.to_owned() });
            }
            return true;
        } else if self.is_heading(line) {
            let is_section = raw.starts_with('#');
            Some(Kind::Heading {
                column: line.column(),
                fence: Fence::None,
                is_section,
                in_session: self.scope.prompted && self.scope.commanded,
            })
        } else {
            None
        };
        let Some(kind) = kind else { return false };
        self.close(out);
        self.aside = Some(Aside::new(kind));
        !kind.is_read()
    }

    /// `echo …` was typed behind a prompt: what follows is what it says.
    pub(super) fn begins_to_say(&mut self, typed: &str) {
        const SAYING: &[&str] =
            &["echo", "write-host", "write-output", "write-information", "write-verbose", "write-warning", "printf"];
        let first = typed.split_whitespace().next().unwrap_or_default();
        if SAYING.iter().any(|saying| saying.eq_ignore_ascii_case(first)) && !is_computed(typed) {
            self.aside = Some(Aside::new(Kind::Said));
        }
    }

    /// Why all that follows proves nothing, if it does not.
    fn why_quoted(&self) -> Option<&'static str> {
        let aside = self.aside.as_ref().filter(|aside| aside.kind.is_read()).map(|aside| aside.kind.why());
        aside.or(self.quotes_session.then_some(FILE))
    }

    /// The stretch has ended, with this line or before it.
    pub(super) fn end_aside(&mut self, last: Option<&Line<'s>>, out: &mut Capture<'s>) {
        if self.aside.as_ref().is_some_and(|aside| aside.kind.is_read()) {
            self.close(out);
            self.leave(false, out);
        }
        let Some(mut aside) = self.aside.take() else { return };
        if let Some(last) = last {
            aside.extend(last);
        }
        if let Some(at) = aside.at.filter(|_| aside.is_evidence) {
            let at = self.source.span(at.start, at.end);
            out.skipped.push(Skipped { at, why: aside.kind.why().to_owned() });
        }
    }

    /// Why a document that begins at `start` is not the answer of a query; `None` where nothing says so.
    pub(super) fn objection(&mut self, start: usize, is_json: bool) -> Option<&'static str> {
        let before = self.source.text[..start].trim_end();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or(before).trim();
        // `$body = '{`, below which the members stand.
        let is_typed = ["'", "'{", "'[", "\"{", "\"["].iter().filter_map(|mark| line.strip_suffix(mark)).any(|head| {
            let is_assigned = head.trim_end().ends_with(['=', '(']);
            is_assigned || head.ends_with(' ')
        });
        let exchange = self.exchange.take().filter(|_| is_json);
        let aside = self.aside.as_ref().filter(|aside| aside.kind != Kind::Comment).map(|aside| aside.kind.why());
        aside.or(exchange).or((is_json && is_typed).then_some(TYPED))
    }

    /// Marks the records that somebody wrote or quotes, and names them.
    pub(super) fn mark_hearsay(&self, records: &mut [Record<'s>], skipped: &mut Vec<Skipped>) {
        let quoted = self.why_quoted();
        let mut line = (0..0, None);
        for record in records {
            let Some(why) = quoted.or_else(|| mark_of(record, self.source, &mut line)) else { continue };
            record.hearsay = true;
            let at = record.at;
            match skipped.last_mut().filter(|last| last.why == why) {
                Some(last) => last.at = last.at.to(at),
                None => skipped.push(Skipped { at, why: why.to_owned() }),
            }
        }
    }

    /// Whether a line is commented out or quoted.
    pub(super) fn is_hearsay(&self, line: &Line<'_>) -> bool {
        self.aside.is_some() || self.quotes_session || mark(self.source.text[line.at.clone()].trim_start()).is_some()
    }

    /// Notes the head of a request or of an answer, which the next document belongs to.
    fn note_exchange(&mut self, raw: &str) {
        const WRITING: &[&str] = &["PATCH", "POST", "PUT", "DELETE", "MERGE"];
        let mut words = raw.split_whitespace();
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_target = second.starts_with("http") || second.starts_with('/');
        if first.starts_with("HTTP/") {
            let failed = second.starts_with(['3', '4', '5']) && second.len() == 3;
            self.exchange = failed.then_some(FAILED);
        } else if is_target && first.chars().all(|letter| letter.is_ascii_uppercase()) && !first.is_empty() {
            self.exchange = WRITING.contains(&first).then_some(REQUEST);
        } else if prompt(raw).is_some() || is_sending(raw) {
            self.exchange = is_sending(raw).then_some(REQUEST);
        }
    }

    /// The end mark of the here-string that begins with the line.
    fn here_string(&mut self, raw: &str, line: &Line<'s>) -> Option<&'static str> {
        let mark = if raw.ends_with("@'") { "'@" } else { raw.ends_with("@\"").then_some("\"@")? };
        let is_typed = raw.len() == 2
            || prompt(line.text.trim_start()).is_some()
            || (raw.contains(['=', '(', ' ']) && list::property(&line.text).is_none_or(|property| property.glued));
        if !is_typed || self.unclosed.contains(&mark) {
            return None;
        }
        let rest = &self.source.text[line.at.end..];
        let closes = memchr::memmem::find_iter(rest.as_bytes(), mark)
            .any(|at| rest[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']));
        if !closes {
            self.unclosed.push(mark);
        }
        closes.then_some(mark)
    }

    /// The end mark of the comment or struck passage of a page that begins with the line.
    fn markup_passage(&self, raw: &str) -> Option<&'static str> {
        const PASSAGES: &[(&str, &str)] = &[("<!--", "-->"), ("<s>", "</s>"), ("<del>", "</del>"), ("<strike>", "</strike>")];
        if raw == "~~" {
            return Some("~~");
        }
        let found = PASSAGES.iter().find(|(open, _)| raw.get(..open.len()).is_some_and(|start| start.eq_ignore_ascii_case(open)));
        let (length, close) = match found {
            Some((open, close)) => (open.len(), *close),
            None if self.markup.tags => hidden_element(raw)?,
            None => return None,
        };
        // On one line it is passed over by itself.
        let is_passage = self.markup.tags || raw.len() == length;
        (is_passage && !contains(&raw[length..], close)).then_some(close)
    }

    /// Whether the line is a heading that calls what stands below it something else than the present output.
    fn is_heading(&self, line: &Line<'s>) -> bool {
        // What a command said that is not a cmdlet we know is its output.
        let is_said = self.scope.prompted && self.scope.commanded && self.scope.command.is_none();
        let text = line.text.trim();
        // `.EXAMPLE` and `---- EXAMPLE 1 ----` are headings of a help text.
        let is_help = text.starts_with("----") || text == ".EXAMPLE";
        let is_begun =
            is_help || text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '#' | '*' | '_' | '(' | '='));
        if is_said || !is_begun || text.len() > 80 || text.ends_with(['.', ',', ';']) || !calls_it_other(text) {
            return false;
        }
        let is_property = list::property(&line.text).is_some_and(|property| !property.glued || !text.ends_with([':', '*']));
        !is_property && prompt(text).is_none() && !command::is_command(text) && noise(text).is_none()
    }
}

/// How a stretch ends.
struct End {
    takes_line: bool,
}

impl Aside {
    fn new(kind: Kind) -> Self {
        Self { kind, at: None, is_evidence: false, after_blank: false, is_begun: false }
    }

    fn take(&mut self, line: &Line<'_>) {
        self.after_blank = line.is_blank();
        if line.is_blank() {
            return;
        }
        self.is_evidence |= looks_like_evidence(line.text.trim());
        self.extend(line);
    }

    fn extend(&mut self, line: &Line<'_>) {
        match &mut self.at {
            Some(at) => at.end = line.at.end,
            None => self.at = Some(line.at.clone()),
        }
    }
}

/// Whether a line looks like what a cmdlet prints, or like a command that asks for it.
pub(super) fn looks_like_evidence(text: &str) -> bool {
    list::property(text).is_some_and(|property| known::known(&text[property.name]) != known::Known::No)
        || bare::is_name(text)
        || text.contains("Get-")
        || table::rule(text).is_some()
}

/// Words between two pieces of output.
fn is_words(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    list::property(text).is_none_or(|property| property.glued && text.ends_with(':'))
        && prompt(text).is_none()
        && !command::is_command(text)
        && noise(text).is_none()
        && !bare::is_name(text)
        && table::rule(text).is_none()
        && !text.contains("  ")
        && text.starts_with(|first: char| first.is_alphabetic() || matches!(first, '#' | '*' | '_'))
}

/// The length of the tag of a hidden element, and its end tag.
fn hidden_element(raw: &str) -> Option<(usize, &'static str)> {
    const ENDS: &[(&str, &str)] = &[
        ("<div", "</div>"),
        ("<details", "</details>"),
        ("<p", "</p>"),
        ("<pre", "</pre>"),
        ("<section", "</section>"),
        ("<span", "</span>"),
    ];
    let length = raw.strip_prefix('<').and_then(|rest| rest.find('>'))? + 2;
    let mut tag = raw[..length].to_ascii_lowercase();
    let is_hidden = tag.contains(" hidden") || tag.contains("aria-hidden=\"true\"");
    let name_end = tag.find([' ', '>'])?;
    let (_, end) = ENDS.iter().find(|(start, _)| *start == &tag[..name_end])?;
    tag.retain(|letter| letter != ' ');
    let is_unseen = tag.contains("display:none") || tag.contains("visibility:hidden");
    (is_hidden || is_unseen).then_some((length, *end))
}

/// Whether what is said comes from a variable or a pipeline. Single quotation marks keep what is in them.
fn is_computed(typed: &str) -> bool {
    typed.split('\'').step_by(2).any(|part| part.contains(['$', '(', '|']))
}

/// Whether a command line prints a file and does nothing else.
pub(super) fn shows_file(typed: &str) -> bool {
    const SHOWING: &[&str] = &["bat", "cat", "gc", "get-content", "head", "less", "more", "tail", "type"];
    let first = typed.split_whitespace().next().unwrap_or_default();
    SHOWING.iter().any(|showing| showing.eq_ignore_ascii_case(first)) && !typed.contains(['|', '>', ';', '='])
}

/// `~~Name : x~~`
fn is_struck(raw: &str) -> bool {
    raw.len() > 4 && raw.starts_with("~~") && raw.ends_with("~~") && !raw.starts_with("~~~")
}

/// Whether a line sends something with a tool of the command line.
fn is_sending(raw: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| contains(raw, word));
    let asks =
        has(&["curl ", "Invoke-MgGraphRequest", "Invoke-RestMethod", "Invoke-WebRequest", "az rest", "Invoke-GraphRequest"]);
    asks && has(&["PATCH", "POST ", "PUT ", " -d ", "--data", "-Body "])
}

fn contains(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.to_ascii_lowercase().as_bytes(), part.to_ascii_lowercase().as_bytes()).is_some()
}

/// Why a record proves nothing: the mark before one of its lines. `line` keeps the line that was looked at last, because a document of many
/// records can be a single line.
fn mark_of(record: &Record<'_>, source: &Source, line: &mut (Range<usize>, Option<&'static str>)) -> Option<&'static str> {
    let places = std::iter::once(record.at).chain(record.fields.iter().map(|field| field.at));
    places.into_iter().find_map(|at: Span| {
        let at = at.start as usize;
        if line.0.contains(&at) {
            return line.1;
        }
        let start = source.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let end = memchr::memchr2(b'\n', b'\r', &source.text.as_bytes()[at..]).map_or(source.text.len(), |end| at + end);
        *line = (start..end.max(at + 1), mark(source.text[start..end].trim_start()));
        line.1
    })
}

/// What the mark at the start of a line says of it.
fn mark(text: &str) -> Option<&'static str> {
    match text.as_bytes() {
        [b'#', ..] if !text.starts_with("#TYPE") && !text.starts_with("#<") => Some(COMMENT),
        [b'>', ..] => Some(QUOTE),
        _ => None,
    }
}

/// Whether words call something an example, an expectation, or what was before.
pub(super) fn calls_it_other(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).take(10).collect();
    let count = words.len();
    if count == 0 || count > 8 || words.iter().any(|word| OF_THE_WRITER.contains(word)) {
        return false;
    }
    if is_from_a_book(&words) {
        return true;
    }
    let introduces = words.first().is_some_and(|word| ["for", "zum", "par", "por", "per"].contains(word));
    // `For example, on EX01:` is about a server, `For example:` about anything.
    if words.iter().any(|word| OF_A_WISH.contains(word) || ALWAYS.contains(word)) && !(introduces && count > 2) {
        return true;
    }
    let at_an_end = |word: &&&str| AT_AN_END.contains(*word);
    if words.first().as_ref().is_some_and(at_an_end) || words.last().as_ref().is_some_and(at_an_end) {
        return true;
    }
    let looks_like =
        words.windows(2).any(|pair| matches!(pair, ["look" | "looks", "like"]) || matches!(pair, ["looks" | "look", "so"]));
    let ought = words.iter().any(|word| OUGHT.contains(word)) && words.iter().any(|word| SHOWS.contains(word));
    let is_kind = words.windows(2).any(|pair| {
        pair.first().is_some_and(|word| KINDS.contains(word)) && pair.last().is_some_and(|word| OUTPUTS.contains(word))
    }) || (count == 1 && words.iter().any(|word| KINDS.contains(word)))
        || (count == 2 && words == ["known", "good"]);
    looks_like || ought || is_kind
}

/// Whether words say that something comes from an article or a manual: `From the article`, `Microsoft says`, `Documentation`.
fn is_from_a_book(words: &[&str]) -> bool {
    // Whoever follows an article heads the output with its steps.
    let is_done = |word: &&str| OF_A_STEP.contains(word);
    if !words.iter().any(|word| BOOKS.contains(word)) || words.iter().any(is_done) {
        return false;
    }
    let starts = words.first().is_some_and(|word| OUT_OF.contains(word));
    let ends = words.last().is_some_and(|word| SAYS.contains(word));
    // Microsoft is also a part of names: `Microsoft Graph`.
    starts || ends || (words.len() < 3 && words.iter().any(|word| BOOKS.contains(word) && *word != "microsoft"))
}

pub(super) const BOOKS: &[&str] = &[
    "article",
    "articles",
    "artikel",
    "artículo",
    "blog",
    "blogpost",
    "docs",
    "documentation",
    "doku",
    "dokumentation",
    "learn",
    "manual",
    "microsoft",
    "technet",
];
const OUT_OF: &[&str] = &[
    "according",
    "as",
    "aus",
    "cited",
    "copied",
    "d",
    "de",
    "del",
    "extract",
    "from",
    "laut",
    "quote",
    "quoted",
    "selon",
    "según",
    "taken",
    "the",
    "zitat",
];
const SAYS: &[&str] = &["reads", "said", "say", "says", "show", "shows", "states", "zeigt"];
const OF_A_STEP: &[&str] = &[
    "after",
    "befehle",
    "command",
    "commands",
    "following",
    "output",
    "ran",
    "result",
    "results",
    "run",
    "schritt",
    "script",
    "step",
    "steps",
    "tenant",
    "test",
    "tests",
];

/// Words of somebody who tells what happened.
const OF_THE_WRITER: &[&str] = &["i", "we", "my", "our", "not", "than", "unexpected", "ich", "wir", "nicht"];

/// Words that tell wherever they stand.
pub(super) const ALWAYS: &[&str] = &[
    "beispielausgabe",
    "beispiele",
    "beispielkonfiguration",
    "consigliato",
    "deseado",
    "ejemplos",
    "empfohlen",
    "empfohlene",
    "exemples",
    "fictitious",
    "recomendado",
    "recomendados",
    "recommandé",
    "recommandée",
    "recommandées",
    "recommandés",
    "verwacht",
    "voorbeeld",
];

/// Words that tell where they begin or end a heading.
const AT_AN_END: &[&str] = &["antes", "avant", "before", "before:", "früher", "previously", "prima", "vorher", "zuvor"];

pub(super) const OUGHT: &[&str] = &["should", "must", "ought", "soll", "sollte", "muss", "debería", "devrait"];
pub(super) const SHOWS: &[&str] = &["appear", "aussehen", "be", "give", "look", "print", "read", "return", "see", "show", "sein"];

/// Words that tell before a word for output.
const KINDS: &[&str] = &[
    "correct",
    "former",
    "good",
    "healthy",
    "ideal",
    "old",
    "original",
    "previous",
    "recommended",
    "reference",
    "suggested",
    "target",
];
const OUTPUTS: &[&str] = &[
    "capture",
    "config",
    "configuration",
    "example",
    "list",
    "output",
    "result",
    "results",
    "setting",
    "settings",
    "setup",
    "state",
    "value",
    "values",
];

#[cfg(test)]
mod tests {
    use super::calls_it_other;

    #[test]
    fn headings_that_call_it_something_else() {
        for text in [
            "Expected",
            "Expected output:",
            "### Before",
            "**Before the change**",
            "It should look like this:",
            "Sample",
            "Target state",
            "As it was before:",
            "What it should be:",
            "Sollzustand",
            "Erwartet:",
            "Vorher:",
            "Reference",
            "Known good",
            "Healthy output for comparison:",
            "title=\"Expected\"",
            "How it must look",
            "Good output looks like this",
            "Old configuration:",
            "From the article:",
            "From Microsoft's documentation",
            "The docs show:",
            "As in the article",
            "Taken from learn.microsoft.com:",
            "Microsoft says:",
            "Aus dem Artikel:",
            "Documentation",
            "For example:",
            "Zum Beispiel:",
            "Par exemple :",
            "Beispielkonfiguration:",
            "Configuration Example",
            "Recommended values",
            "Recommended:",
            "Suggested configuration",
            "Empfohlene Werte:",
            "Valeurs recommandées",
        ] {
            assert!(calls_it_other(text), "{text}");
        }
        for text in [
            "EX01",
            "After",
            "For example, on EX01:",
            "Not what I expected:",
            "For example, Get-MapiVirtualDirectory:",
            "After the recommended steps",
            "Output:",
            "Old server EX01:",
            "Target server",
            "MAPI directories",
            "Step 3 of the article:",
            "Output of the commands in the article:",
            "Microsoft Exchange Server 2019",
            "Microsoft Graph",
            "Microsoft",
            "I see this before login",
            "Run this on the server:",
            "Default Web Site",
            "",
            "The same before and after the change, as far as we can see",
        ] {
            assert!(!calls_it_other(text), "{text}");
        }
    }
}
