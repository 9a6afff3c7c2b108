//! The report as GitHub Actions workflow commands, which the runner turns into annotations.
//!
//! Escaping follows the runner's own: `%`, CR and LF in messages, `:` and `,` besides in properties.

use super::Report;
use super::annotation::{Entry, entries};
use super::words::{Level, answer};
use crate::text::visible_line as shown;
use std::io;

/// Writes one command per finding and the verdict as a notice. What passed goes to the debug log, which is shown only when asked for.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for entry in entries(report) {
        writeln!(out, "{}", command(&entry))?;
    }
    writeln!(out, "::notice title=hmaudit::{}", message(&answer(report).join(" · ")))
}

fn command(entry: &Entry<'_>) -> String {
    let level = match entry.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Inconclusive if entry.severity == crate::check::Severity::Error => "warning",
        Level::Info | Level::Inconclusive | Level::Waived => "notice",
        Level::Pass | Level::NotApplicable => return format!("::debug::{}", body(entry)),
    };
    let place = entry.place.as_ref().map_or_else(String::new, |place| {
        let columns = match place.columns {
            Some((first, last)) if place.end_line == place.line => format!("col={first},endColumn={last},"),
            Some((first, _)) => format!("col={first},"),
            None => String::new(),
        };
        format!("file={},line={},endLine={},{columns}", property(place.path), place.line, place.end_line)
    });
    format!("::{level} {place}title={}::{}", property(&format!("{} {}", entry.rule, entry.name)), body(entry))
}

/// Rule, level and subject are in the text too, because the log shows the text alone.
fn body(entry: &Entry<'_>) -> String {
    let mut about = vec![entry.subject.to_string()];
    about.extend(entry.tenant.as_ref().map(|tenant| format!("tenant {tenant}")));
    about.extend(entry.server.as_ref().map(|server| format!("server {server}")));
    let mut lines = vec![format!("{}[{}]: {}", entry.level.word(), entry.rule, entry.message), about.join(" · ")];
    lines.extend((!entry.help.is_empty()).then(|| entry.help.to_string()));
    lines.extend(entry.waived.as_ref().map(|reason| format!("waived: {reason}")));
    message(&lines.join("\n"))
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(&shown(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::annotation::tests::{self, Parsed};
    use super::*;

    /// Reads a command as the runner does (ActionCommand.TryParseV2).
    fn parse(line: &str) -> Option<Parsed> {
        let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
        let properties = properties.split(',').filter_map(|pair| pair.split_once('='));
        let properties = properties
            .map(|(key, value)| (key.to_owned(), plain(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%")))
            .collect();
        Some((command.to_owned(), properties, plain(data).replace("%25", "%")))
    }

    #[test]
    fn any_text_stays_one_command_with_the_same_properties() {
        tests::stays_one_command(command, parse, "error", &["file", "line", "endLine", "col", "endColumn", "title"], 0);
    }

    #[test]
    fn every_scalar_is_escaped_in_a_property() {
        tests::escapes_every_scalar(property, &[':', ',', '\r', '\n']);
    }
}
