//! Evidence within objects that are none themselves: the output of cmdlets in strings, and objects that name their cmdlet.

use super::tree::{Member, Node, Value};
use super::{Reading, looks_like_change, looks_like_get};
use crate::capture::Skipped;
use crate::capture::embedded::Embedded;
use crate::capture::known::{self, Known};
use crate::capture::veil::{self, Veil};
use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// Properties in which programs keep what a command printed. Text under any other name is a value, whatever it looks like.
const OUTPUTS: &[&str] =
    &["stdout", "stdout_lines", "output", "out", "result", "results", "message", "text", "content", "body", "log", "raw"];

impl<'s> Reading<'s, '_> {
    /// Takes out of the members of an object, at any depth, what is evidence of its own.
    pub(super) fn inside(&mut self, members: &mut Vec<Member<'s>>) {
        // What a cmdlet printed has values, and no output of others in them.
        let is_object = members.iter().any(|member| known::known(&member.name) == Known::Strong);
        self.take(members, !is_object && !self.within);
    }

    fn take(&mut self, members: &mut Vec<Member<'s>>, may_hold_output: bool) {
        self.drop_unstated(members);
        let server = members.iter().find(|member| is_server(member)).cloned();
        let mut has_output = false;
        for mut member in std::mem::take(members) {
            let is_container = matches!(member.node.value, Value::Array(_) | Value::Object(_));
            let is_named = looks_like_get(&member.name) || looks_like_change(&member.name);
            if is_named && (is_container || (may_hold_output && is_output(&member.node))) {
                self.by_cmdlet(vec![member]);
                continue;
            }
            let is_output_name = || OUTPUTS.iter().any(|name| name.eq_ignore_ascii_case(&member.name));
            if may_hold_output && !has_output && is_output_name() && self.output(&member.node) {
                has_output = true;
                continue;
            }
            let objection = (may_hold_output && member.name.len() < 64).then(|| unread(&member.node)).flatten();
            if let Some(why) = objection {
                let at = self.span(&member.node.at);
                self.out.skipped.push(Skipped { at, why: why.into_owned() });
                self.out.lost.push(at);
            }
            if let Value::Array(items) = &mut member.node.value {
                for mut item in std::mem::take(items) {
                    if !self.taken(&mut item, server.as_ref(), may_hold_output) {
                        items.push(item);
                    }
                }
            } else if self.taken(&mut member.node, server.as_ref(), may_hold_output) {
                continue;
            }
            members.push(member);
        }
    }

    /// Whether a node is an object that names its cmdlet, or has what only such an object has; then it has been read. `server` is what the object around it says of its server.
    fn taken(&mut self, node: &mut Node<'s>, server: Option<&Member<'s>>, may_hold_output: bool) -> bool {
        let Value::Object(members) = &mut node.value else { return false };
        let names = |member: &Member<'_>| matches!(&member.node.value, Value::Text(text) if looks_like_get(text));
        let is_evidence = |member: &Member<'_>| (is_naming(&member.name) && names(member)) || is_telling(&member.name);
        if !members.iter().any(is_evidence) {
            self.take(members, may_hold_output);
            return false;
        }
        let mut members = std::mem::take(members);
        if !members.iter().any(is_server) {
            members.extend(server.cloned());
        }
        let at = self.span(&node.at);
        self.object(members, at);
        true
    }

    /// Reads what a command printed; returns whether that was anything.
    pub(super) fn output(&mut self, node: &Node<'s>) -> bool {
        if !is_output(node) || self.within {
            return false;
        }
        let mut embedded = Embedded::default();
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| append(self.source, &item.at, true, &mut embedded)),
            _ => append(self.source, &node.at, false, &mut embedded),
        }
        let before = self.out.records.len();
        let found = embedded.read(self.source, self.command, self.out);
        for record in self.out.records.iter_mut().skip(before) {
            record.shell = record.shell.or(self.shell);
        }
        found
    }
}

