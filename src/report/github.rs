//! The report as GitHub Actions workflow commands, which the runner turns into annotations.
//!
//! Escaping follows the runner's own: `%`, CR and LF in messages, `:` and `,` besides in properties. security.md T6.

use super::words::{Level, answer, shown};
use super::{Document, Finding};
use std::io;

/// Writes one command a finding and the verdict as a notice. What passed goes to the debug log, which is shown only when asked for.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in &document.report.findings {
        writeln!(out, "{}", command(finding))?;
    }
    writeln!(out, "::notice title=hmaudit::{}", message(&answer(document).join(" · ")))
}

fn command(finding: &Finding) -> String {
    let level = match Level::of(finding) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Inconclusive if finding.severity == crate::check::Severity::Error => "warning",
        Level::Info | Level::Inconclusive | Level::Waived => "notice",
        Level::Pass | Level::NotApplicable => return format!("::debug::{}", body(finding)),
    };
    let place = finding.primary().map_or_else(String::new, |place| {
        let end = if place.end_line == place.line { format!(",endColumn={}", place.end_column) } else { String::new() };
        let path = property(&place.path);
        format!("file={path},line={},endLine={},col={}{end},", place.line, place.end_line, place.column)
    });
    format!("::{level} {place}title={}::{}", property(&format!("{} {}", finding.rule, finding.name)), body(finding))
}

/// Rule, level and subject are in the text too, because the log shows the text alone.
fn body(finding: &Finding) -> String {
    let mut lines = vec![format!("{}[{}]: {}", Level::of(finding).word(), finding.rule, shown(&finding.message))];
    let mut about = vec![shown(&finding.subject).into_owned()];
    about.extend(finding.tenant.as_deref().map(|tenant| format!("tenant {}", shown(tenant))));
    about.extend(finding.server.as_deref().map(|server| format!("server {}", shown(server))));
    lines.push(about.join(" · "));
    if !finding.help.is_empty() {
        lines.push(shown(&finding.help).into_owned());
    }
    lines.extend(finding.waived.as_ref().map(|waived| format!("waived: {}", shown(&waived.reason))));
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
    use super::*;
    use proptest::prelude::*;

    /// Command, properties, message.
    type Parsed = (String, Vec<(String, String)>, String);

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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn any_text_stays_one_command_with_the_same_properties(text in any::<String>()) {
            let mut finding = crate::report::sample::document().report.findings.remove(2);
            for field in [&mut finding.subject, &mut finding.message, &mut finding.help, &mut finding.evidence[0].path] {
                field.clone_from(&text);
            }
            let line = command(&finding);
            prop_assert!(!line.contains(['\n', '\r']) && !line.chars().any(crate::text::acts));
            let (name, properties, data) = parse(&line).unwrap();
            prop_assert_eq!(name, "error");
            let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
            prop_assert_eq!(keys, ["file", "line", "endLine", "col", "endColumn", "title"]);
            prop_assert_eq!(&properties[0].1, &shown(&text));
            prop_assert!(data.contains(&*shown(&text)));
        }
    }

    #[test]
    fn every_scalar_is_escaped_in_a_property() {
        let all: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for some in all.chunks(1_000) {
            let escaped = property(&some.iter().collect::<String>());
            assert!(
                !escaped.contains([':', ',', '\r', '\n']) && !escaped.chars().any(crate::text::acts),
                "from {:x}",
                some[0] as u32
            );
        }
    }
}
