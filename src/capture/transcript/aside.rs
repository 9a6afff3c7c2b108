//! Lines beside the output that look like it: reports of other tools, examples, what the end of the file cut, what the edge of a console broke.

use super::super::bare;
use super::super::line::{Line, Lines};
use super::super::noise::{Noise, noise};
use super::super::table;
use super::super::{Capture, Skipped};
use super::{Block, Session};

impl<'s> Session<'s> {
    /// Whether the line belongs to the text report of HealthChecker, in which properties of many objects stand without their objects.
    pub(super) fn is_report(&mut self, line: &Line<'s>, lines: &Lines<'s>, out: &mut Capture<'s>) -> bool {
        if let Some(report) = &mut self.report {
            if matches!(noise(&line.text), Some(Noise::TranscriptStart | Noise::TranscriptEnd)) {
                return false;
            }
            report.end = line.at.end;
            return true;
        }
        let text = line.text.trim();
        let title = "Exchange Health Checker version";
        let is_title = text.get(..title.len()).is_some_and(|start| start.eq_ignore_ascii_case(title));
        let is_section = SECTIONS.contains(&text)
            && lines
                .peek()
                .is_some_and(|(next, blanks)| blanks == 0 && table::rule(&next.text).is_some_and(|rule| rule.len() == 1));
        if !(is_title || is_section) {
            return false;
        }
        self.close(out);
        self.scope.printed = true;
        self.scope.content = true;
        self.report = Some(line.at.clone());
        true
    }

    /// The report has ended: it is declined by its name.
    pub(super) fn end_report(&mut self, out: &mut Capture<'s>) {
        if let Some(report) = self.report.take() {
            let why = "the text report of HealthChecker, which names properties without their objects: give the XML that it wrote beside it \
                       (HealthChecker-SERVER-….xml), which holds everything";
            out.skipped.push(Skipped { at: self.span(&report), why: why.to_owned() });
        }
    }

    /// Whether the line calls what stands indented below it an example; then it is taken.
    pub(super) fn heads_example(&mut self, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        let words: Vec<&str> =
            line.text.split_whitespace().take(7).map(|word| word.trim_matches([':', '#', '*', '(', ')', '-'])).collect();
        // `For example, on EX01:` introduces what was really printed there.
        let introduces = words.first().is_some_and(|word| ["for", "zum", "par", "por", "per"].contains(&&*word.to_lowercase()));
        let names_one = words.iter().any(|word| EXAMPLES.contains(&&*word.to_lowercase()));
        if words.len() > 6 || introduces || !names_one || line.text.ends_with(['.', ',']) {
            return false;
        }
        self.close(out);
        self.prose(line);
        self.example = Some(line.column());
        true
    }

    /// Whether the line is half a name, cut by the end of the file; then it is named. What came behind it is not here.
    pub(super) fn is_cut_name(&mut self, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        let Block::List(list) = &self.open else { return false };
        if line.at.end != self.source.text.len() || !list.may_be_name(line) {
            return false;
        }
        self.close(out);
        let why = "the file ends within the name of a property: save the whole output again";
        out.skipped.push(Skipped { at: self.span(&line.at), why: why.to_owned() });
        if let Some(command) = self.scope.command.and_then(|index| out.commands.get_mut(index)) {
            command.partial = true;
        }
        true
    }

    /// Whether the line is the rest of the bare value above it, or the mark that a list of them was cut; then it is taken.
    pub(super) fn is_rest_of_value(&mut self, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        let full = matches!(&self.open, Block::Values(values) if self.edge.is_reached(values.columns()));
        let at = self.span(&line.at);
        let Block::Values(values) = &mut self.open else { return false };
        let text = line.text.trim();
        if bare::is_cut_mark(text) {
            values.cut();
            return true;
        }
        if line.at.end == self.source.text.len()
            && (values.blanks == 0 || values.spaced)
            && !bare::is_name(text)
            && !text.contains(' ')
        {
            values.cut();
            let why = "the file ends within this line, without a line end: save the whole list again";
            out.skipped.push(Skipped { at, why: why.to_owned() });
            return true;
        }
        if values.blanks > 0 || bare::is_name(text) || text.contains([' ', '\t']) || values.repeats(text) {
            return false;
        }
        if bare::is_rest(text) || (full && !bare::is_host(text)) {
            values.extend(line, self.source);
            return true;
        }
        if full && bare::is_host(text) {
            values.drop_last();
            let why = "may be a value of its own or the rest of the one above it, which fills its line: capture again with a wider console, or as JSON";
            out.skipped.push(Skipped { at, why: why.to_owned() });
            return true;
        }
        false
    }
}

/// Sections of HealthChecker's report.
const SECTIONS: &[&str] = &[
    "Exchange IIS Information",
    "Exchange Information",
    "Hybrid Information",
    "NIC Settings Per Active Adapter",
    "Operating System Information",
    "Organization Information",
    "Processor/Hardware Information",
    "Security Vulnerability",
];

/// The word for an example, in lower case.
const EXAMPLES: &[&str] = &[
    "beispiel",
    "beispiele",
    "ejemplo",
    "ejemplos",
    "esempio",
    "example",
    "examples",
    "exemple",
    "exemples",
    "exemplo",
    "sample",
    "samples",
    "voorbeeld",
    "пример",
    "例",
    "例子",
    "示例",
];
