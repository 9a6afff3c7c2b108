//! The command line of PowerShell, as far as it tells what is printed: cmdlet, parameters, what the pipeline keeps.

use super::{Command, Outcome};
use crate::source::Span;
use pipeline::Pipeline;
use std::borrow::Cow;
use std::ops::Range;
use words::{closing, split, sub, trim, value};

mod pipeline;
mod setup;
mod words;

/// Longer lines are no commands that anybody typed.
const LONGEST: usize = 16 * 1024;

/// What one statement of a command line does.
#[derive(Debug)]
pub struct Statement<'s> {
    /// The `Get-` command in it; `None` for anything else.
    pub command: Option<Command<'s>>,
    /// What it prints are objects of the cmdlet, or values of them.
    pub prints: bool,
    /// It changes something (`Set-`, `New-`); what it prints is an echo.
    pub changes: bool,
    /// The variable that takes what it gets, in lower case.
    pub assigned: Option<String>,
    /// It prints a variable or a property of one.
    pub recalls: Option<Recalled<'s>>,
}

/// `$spn.ServicePrincipalNames`, `$spn | fl`.
#[derive(Debug)]
pub struct Recalled<'s> {
    /// The variable, in lower case.
    pub variable: String,
    /// The property, if one is named.
    pub expands: Option<Cow<'s, str>>,
    /// Only some of it.
    pub filtered: bool,
    /// The statement as typed.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub at: Span,
}

/// Whether a line without a prompt is a command, and not a sentence that begins with the name of a cmdlet.
pub fn is_command(text: &str) -> bool {
    let text = text.trim();
    let body = text.trim_start_matches(['(', '@', '&', ' ']);
    if text.len() > LONGEST {
        return false;
    }
    if let Some(variable) = body.strip_prefix('$') {
        let name = variable.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':')).count();
        let behind = variable[name..].trim_start();
        return name > 0 && (behind.starts_with('|') || (behind.starts_with('=') && !behind.starts_with("==")));
    }
    let Some(length) = cmdlet(body) else { return false };
    let behind = &body[length..];
    if !behind.starts_with([' ', '\t', '|', ';', '>', ')']) && !behind.is_empty() {
        return false;
    }
    let behind = behind.trim_start();
    let next = behind.chars().next();
    match next {
        None | Some('|' | ';' | '>' | '"' | '\'' | '$' | '(' | ')' | '`' | '\u{201c}' | '\u{2018}') => true,
        Some('-' | '\u{2013}' | '\u{2014}') => behind.chars().nth(1).is_some_and(|letter| letter.is_ascii_alphabetic()),
        Some(_) => {
            let word = value(behind, 0);
            let rest = behind[word.end..].trim_start();
            const SAID: &[&str] = &[
                "output", "outputs", "result", "results", "shows", "returns", "returned", "gives", "says", "cmdlet", "command",
                "is",
            ];
            let word = &behind[word];
            let sentence = word.ends_with(['.', ':', ',', '?']) || SAID.iter().any(|said| said.eq_ignore_ascii_case(word));
            !sentence && (rest.is_empty() || rest.starts_with(['|', ';', '>', '-', '\u{2013}']))
        }
    }
}

/// Length of the `Verb-Noun` at the start of `text`, the module before it included.
fn cmdlet(text: &str) -> Option<usize> {
    let module =
        text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'.')).filter(|&at| text[at..].starts_with('\\'));
    let start = module.map_or(0, |at| at + 1);
    let word = text[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (verb, noun) = text[start..start + word].split_once('-')?;
    const VERBS: &[&str] = &[
        "get",
        "set",
        "new",
        "remove",
        "enable",
        "disable",
        "update",
        "add",
        "connect",
        "disconnect",
        "import",
        "export",
        "start",
        "stop",
        "restart",
        "test",
        "invoke",
        "write",
        "install",
        "convertto",
        "out",
        "format",
        "select",
    ];
    let is_verb = VERBS.iter().any(|known| known.eq_ignore_ascii_case(verb));
    let is_noun = noun.len() > 1 && noun.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_verb && is_noun).then_some(start + word)
}

/// Whether a command goes on in the next line: it ends with a pipe, a back-tick or a comma, or a bracket is open.
pub fn goes_on(text: &str) -> bool {
    let text = text.trim_end();
    if text.ends_with(['|', '`', ',']) {
        return true;
    }
    let mut depth = 0_i32;
    let mut at = 0;
    while at < text.len().min(LONGEST) {
        match text.as_bytes()[at] {
            b'\'' | b'"' => {
                at = value(text, at).end;
                continue;
            }
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    depth > 0
}

/// Reads a command line (without the prompt), statement by statement. `at` is where it stands.
pub fn parse<'s>(text: &Cow<'s, str>, at: Span) -> Vec<Statement<'s>> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut statements = Vec::new();
    read(text, 0..text.len(), at, 0, &mut statements);
    statements
}

/// Reads the statements of a range, those in the body of a loop among them.
#[allow(clippy::ptr_arg, reason = "a slice of a borrowed text keeps the lifetime of the source")]
fn read<'s>(text: &Cow<'s, str>, range: Range<usize>, at: Span, depth: usize, statements: &mut Vec<Statement<'s>>) {
    for range in split(text, range, b';') {
        match loop_body(text, trim(text, range.clone())) {
            Some(body) if depth < 4 => read(text, body, at, depth + 1, statements),
            _ => statements.extend(statement(text, range, at)),
        }
    }
}