/// Properties in which an object names its cmdlet.
fn is_naming(name: &str) -> bool {
    ["Cmdlet", "CmdletName", "Command", "CommandName", "SourceCmdlet", "VirtualDirectoryType"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// Properties that no object has which is merely the value of a property.
fn is_telling(name: &str) -> bool {
    const TELLING: &[&str] = &[
        "InternalUrl",
        "ExternalUrl",
        "OAuthAuthentication",
        "IISAuthenticationMethods",
        "AutoDiscoverServiceInternalUri",
        "AuthMetadataUrl",
        "IsDefaultAuthorizationEndpoint",
        "ServicePrincipalNames",
    ];
    TELLING.iter().any(|telling| telling.eq_ignore_ascii_case(name))
}

fn is_server(member: &Member<'_>) -> bool {
    ["Server", "ServerName"].iter().any(|name| name.eq_ignore_ascii_case(&member.name))
        && matches!(&member.node.value, Value::Text(text) if !text.trim().is_empty())
}

/// Text of several lines, or a list of lines, with properties among them.
pub(super) fn is_output(node: &Node<'_>) -> bool {
    let is_property = |line: &str| line.contains(" : ") || line.contains("---");
    match &node.value {
        Value::Text(text) => (text.contains('\n') && text.lines().any(is_property)) || is_document(text),
        Value::Array(items) => {
            items.len() > 1
                && items.iter().all(|item| matches!(item.value, Value::Text(_)))
                && items.iter().any(|item| matches!(&item.value, Value::Text(text) if is_property(text)))
        }
        _ => false,
    }
}

/// Why a text that holds what a cmdlet printed is not read.
fn unread(node: &Node<'_>) -> Option<Cow<'static, str>> {
    const NO_OUTPUT: &str =
        "looks like what a cmdlet printed, in a text of a property that holds no output: save the output itself";
    if is_output(node) {
        return Some(NO_OUTPUT.into());
    }
    let Value::Text(text) = &node.value else { return None };
    veil::at_start(text).and_then(|seen| seen.veil).map(Veil::why)
}

/// JSON within a string, with the name of a property in it.
fn is_document(text: &str) -> bool {
    let text = text.trim();
    let opens = |text: &str, brackets: &[char]| {
        text.strip_prefix(brackets).map(str::trim_start).is_some_and(|rest| rest.starts_with(['"', '{']))
    };
    opens(text, &['{', '[']) && text.ends_with(['}', ']']) && text.contains("\":")
}

/// Appends the string that stands at a place with its quotation marks, and a line end if it is a line.
fn append(source: &Source, at: &Range<usize>, is_line: bool, out: &mut Embedded) {
    let end = at.end.saturating_sub(1);
    let Some(written) = source.text.get(at.start + 1..end) else { return };
    let mut rest = written;
    while let Some(found) = memchr::memchr(b'\\', rest.as_bytes()) {
        let from = end - rest.len();
        out.push(&rest[..found], from);
        let escape = &rest[found..];
        let (character, length) = escaped(escape);
        out.push_escaped(character, from + found..from + found + length);
        rest = escape.get(length..).unwrap_or("");
    }
    out.push(rest, end - rest.len());
    if is_line {
        out.push_escaped('\n', end..at.end);
    }
}

/// The character of the escape at the start of a string that the parser has accepted, and the length of the escape.
fn escaped(text: &str) -> (char, usize) {
    let unit = |at: usize| text.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => {
            let units = [unit(2), unit(8).filter(|_| text.get(6..8) == Some("\\u"))];
            let decoded = char::decode_utf16(units.into_iter().flatten()).next();
            let character = decoded.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER);
            (character, if character.len_utf16() == 2 { 12 } else { 6 })
        }
        Some(&other) if other.is_ascii() => (char::from(other), 2),
        _ => ('\\', 1),
    }
}
