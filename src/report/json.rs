//! The report as the JSON of docs/contract.md, and JSON in general: indented, printable, with a line feed at the end.

use super::Report;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io;

/// Writes the report as the JSON of docs/contract.md.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    write_value(&report, out)
}

/// Writes any value as indented JSON in which every character that acts on a terminal is escaped (`\u202e`). Readers get the very same
/// strings; a log or a terminal gets nothing to obey.
///
/// # Errors
/// Those of `out`, and of values that JSON cannot hold (maps with keys other than strings).
pub fn write_value<T: Serialize + ?Sized>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    let mut buffered = io::BufWriter::new(out);
    write_item(value, &mut buffered)?;
    io::Write::write_all(&mut buffered, b"\n")?;
    io::Write::flush(&mut buffered)
}

/// Like [`write_value`], without the line feed: one item of a longer text. `out` should be buffered.
///
/// # Errors
/// The same.
pub fn write_item<T: Serialize + ?Sized>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Printable(PrettyFormatter::new())))?;
    Ok(())
}

/// Like [`write_value`], on one line, which a line feed ends. `out` should be buffered.
///
/// # Errors
/// The same.
pub fn write_line<T: Serialize + ?Sized>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Printable(CompactFormatter)))?;
    out.write_all(b"\n")
}

/// Like [`write_value`], into a string.
///
/// # Errors
/// Only those of values that JSON cannot hold.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> io::Result<String> {
    let mut text = Vec::new();
    write_value(value, &mut text)?;
    String::from_utf8(text).map_err(io::Error::other)
}

const PROMISE: &str = "The report of `hmaudit check --format json`. Within hmaudit-report-2 properties may be added; none is removed, renamed \
    or given another meaning.";

/// The JSON Schema (2020-12) of `check --format json`.
#[must_use]
pub fn schema() -> String {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.root_schema_for::<Report>();
    schema.insert("title".to_owned(), "hmaudit-report-2".into());
    schema.insert("description".to_owned(), PROMISE.into());
    if let Some(version) = schema.pointer_mut("/properties/schema").and_then(serde_json::Value::as_object_mut) {
        version.insert("const".to_owned(), "hmaudit-report-2".into());
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// [`PrettyFormatter`], but no character that acts survives in a string, and `##` does not: build agents obey `##vso[` anywhere in a line.
struct Printable<F>(F);

impl<F: Formatter> Formatter for Printable<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        let mut after_hash = false;
        for (at, character) in fragment.char_indices() {
            if crate::text::acts(character) || (after_hash && character == '#') {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + character.len_utf8();
            }
            after_hash = character == '#';
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<T: Serialize + ?Sized>(value: &T) -> String {
        let mut out = Vec::new();
        write_value(value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_scalar_comes_back_and_none_acts() {
        let all: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for some in all.chunks(1_000) {
            let text: String = some.iter().collect();
            let json = written(&text);
            assert!(!json.trim_end().chars().any(crate::text::acts), "from {:x}", some[0] as u32);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn a_build_agent_finds_no_command() {
        let text = "x ##vso[task.complete]done ### ##[error]";
        let json = written(text);
        assert!(!json.contains("##"), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn the_committed_schema_is_current() {
        let committed = include_str!("../../docs/report-schema.json");
        assert_eq!(committed, schema(), "run: hmaudit schema report > docs/report-schema.json");
    }
}
