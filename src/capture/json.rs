//! ConvertTo-Json of either PowerShell, Graph REST and `az`.

use super::{Capture, Command, Field, Form, Item, Outcome, Raw, Record, Shell, Skipped};
use super::{declined, known};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use tree::{JsonError, Member, Node, Open, Value};

mod blanks;
mod graph;
mod inside;
mod stated;
mod tree;
mod value;
mod written;

pub(super) use blanks::{behind_blanks, comment};
pub(super) use written::written;

/// Reads the document that fills `range` of the source. `command` is the command above it, if the capture shows one.
///
/// A range may hold several documents, HTTP header lines before one, and a fragment that starts at `"value": [`.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    documents(source, range, command, out, false);
}

/// Reads a document that stands in a string of another one. Strings in it are not looked into again.
pub(super) fn read_within<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    documents(source, range, command, out, true);
}

fn documents<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>, within: bool) {
    let text = &source.text[..range.end];
    let mut reading =
        Reading { source, command, out, named: None, shell: None, entity: None, whole: true, loose: Vec::new(), within };
    let mut at = range.start;
    // `… | Out-String | ConvertTo-Json`: one string, and nothing else.
    if text[at..].starts_with('"')
        && let Ok((node, end)) = tree::parse(text, at)
        && text[end..].trim().is_empty()
    {
        reading.output(&node);
        return;
    }
    while let Some(start) = next_document(text, at) {
        match tree::parse(text, start) {
            Ok((node, end)) => {
                reading.document(node);
                at = end;
            }
            Err((mistake, open)) => {
                reading.torn(mistake, open, start, range.end);
                return;
            }
        }
    }
}

/// Where the next document starts: passes over blanks, commas, what closes a fragment, header lines, and the name before a fragment's list.
fn next_document(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', ',', ']', '}', '\u{feff}', '\u{a0}']).len();
        let rest = &text[at..];
        match rest.as_bytes().first()? {
            b'{' | b'[' => return Some(at),
            b'"' => {
                // `"name": value` outside of an object: go on behind the colon. Any other string is a value.
                let closing = rest[1..].find(['"', '\n']).map(|end| end + 2)?;
                let behind = rest[closing..].trim_start_matches([' ', '\t']);
                if !behind.starts_with(':') {
                    at += closing;
                    continue;
                }
                let value = behind[1..].trim_start();
                at = text.len() - value.len();
                if !value.starts_with(['{', '[']) {
                    at += value.find('\n').unwrap_or(value.len());
                }
            }
            _ => at += rest.find('\n').unwrap_or(rest.len()),
        }
    }
}

struct Reading<'s, 'o> {
    source: &'s Source,
    command: Option<usize>,
    out: &'o mut Capture<'s>,
    /// The cmdlet that the last record named itself, and its index in the commands.
    named: Option<(String, usize)>,
    shell: Option<Shell>,
    /// The type that the document's `@odata.context` names.
    entity: Option<Cow<'static, str>>,
    whole: bool,
    loose: Vec<Item<'s>>,
    /// It stands in a string of another document.
    within: bool,
}

