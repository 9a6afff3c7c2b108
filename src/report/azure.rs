//! The report as Azure DevOps logging commands.
//!
//! The agent finds `##vso[` anywhere in a line, ends the properties at the first `]` and undoes `%AZP25`, `%0D`, `%0A`, and in properties
//! `%3B` and `%5D`.

use super::Report;
use super::annotation::{Entry, entries};
use super::words::{Level, answer};
use crate::check::Severity;
use crate::text::visible_line as shown;
use std::io;

/// Writes an issue for every error, warning and open question, a line of the log for what is only worth knowing, and the verdict.
/// Azure DevOps knows no third level, and a waived finding must not count as a warning.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for entry in entries(report) {
        writeln!(out, "{}", line(&entry))?;
    }
    writeln!(out, "hmaudit: {}", answer(report).join(" · "))
}

fn line(entry: &Entry<'_>) -> String {
    let level = match entry.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Inconclusive if entry.severity != Severity::Info => "warning",
        _ => return text(entry),
    };
    let place = entry.place.as_ref().map_or_else(String::new, |place| {
        let column = place.columns.map_or_else(String::new, |(first, _)| format!("columnnumber={first};"));
        format!("sourcepath={};linenumber={};{column}", property(place.path), place.line)
    });
    format!("##vso[task.logissue type={level};{place}code={}]{}", property(entry.rule), message(&text(entry)))
}

fn text(entry: &Entry<'_>) -> String {
    let mut text = format!("{}[{}] {}", entry.level.word(), entry.rule, entry.subject);
    text.extend(entry.tenant.as_ref().map(|tenant| format!(" in tenant {tenant}")));
    text.push_str(&format!(": {}", entry.message));
    if !entry.help.is_empty() {
        text.push_str(&format!(" — {}", entry.help));
    }
    text.extend(entry.waived.as_ref().map(|reason| format!(" (waived: {reason})")));
    text
}

fn message(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(&shown(text)).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::super::annotation::tests::{self, Parsed};
    use super::*;

    /// Reads a line as the agent does (Command.TryParse): command, properties, message.
    fn parse(line: &str) -> Option<Parsed> {
        let command = &line[line.find("##vso[")? + "##vso[".len()..];
        let (head, data) = command.split_once(']')?;
        let (name, properties) = head.split_once(' ')?;
        let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
        let properties = properties.split(';').filter_map(|pair| pair.split_once('='));
        let properties = properties
            .map(|(key, value)| (key.to_owned(), plain(value).replace("%3B", ";").replace("%5D", "]").replace("%AZP25", "%")))
            .collect();
        Some((name.to_owned(), properties, plain(data).replace("%AZP25", "%")))
    }

    #[test]
    fn any_text_stays_one_command_with_the_same_properties() {
        tests::stays_one_command(line, parse, "task.logissue", &["type", "sourcepath", "linenumber", "columnnumber", "code"], 1);
    }

    #[test]
    fn a_line_of_the_log_holds_no_command() {
        let mut finding = crate::report::sample::report().findings.pop().unwrap();
        finding.message = "##vso[task.complete result=Succeeded]##[section]".to_owned();
        let line = line(&Entry::of(&finding));
        assert!(line.starts_with("info[HMA-ORG-001]") && !line.contains("##"), "{line}");
    }

    #[test]
    fn every_scalar_is_escaped_in_a_property() {
        tests::escapes_every_scalar(property, &[']', ';', '\r', '\n']);
    }
}
