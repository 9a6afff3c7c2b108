//! The text log of the Hybrid Configuration Wizard.
//!
//! An entry starts with a time stamp and goes on in lines indented by 38 columns. Long lines are broken in mid-token, so that an object
//! (`Type {Name='v' Flag=1 List=['a', 'b'] Url=bare}`) is read over the breaks; see [`unwrapped`].

use super::wizard::{self, Call};
use super::{Capture, Form, Outcome, Raw, Record, Shell};
use crate::source::Source;
use object::objects;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use unwrapped::Unwrapped;

mod object;
mod unwrapped;

/// What stands before the answer to a call.
const RESULTS: &str = "Results=";

/// Reads the document that fills `range` of the source. The log names the cmdlets itself, so the command above it does not matter.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let _ = command;
    let text = &source.text[range.clone()];
    let mut calls = Vec::new();
    // What Graph answered, in entries that name no cmdlet.
    let mut graph: Vec<Record<'s>> = Vec::new();
    // What was asked, by side, cmdlet and thread, until the answer comes.
    let mut asked: Vec<(Head<'s>, &'s str)> = Vec::new();
    for entry in entries(text) {
        let entry = range.start + entry.start..range.start + entry.end;
        let Some((head, body)) = head(source, entry.clone()) else {
            if source.text[entry.clone()].contains(RESULTS) {
                graph.extend(json_results(&Unwrapped::new(source, entry), source, Some(Shell::Tenant), out));
            }
            continue;
        };
        let content = source.text[body.clone()].trim();
        if let Some(rest) = content.strip_prefix("START") {
            asked.retain(|(other, _)| *other != head);
            asked.push((head, rest.trim()));
        } else if content.starts_with("FINISH") {
            let position = asked.iter().position(|(other, _)| *other == head);
            let question = position.map_or("", |position| asked.swap_remove(position).1);
            calls.push(answer(source, head, question, entry, body, out));
        }
    }
    wizard::emit(calls, out);
    // The wizard asks before and after its changes: of each application the last answer counts.
    let application = |record: &Record<'_>| match record.field("AppId").map(|field| &field.raw) {
        Some(Raw::Scalar(id)) => id.to_lowercase(),
        _ => String::new(),
    };
    let last: HashMap<String, usize> = graph.iter().map(application).zip(0..).collect();
    let is_last = |(index, record): &(usize, Record<'s>)| last.get(&application(record)) == Some(index);
    out.records.extend(graph.into_iter().enumerate().filter(is_last).map(|(_, record)| record));
}

/// The objects of `Results={"AppId":…}`: what Graph answered to the wizard.
fn json_results<'s>(view: &Unwrapped<'s>, source: &'s Source, shell: Option<Shell>, out: &mut Capture<'s>) -> Vec<Record<'s>> {
    let starts = |at: &usize| view.text[at + RESULTS.len()..].starts_with(['{', '[']);
    let Some(at) = memchr::memmem::find_iter(view.text.as_bytes(), RESULTS).find(starts) else { return Vec::new() };
    let mut found = Capture::default();
    view.behind(at + RESULTS.len()).read(source, None, &mut found);
    out.skipped.extend(found.skipped);
    let of_wizard = |record: Record<'s>| Record { command: None, form: Form::HcwLog, shell: record.shell.or(shell), ..record };
    found.records.into_iter().map(of_wizard).collect()
}

/// What the brackets of an entry say.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head<'s> {
    shell: Option<Shell>,
    cmdlet: &'s str,
    thread: &'s str,
}

/// Entries of a log: each from a time stamp to the next.
fn entries(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The head of an entry that speaks of a cmdlet, and the range behind its brackets.
fn head(source: &Source, entry: Range<usize>) -> Option<(Head<'_>, Range<usize>)> {
    let text = &source.text[entry.clone()];
    let open = text.find('[')?;
    let close = open + text[open..].find(']')?;
    let mut head = Head { shell: None, cmdlet: "", thread: "" };
    for part in text[open + 1..close].split(", ") {
        match part.split_once('=') {
            Some(("Session", "OnPremises")) => head.shell = Some(Shell::OnPremises),
            Some(("Session", "Tenant")) => head.shell = Some(Shell::Tenant),
            Some(("Cmdlet", cmdlet)) => head.cmdlet = cmdlet,
            Some(("Thread", thread)) => head.thread = thread,
            _ => {}
        }
    }
    (!head.cmdlet.is_empty()).then_some((head, entry.start + close + 1..entry.end))
}

fn answer<'s>(
    source: &'s Source,
    head: Head<'s>,
    question: &'s str,
    entry: Range<usize>,
    body: Range<usize>,
    out: &mut Capture<'s>,
) -> Call<'s> {
    let view = Unwrapped::new(source, body);
    let first_line = view.text.split(['\r', '\n', '{']).map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let results =
        first_line.split(' ').find_map(|word| word.strip_prefix("Results=")).and_then(|count| count.parse::<usize>().ok());
    let mut records = Vec::new();
    for (type_name, fields, at) in objects(&view, source, out) {
        records.push(Record {
            hearsay: false,
            command: None,
            form: Form::HcwLog,
            type_name: Some(type_name),
            shell: head.shell,
            fields,
            at,
        });
    }
    records.extend(json_results(&view, source, head.shell, out));
    let outcome = match (results, records.len()) {
        (_, 1..) => Outcome::Records,
        (Some(0), 0) => Outcome::Nothing,
        _ => Outcome::Unknown,
    };
    let missing = results.filter(|results| *results > records.len());
    if let Some(results) = missing {
        let why = format!("{} gave {results} results, but {} are readable in the log", head.cmdlet, records.len());
        out.skipped.push(super::Skipped { at: source.span(entry.start, entry.end), why });
    }
    let line = if question.is_empty() { head.cmdlet } else { question };
    let is_command = line.get(..head.cmdlet.len()).is_some_and(|start| start.eq_ignore_ascii_case(head.cmdlet));
    let (_, parameters) = wizard::command_line(line);
    Call {
        shell: head.shell,
        cmdlet: Cow::Borrowed(head.cmdlet),
        text: Cow::Borrowed(if is_command { line } else { head.cmdlet }),
        parameters: if is_command { parameters } else { Vec::new() },
        outcome,
        records,
        cut: missing.is_some(),
        at: source.span(entry.start, entry.end),
    }
}
