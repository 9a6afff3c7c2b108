//! `hmaudit parse`: the records that were read, with their positions.

use crate::app::input;
use crate::app::{session, terminal_options};
use crate::audit::FileRead;
use crate::capture::{Capture, Raw, Record};
use crate::cli::{ParseArgs, ParseFormat};
use crate::estate::identify;
use crate::outcome::{Outcome, UserError};
use crate::report::json as report_json;
use crate::source::{Inputs, Source, encodings};
use crate::text::visible_line;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, BufWriter, Write};

/// Prints the records.
///
/// # Errors
/// When nothing could be read, or no record was found in all of it.
pub fn run(args: &ParseArgs) -> Result<Outcome, UserError> {
    let encoding = args.input.encoding.as_deref().map(encodings::parse_encoding).transpose()?;
    let inputs = input::read(&input::named(&args.input)?.0, encoding, &[])?;
    let captures = session::captures(&inputs);
    if !args.display.quiet {
        tell_skipped(&inputs, &captures);
    }
    if captures.iter().all(|capture| capture.records.is_empty()) {
        let files: Vec<FileRead> = captures.into_iter().map(FileRead::from).collect();
        return Err(input::no_record(&inputs, &files));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        ParseFormat::Json => json(&inputs, &captures, &mut out),
        // Each line begins with a path or a property's name; what a capture holds never begins one.
        ParseFormat::Terminal => terminal(&inputs, &captures, terminal_options::width(), &mut out),
    };
    terminal_options::unless_closed(written.and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}

/// One record in the JSON of docs/contract.md.
#[derive(Serialize)]
struct Printed<'s> {
    cmdlet: Option<&'static str>,
    properties: Map<String, Value>,
    path: &'s str,
    line: usize,
}

fn json(inputs: &Inputs, captures: &[Capture<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    for (source, capture, record) in records(inputs, captures) {
        out.write_all(if first { b"[\n" } else { b",\n" })?;
        first = false;
        let printed = Printed {
            cmdlet: cmdlet(capture, record),
            properties: record.fields.iter().map(|field| (field.name.clone().into_owned(), value(&field.raw))).collect(),
            path: &source.name,
            line: source.line_of(record.at.start as usize),
        };
        report_json::write_item(&printed, out)?;
    }
    out.write_all(b"\n]\n")
}

fn terminal(inputs: &Inputs, captures: &[Capture<'_>], width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (source, capture, record) in records(inputs, captures) {
        let line = source.line_of(record.at.start as usize);
        let name = cmdlet(capture, record).unwrap_or("not recognised");
        writeln!(out, "{}:{line}  {name}", visible_line(&source.name))?;
        let label = record.fields.iter().map(|field| field.name.chars().count()).max().unwrap_or(0);
        for field in &record.fields {
            let text = terminal_options::clip(&visible_line(&plain(&field.raw)), width.saturating_sub(label + 4).max(20));
            writeln!(out, "  {:<label$}  {text}", visible_line(&field.name))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn records<'a, 's>(
    inputs: &'a Inputs,
    captures: &'a [Capture<'s>],
) -> impl Iterator<Item = (&'a Source, &'a Capture<'s>, &'a Record<'s>)> {
    inputs
        .sources
        .iter()
        .zip(captures)
        .flat_map(|(source, capture)| capture.records.iter().map(move |record| (source, capture, record)))
}

fn cmdlet(capture: &Capture<'_>, record: &Record<'_>) -> Option<&'static str> {
    let command = record.command.and_then(|index| capture.commands.get(index));
    identify::cmdlet(record, command).map(|identified| identified.printed_by)
}

fn value(raw: &Raw<'_>) -> Value {
    match raw {
        Raw::Scalar(text) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        Raw::Scalar(text) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        Raw::Scalar(text) => Value::String(text.clone().into_owned()),
        Raw::List { items, cut } => {
            let values: Vec<&str> = items.iter().map(|item| item.text.as_ref()).collect();
            if *cut { json!({ "truncated": true, "values": values }) } else { json!(values) }
        }
        Raw::Cut(text) => json!({ "truncated": true, "values": [text] }),
        Raw::Blank => Value::Null,
    }
}

fn plain(raw: &Raw<'_>) -> String {
    match raw {
        Raw::Scalar(text) => text.clone().into_owned(),
        Raw::List { items, cut } => {
            let items: Vec<&str> = items.iter().map(|item| item.text.as_ref()).collect();
            format!("{{{}{}}}", items.join(", "), if *cut { ", … (cut)" } else { "" })
        }
        Raw::Cut(text) => format!("{text}… (cut)"),
        Raw::Blank => "(blank)".to_owned(),
    }
}

fn tell_skipped(inputs: &Inputs, captures: &[Capture<'_>]) {
    for file in &inputs.declined {
        anstream::eprintln!("skipped {}: {}", visible_line(&file.name), visible_line(&file.why));
    }
    for (source, capture) in inputs.sources.iter().zip(captures) {
        for skip in &capture.skipped {
            let line = source.line_of(skip.at.start as usize);
            anstream::eprintln!("skipped {}:{line}: {}", visible_line(&source.name), visible_line(&skip.why));
        }
    }
}

/// `--tenant` and the like do not change what is read; the JSON is tested in captures_forms.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_contract() {
        assert_eq!(value(&Raw::Scalar("True".into())), json!(true));
        assert_eq!(value(&Raw::Blank), Value::Null);
        assert_eq!(value(&Raw::List { items: Vec::new(), cut: false }), json!([]));
        let item = |text| crate::capture::Item { text, at: crate::source::Span::new(crate::source::SourceId(0), 0, 1) };
        let cut = Raw::List { items: vec![item("Basic".into())], cut: true };
        assert_eq!(value(&cut), json!({ "truncated": true, "values": ["Basic"] }));
    }
}