impl<'s> Reading<'s, '_> {
    fn document(&mut self, node: Node<'s>) {
        let at = self.span(&node.at);
        self.named = None;
        self.shell = None;
        self.entity = None;
        // `… | Out-String -Stream | ConvertTo-Json`: the lines that were printed.
        if self.output(&node) {
            return;
        }
        self.node(node);
        let items = std::mem::take(&mut self.loose);
        if !items.is_empty() {
            super::values::document(self.command, Form::Json, items, at, self.out);
        }
    }

    /// A document that is damaged or cut: what is complete in it counts, the rest is declined.
    fn torn(&mut self, mistake: JsonError, open: Vec<Open<'s>>, start: usize, end: usize) {
        self.whole = false;
        self.named = None;
        let mut inner: Option<Node<'s>> = None;
        for container in open.into_iter().rev() {
            inner = match container {
                Open::Array(from, mut items) => {
                    items.extend(inner.filter(|node| matches!(node.value, Value::Object(_))));
                    Some(Node { value: Value::Array(items), at: from..end })
                }
                Open::Object(from, mut members, pending) => match (inner, pending) {
                    (Some(node), Some((name, name_at))) if is_envelope_key(&name) && matches!(node.value, Value::Array(_)) => {
                        members.push(Member { name, name_at, node });
                        Some(Node { value: Value::Object(members), at: from..end })
                    }
                    _ => None,
                },
            };
        }
        if let Some(node) = inner {
            // Bare values of a torn list would look like the whole list.
            self.node(node);
            self.loose.clear();
        }
        if let Some(command) = self.command.and_then(|index| self.out.commands.get_mut(index)) {
            command.partial = true;
        }
        let at = mistake.at.min(end.saturating_sub(1)).max(start);
        let place = self.source.place(self.source.span(at, at));
        let is_broken = matches!(self.source.text.as_bytes().get(at), Some(b'\r' | b'\n')) && mistake.expected == tree::NO_BREAK;
        let why = format!(
            "the JSON is damaged or cut: expected {} in line {}, column {}; complete objects before it were read{}",
            mistake.expected,
            place.line,
            place.column,
            if is_broken { declined::BROKEN } else { "" }
        );
        self.out.skipped.push(Skipped { at: self.source.span(at, end), why });
        self.out.lost.push(self.source.span(start, end));
    }

    fn node(&mut self, node: Node<'s>) {
        let at = self.span(&node.at);
        match node.value {
            Value::Array(items) => items.into_iter().for_each(|item| self.item(item)),
            Value::Object(members) => self.object(members, at),
            value => {
                if let Raw::Scalar(text) = value::raw("", Node { value, at: node.at }, self.source).0 {
                    self.loose.push(Item { text, at });
                }
            }
        }
    }

    /// An element of a list.
    fn item(&mut self, node: Node<'s>) {
        if let Value::Object(members) = &node.value
            && let Some(why) = stated::nested(members)
        {
            let at = self.span(&node.at);
            return self.out.skipped.push(Skipped { at, why: why.to_owned() });
        }
        self.node(node);
    }

    fn object(&mut self, mut members: Vec<Member<'s>>, at: Span) {
        if let Some(context) = text_of(&members, "@odata.context")
            && (context.contains("graph.microsoft") || context.contains("microsoftgraph.chinacloudapi"))
        {
            self.shell = Some(Shell::Tenant);
            self.entity = graph::entity(context);
        }
        if let Some(code) = graph::error(&members) {
            let code = crate::text::visible_line(code).into_owned();
            let why = format!("an error and no object ({code}): ask again with the rights that it takes");
            self.out.skipped.push(Skipped { at, why });
            return;
        }
        if graph::is_batch(&members) {
            return self.batch(members);
        }
        let has_context = self.entity.is_some() || self.shell.is_some() || self.command.is_some();
        if let Some(why) = stated::objection(&members, has_context) {
            return self.out.skipped.push(Skipped { at, why: why.to_owned() });
        }
        self.drop_unstated(&mut members);
        if members.is_empty() {
            return;
        }
        if text_of(&members, "Cmdlet").is_some_and(looks_like_change) {
            return self.out.skipped.push(Skipped { at, why: super::ECHO.to_owned() });
        }
        let payload = members
            .iter()
            .position(|member| is_envelope_key(&member.name) && matches!(member.node.value, Value::Array(_) | Value::Object(_)));
        let cmdlet = text_of(&members, "Cmdlet").filter(|name| looks_like_get(name)).map(str::to_owned);
        let is_wrapper = match (payload, &cmdlet) {
            (Some(payload), Some(_)) => matches!(members[payload].node.value, Value::Array(_) | Value::Object(_)),
            (Some(_), None) => members.iter().all(|member| is_envelope_key(&member.name) || is_envelope_note(&member.name)),
            (None, _) => false,
        };
        if let (true, Some(payload)) = (is_wrapper, payload) {
            if let Some(more) = members.iter().find(|member| member.name.eq_ignore_ascii_case("@odata.nextLink")) {
                let why = "the answer goes on behind this link; capture the other pages as well".to_owned();
                self.out.skipped.push(Skipped { at: self.span(&more.node.at), why });
                // Of these every one counts.
                const COUNTED: &[&str] = &[
                    "/userRegistrationDetails",
                    "/domains",
                    "/conditionalAccess/policies",
                    "/authenticationStrengthPolicies",
                    "/authenticationStrength/policies",
                    "/certificateAuthorities",
                    "/certificateBasedAuthConfiguration",
                    "/devices",
                ];
                if matches!(&more.node.value, Value::Text(link) if COUNTED.iter().any(|set| link.contains(set))) {
                    self.out.lost.push(at);
                }
            }
            let outer = self.command;
            let inner = members.swap_remove(payload).node;
            if let Some(cmdlet) = cmdlet {
                let before = self.out.records.len();
                self.command = Some(self.name_command(cmdlet, at));
                self.node(inner);
                if self.out.records.len() == before
                    && let Some(command) = self.command.and_then(|index| self.out.commands.get_mut(index))
                {
                    command.outcome = if self.whole { Outcome::Nothing } else { Outcome::Unknown };
                }
                self.named = None;
            } else {
                self.node(inner);
            }
            self.command = outer;
            return;
        }
        if cmdlet.is_none()
            && !members.is_empty()
            && members.iter().all(|member| looks_like_get(&member.name) || looks_like_change(&member.name))
        {
            return self.by_cmdlet(members);
        }
        if cmdlet.is_none() && graph::is_collection(&members) {
            return members.into_iter().for_each(|member| self.node(member.node));
        }
        let command = match cmdlet {
            Some(cmdlet) if self.command.is_none() => Some(self.name_command(cmdlet, at)),
            _ => self.command,
        };
        self.inside(&mut members);
        self.record(members, command, at);
    }

    /// Takes out of an object what stands under a name that says that it is not the state.
    fn drop_unstated(&mut self, members: &mut Vec<Member<'s>>) {
        members.retain(|member| {
            let why = stated::under(&member.name)
                .filter(|_| !(looks_like_get(&member.name) || looks_like_change(&member.name)))
                .filter(|_| known::known(&member.name) != known::Known::Strong && stated::holds_evidence(&member.node));
            if let Some(why) = why {
                let at = self.source.span(member.name_at.start, member.node.at.end);
                self.out.skipped.push(Skipped { at, why: why.to_owned() });
            }
            why.is_none()
        });
    }

    /// `{ "Get-AuthServer": [ … ], "Get-MapiVirtualDirectory": [ … ] }`
    fn by_cmdlet(&mut self, members: Vec<Member<'s>>) {
        let outer = self.command;
        for member in members {
            let before = self.out.records.len();
            let at = self.span(&member.name_at);
            if looks_like_change(&member.name) {
                self.out.skipped.push(Skipped { at, why: super::ECHO.to_owned() });
                continue;
            }
            let is_empty = matches!(&member.node.value, Value::Null)
                || matches!(&member.node.value, Value::Array(items) if items.is_empty());
            self.named = None;
            self.command = Some(self.name_command(member.name.into_owned(), at));
            if !self.output(&member.node) {
                self.node(member.node);
            }
            if let Some(command) = self.command.and_then(|index| self.out.commands.get_mut(index))
                && self.out.records.len() == before
            {
                command.outcome = if is_empty { Outcome::Nothing } else { Outcome::Unknown };
            }
        }
        self.named = None;
        self.command = outer;
    }

    /// The answers of a batch, each of which stands in the member `body`.
    fn batch(&mut self, members: Vec<Member<'s>>) {
        let answers = members.into_iter().filter_map(|member| match member.node.value {
            Value::Array(answers) => Some(answers),
            _ => None,
        });
        for answer in answers.flatten() {
            let at = self.span(&answer.at);
            let Value::Object(parts) = answer.value else { continue };
            let failed = graph::failure(&parts).map(str::to_owned);
            let body = parts.into_iter().find(|part| part.name.eq_ignore_ascii_case("body"));
            match (failed, body) {
                (Some(status), _) => {
                    let status = crate::text::visible_line(&status).into_owned();
                    let why = format!("an answer of the batch is an error (status {status}); ask for it again");
                    self.out.skipped.push(Skipped { at, why });
                }
                (None, Some(body)) => {
                    (self.shell, self.entity) = (None, None);
                    self.node(body.node);
                }
                (None, None) => {}
            }
        }
    }

    fn record(&mut self, members: Vec<Member<'s>>, command: Option<usize>, at: Span) {
        let mut fields: Vec<Field<'s>> = Vec::with_capacity(members.len());
        let mut places: HashMap<String, usize> = HashMap::with_capacity(members.len());
        let mut doubtful: Vec<String> = Vec::new();
        let type_name = graph::type_of(&members).map(Cow::Owned).or_else(|| self.entity.clone());
        for member in members {
            let name_at = self.span(&member.name_at);
            if member.name.is_empty() {
                continue;
            }
            let (raw, value_at) = value::raw(&member.name, member.node, self.source);
            let at = if raw == Raw::Blank || value_at.start == value_at.end { name_at } else { value_at };
            let field = Field { name: member.name, raw, at };
            // PowerShell and Graph write a name once. Of two values of one name, no reader can tell which was meant.
            match places.entry(field.name.to_ascii_lowercase()) {
                Entry::Vacant(place) => {
                    place.insert(fields.len());
                    fields.push(field);
                }
                Entry::Occupied(place) => {
                    let same = fields.get(*place.get()).is_some_and(|other| value::same(&other.raw, &field.raw));
                    if !same {
                        let name = crate::text::visible_line(&field.name).into_owned();
                        let why = format!("`{name}` has two values in one object; both were left out");
                        self.out.skipped.push(Skipped { at: field.at, why });
                        doubtful.push(place.key().clone());
                    }
                }
            }
        }
        if !doubtful.is_empty() {
            doubtful.sort_unstable();
            fields.retain(|field| doubtful.binary_search(&field.name.to_ascii_lowercase()).is_err());
        }
        if fields.is_empty() {
            return;
        }
        self.out.records.push(Record { hearsay: false, command, form: Form::Json, type_name, shell: self.shell, fields, at });
    }

    /// The command of a cmdlet that the document names; records that follow each other and name the same share one.
    fn name_command(&mut self, cmdlet: String, at: Span) -> usize {
        if let Some((name, index)) = &self.named
            && *name == cmdlet
        {
            return *index;
        }
        let (name, parameters) = super::wizard::command_line(&cmdlet);
        self.out.commands.push(Command {
            values_partial: false,
            cmdlet: Cow::Owned(name),
            text: Cow::Owned(cmdlet.clone()),
            partial: !self.whole || super::wizard::narrows(&parameters),
            parameters,
            expands: None,
            outcome: Outcome::Records,
            filled_by: None,
            asked_at: None,
            shell: None,
            at,
        });
        let index = self.out.commands.len() - 1;
        self.named = Some((cmdlet, index));
        index
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.start, range.end)
    }
}

fn is_envelope_key(name: &str) -> bool {
    ["value", "Objects", "Results", "Result", "Output", "Data"].iter().any(|key| name.eq_ignore_ascii_case(key))
}

fn is_envelope_note(name: &str) -> bool {
    name.starts_with("@odata.") || ["Count", "SyncRoot", "Length"].iter().any(|key| name.eq_ignore_ascii_case(key))
}

fn looks_like_get(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("get-"))
        && name[4..].starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The name of a cmdlet that changes something, and prints what it made.
fn looks_like_change(name: &str) -> bool {
    const VERBS: &[&str] = &["New", "Set", "Add", "Remove", "Enable", "Disable", "Update"];
    let Some((verb, noun)) = name.split_once('-') else { return false };
    VERBS.iter().any(|known| known.eq_ignore_ascii_case(verb)) && noun.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn text_of<'t>(members: &'t [Member<'_>], name: &str) -> Option<&'t str> {
    members.iter().find(|member| member.name.eq_ignore_ascii_case(name)).and_then(|member| match &member.node.value {
        Value::Text(text) => Some(&**text),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
