//! The report as comma-separated values: one row per finding, every field quoted, for a spreadsheet or a script.
//!
//! Spreadsheets run what begins like a formula. The character that makes it one is written as `\u{…}`, like everything that could act: a `'` in
//! front, which spreadsheets themselves use to mark text, is gone from the file that some of them save. A script that needs the exact value
//! reads the JSON.

use super::Report;
use super::notice::notices;
use crate::text::{escaped, visible_line};
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

/// What tells a spreadsheet that the file is UTF-8; without it, names in other scripts are garbled.
const MARK: &str = "\u{feff}";

/// Writes the report as comma-separated values (RFC 4180, after a byte order mark). `waived` holds the waiver's reason. Waivers that need
/// attention follow the findings, with `waiver` as their verdict.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(MARK.as_bytes())?;
    let mut format = csv::WriterBuilder::new();
    let mut writer = format.quote_style(csv::QuoteStyle::Always).terminator(csv::Terminator::CRLF).from_writer(out);
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

/// A text in which no spreadsheet finds a formula and no terminal a command. Where lists have other separators, a spreadsheet begins a cell
/// after a `;` or `,` inside the text too; blanks and quotes before a formula may be lost on the way.
fn field(text: &str) -> Cow<'_, str> {
    let shown = visible_line(text);
    let mut begins_cell = true;
    let is_formula = |_, character: char| {
        let is_formula = begins_cell && starts_formula(character);
        begins_cell =
            matches!(character, ';' | ',') || (begins_cell && (character.is_whitespace() || matches!(character, '"' | '\'')));
        is_formula
    };
    match shown {
        Cow::Borrowed(text) => escaped(text, is_formula),
        Cow::Owned(text) => Cow::Owned(escaped(&text, is_formula).into_owned()),
    }
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
        for (text, shown) in [
            ("=1", "\\u{3d}1"),
            ("-1+2", "\\u{2d}1+2"),
            ("＠x", "\\u{ff20}x"),
            ("\t=1", " \\u{3d}1"),
            ("\u{a0}@x", "\u{a0}\\u{40}x"),
            ("'=1", "'\\u{3d}1"),
            ("a;=1", "a;\\u{3d}1"),
            ("a, \"+1", "a, \"\\u{2b}1"),
        ] {
            assert_eq!(field(text), shown);
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
