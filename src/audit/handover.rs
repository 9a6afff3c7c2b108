//! Captures that can be shown to others: which files are redacted, and the bytes that they become.

use super::collected;
use crate::capture::Capture;
use crate::redact::{self, Key, Learnt, Rewritten, encode};
use crate::report::json;
use crate::source::{Inputs, Source, own};
use crate::text::visible_line;
use std::io;

/// A source with what was found in it.
pub type Pair<'a> = (&'a Source, &'a Capture<'a>);

/// What can be handed over, and what a person should know of the rest.
#[derive(Debug)]
pub struct Choice<'a> {
    /// The sources to rewrite.
    pub pairs: Vec<Pair<'a>>,
    /// What was left out, and why.
    pub warnings: Vec<String>,
}

/// Chooses what can be rewritten. `reverse` turns pseudonyms back.
#[must_use]
pub fn choose<'a>(inputs: &'a Inputs, captures: &'a [Capture<'a>], reverse: bool) -> Choice<'a> {
    let mut warnings = not_read(inputs);
    let mut pairs = Vec::new();
    for (source, capture) in inputs.sources.iter().zip(captures) {
        match why_left_out(source, reverse).or_else(|| why_unread(source, capture)) {
            None => pairs.push((source, capture)),
            Some(why) => warnings.push(format!("{}: left out, {why}", visible_line(&source.name))),
        }
    }
    Choice { pairs, warnings }
}

fn not_read(inputs: &Inputs) -> Vec<String> {
    let declined = inputs.declined.iter().map(|file| format!("{}: {}", visible_line(&file.name), visible_line(&file.why)));
    let binary = inputs.sources.iter().filter_map(|source| {
        let what = source.binary.as_ref()?;
        Some(format!("{}: left out, it is {}", visible_line(&source.name), visible_line(what)))
    });
    declined.chain(binary).collect()
}

/// Why a file that can be read is not handed on. Reports in JSON are put in order anew; other reports can only be turned back, and what hmaudit
/// wrote besides would lose its checksums.
fn why_left_out(source: &Source, reverse: bool) -> Option<String> {
    let what = own::what(&source.text)?;
    if redact::report::parse(&source.text).is_some() || reverse && !what.contains("script") {
        return None;
    }
    let instead =
        if reverse { "its checksums would not fit" } else { "redact the captures, or the report in JSON, and write it anew" };
    Some(format!("it is {what}: {instead}"))
}

/// Why a file is not handed on that holds what is only looked at: without that, the audit would come to another verdict.
fn why_unread(source: &Source, capture: &Capture<'_>) -> Option<String> {
    const WHY: &str = "it holds text that is not read and may contradict the rest: give the output itself";
    let is_nothing_else = source.text.is_empty() && !source.unread.is_empty();
    (is_nothing_else || !capture.unread.is_empty()).then(|| WHY.to_owned())
}

/// What a person has to judge before anything is handed on.
#[must_use]
pub fn to_judge(learnt: &Learnt) -> Vec<String> {
    let mut lines = Vec::new();
    if !learnt.masked.is_empty() {
        lines.push(format!(
            "{} short words had no free pseudonym and were written over with x: verdicts may differ",
            learnt.masked.len()
        ));
    }
    for (word, source) in &learnt.kept {
        lines.push(format!("{word} was kept where a name is expected, first in {source}: check whether it identifies somebody"));
    }
    lines
}

/// The secrets that were removed, with their places.
#[must_use]
pub fn removed(pairs: &[Pair<'_>], rewritten: &[Rewritten]) -> Vec<String> {
    let of_source = |(source, new): (&Source, &Rewritten)| -> Vec<String> {
        let name = visible_line(&source.name);
        let told = |(line, kind): &(usize, &'static str)| {
            format!("{name}:{line}: {kind} was removed; the original capture still contains it")
        };
        new.secrets.iter().map(told).collect()
    };
    pairs.iter().map(|(source, _)| *source).zip(rewritten).flat_map(of_source).collect()
}

/// The bytes of every rewritten source. A report in JSON is put in order anew. The manifests that the collector scripts write hold digests of the
/// files beside them: they get those of the rewritten files, where they had the right ones before. `key` is that of the way that was gone;
/// `encoding` is the one that the user named.
///
/// # Errors
/// When a report cannot be written, which only a fault of ours can cause.
pub fn contents(
    pairs: &[Pair<'_>],
    mut rewritten: Vec<Rewritten>,
    key: &Key,
    encoding: Option<&'static str>,
    warnings: &mut Vec<String>,
) -> io::Result<Vec<Vec<u8>>> {
    let sources: Vec<&Source> = pairs.iter().map(|(source, _)| *source).collect();
    for (source, new) in sources.iter().zip(&mut rewritten) {
        if let Some(mut report) = redact::report::parse(&source.text) {
            redact::report::rewrite(&mut report, key);
            new.text = json::to_text(&report)?;
        }
    }
    let mut all: Vec<Vec<u8>> =
        sources.iter().zip(&rewritten).map(|(source, new)| bytes(source, &new.text, encoding, warnings)).collect();
    for (index, (source, new)) in sources.iter().zip(rewritten).enumerate() {
        let listed = collected::listed(source, &sources);
        if listed.is_empty() {
            continue;
        }
        let mut text = new.text;
        for (file, old) in listed {
            let digest = crate::digest::sha256_hex(&all[file]);
            let is_upper = old.bytes().any(|byte| byte.is_ascii_uppercase());
            let digest = if is_upper { digest.to_uppercase() } else { digest };
            text = text.replace(&redact::rewrite_text(&old, key), &digest);
        }
        all[index] = bytes(source, &text, encoding, &mut Vec::new());
    }
    Ok(all)
}

/// The bytes of a rewritten source, in its own encoding if that is possible.
fn bytes(source: &Source, text: &str, encoding: Option<&'static str>, warnings: &mut Vec<String>) -> Vec<u8> {
    if let Some(bytes) = encode::like(source, text, encoding) {
        return bytes;
    }
    warnings.push(format!("{}: written as utf-8, its own bytes can't be kept", visible_line(&source.name)));
    encode::utf8(text, encoding)
}