/// What stands between the braces of `foreach ($s in $servers) { … }`.
fn loop_body(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let head = text.get(range.start..range.start + "foreach".len()).filter(|head| head.eq_ignore_ascii_case("foreach"))?;
    let bracket = text[range.start + head.len()..range.end].trim_start().strip_prefix('(')?;
    let bracket = range.end - bracket.len();
    let behind = closing(text, bracket..range.end)? + 1;
    let body = text[behind..range.end].trim_start().strip_prefix('{')?;
    let body = range.end - body.len();
    Some(body..closing(text, body..range.end)?)
}

fn statement<'s>(text: &Cow<'s, str>, range: Range<usize>, at: Span) -> Option<Statement<'s>> {
    let range = trim(text, range);
    if range.is_empty() {
        return None;
    }
    if let Some(command) = setup::command(text, range.clone(), at) {
        return Some(Statement { command: Some(command), prints: true, changes: false, assigned: None, recalls: None });
    }
    let mut body = range.clone();
    let mut prints = true;
    let mut assigned = None;
    if text[body.clone()].starts_with('$') {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':');
        let name = text[body.start + 1..body.end].bytes().take_while(|&byte| is_name(byte)).count();
        let behind_at = body.start + 1 + name;
        let variable = text[body.start + 1..behind_at].to_ascii_lowercase();
        let behind = text[behind_at..body.end].trim_start();
        if let Some(value) = behind.strip_prefix('=') {
            prints = false;
            assigned = Some(variable);
            body = trim(text, body.end - value.len()..body.end);
        } else {
            return Some(recalled(text, range, variable, behind_at, at));
        }
    }
    let mut found = Pipeline { prints, ..Pipeline::default() };
    let lead = text[body.clone()].bytes().take_while(|byte| matches!(byte, b'(' | b'@' | b'&' | b' ')).count();
    let opens = text[body.start..body.start + lead].contains('(');
    let mut inner = body.start + lead..body.end;
    if opens && let Some(close) = closing(text, inner.clone()) {
        let behind = text[close + 1..body.end].trim_start();
        let behind_at = body.end - behind.len();
        if let Some(member) = behind.strip_prefix('.') {
            let name = member.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            match member.as_bytes().get(name) {
                Some(b'(') => found.prints = false,
                _ => found.expands = Some(behind_at + 1..behind_at + 1 + name),
            }
            found.prints &= !["Count", "Length"].contains(&&member[..name]);
            // `-like 'https*'`, `[0]`: some of the values.
            if !matches!(member[name..].trim_start().as_bytes().first(), None | Some(b'|' | b'(' | b'>' | b')')) {
                found.drops_some();
            }
        }
        for stage in split(text, inner.start..close, b'|') {
            found.stage(text, trim(text, stage));
        }
        for stage in split(text, behind_at..body.end, b'|').into_iter().skip(1) {
            found.stage(text, trim(text, stage));
        }
    } else {
        inner.end = body.end;
        for stage in split(text, inner, b'|') {
            found.stage(text, trim(text, stage));
        }
    }
    let command = found.head.map(|head| Command {
        cmdlet: sub(text, head),
        text: sub(text, range),
        parameters: found
            .parameters
            .into_iter()
            .map(|(name, value)| {
                (name.map_or(Cow::Borrowed("Identity"), |name| sub(text, name)), value.map(|value| sub(text, value)))
            })
            .collect(),
        expands: found.expands.map(|name| sub(text, name)),
        partial: found.partial,
        values_partial: found.values_partial,
        outcome: Outcome::Unknown,
        filled_by: None,
        at,
    });
    Some(Statement {
        command: command.filter(|_| !found.changes),
        prints: found.prints,
        changes: found.changes,
        assigned,
        recalls: None,
    })
}

/// A statement that begins with a variable; `behind` is where its name ends.
fn recalled<'s>(text: &Cow<'s, str>, range: Range<usize>, variable: String, behind: usize, at: Span) -> Statement<'s> {
    let rest = &text[behind..range.end];
    let member = rest.strip_prefix('.').map(|member| member.bytes().take_while(u8::is_ascii_alphanumeric).count()).unwrap_or(0);
    let expands = (member > 0).then(|| behind + 1..behind + 1 + member);
    let is_count = expands.clone().is_some_and(|name| ["count", "length"].contains(&&*text[name].to_ascii_lowercase()));
    let after = text[behind + if member > 0 { member + 1 } else { 0 }..range.end].trim_start();
    let mut found = Pipeline { prints: true, ..Pipeline::default() };
    for stage in split(text, range.end - after.len()..range.end, b'|').into_iter().skip(1) {
        found.stage(text, trim(text, stage));
    }
    let is_read = after.is_empty() || after.starts_with(['|', '-', '[']);
    let filtered = found.partial || after.starts_with(['-', '[']);
    let whole = is_read && !is_count && found.head.is_none() && (!filtered || expands.is_some());
    let expands = expands.or(found.expands).map(|name| sub(text, name));
    let recalls = whole.then(|| Recalled { variable, expands, filtered, text: sub(text, range), at });
    Statement { command: None, prints: found.prints, changes: found.changes, assigned: None, recalls }
}

#[cfg(test)]
mod tests;
