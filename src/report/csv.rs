//! The report as comma-separated values: one row per finding, every field quoted, for a spreadsheet or a script.
//!
//! Spreadsheets run what begins like a formula. Such a field gets a `'` in front, as they themselves use to mark text; a script that
//! needs the exact value reads the JSON.

use super::Report;
use super::notice::notices;
use crate::text::visible_line;
use std::borrow::Cow;
use std::io;

const HEADER: [&str; 17] = [
    "rule",
    "verdict",
    "severity",
    "tenant",
    "server",
    "subject",
    "message",
    "path",
    "line",
    "help",
    "fingerprint",
    "waived",
    "name",
    "column",
    "evidence",
    "fix",
    "waived_until",
];

/// Writes the report as comma-separated values (RFC 4180, but lines end with a line feed). `waived` holds the waiver's reason. Waivers that
/// need attention follow the findings, with `waiver` as their verdict.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(out);
    writer.write_record(HEADER)?;
    for finding in &report.findings {
        let place = finding.primary();
        let number = |of: fn(&super::Evidence) -> usize| place.map_or_else(String::new, |place| of(place).to_string());
        let row = [
            field(&finding.rule),
            finding.verdict.word().into(),
            finding.severity.word().into(),
            field(finding.tenant.as_deref().unwrap_or_default()),
            field(finding.server.as_deref().unwrap_or_default()),
            field(&finding.subject),
            field(&finding.message),
            field(place.map_or("", |place| &place.path)),
            number(|place| place.line).into(),
            field(&finding.help),
            field(&finding.fingerprint),
            field(finding.waived.as_ref().map_or("", |waived| &waived.reason)),
            field(&finding.name),
            number(|place| place.column).into(),
            field(place.map_or("", |place| &place.text)),
            field(finding.fix.as_ref().map_or("", |fix| &fix.operation)),
            field(finding.waived.as_ref().and_then(|waived| waived.expires.as_deref()).unwrap_or_default()),
        ];
        writer.write_record(row.iter().map(|value| value.as_bytes()))?;
    }
    for notice in notices(report) {
        let waiver = notice.waiver;
        let mut row: [Cow<'_, str>; HEADER.len()] = std::array::from_fn(|_| Cow::Borrowed(""));
        let cells = [
            (0, field(&waiver.rule)),
            (1, "waiver".into()),
            (2, notice.severity().word().into()),
            (5, field(&waiver.subject)),
            (6, Cow::Owned(field(&notice.sentence()).into_owned())),
            (7, field(&waiver.path)),
            (8, waiver.line.to_string().into()),
            (11, field(&waiver.reason)),
            (16, field(waiver.expires.as_deref().unwrap_or_default())),
        ];
        cells.into_iter().for_each(|(column, cell)| row[column] = cell);
        writer.write_record(row.iter().map(|value| value.as_bytes()))?;
    }
    writer.flush()
}

/// A text that no spreadsheet takes for a formula and no terminal obeys.
fn field(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(starts_formula);
    let shown = visible_line(text);
    if is_formula { Cow::Owned(format!("'{shown}")) } else { shown }
}

/// The characters that start a formula, in their full-width and small forms too, which some spreadsheets fold to ASCII.
fn starts_formula(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed() {
        for start in ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\u{a0}@", "\n="] {
            let shown = field(start).into_owned();
            assert!(shown.starts_with('\''), "{start:?} became {shown:?}");
        }
        assert_eq!(field(r"EX01\mapi (Default Web Site)"), r"EX01\mapi (Default Web Site)");
        assert_eq!(field("https://mail.contoso.com/a=b"), "https://mail.contoso.com/a=b");
    }

    #[test]
    fn no_scalar_starts_a_formula_or_acts() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let mut bytes = [0; 4];
            let shown = field(character.encode_utf8(&mut bytes));
            assert!(!shown.chars().any(crate::text::acts), "{:x}", character as u32);
            assert!(!shown.contains(['\n', '\t']) && !shown.trim_start().starts_with(starts_formula), "{:x}", character as u32);
        }
    }
}
