//! Tables: what real PowerShell prints is read as what was printed, and what may be cut or joined wrongly is not taken for whole.

#![allow(clippy::print_stdout, reason = "helpers of tests may stop them, and say aloud what they skip")]

mod aligned;
mod broken;
mod groups;
mod marks;
mod printed;
mod remarks;
mod wrapped;

use hmaudit::capture::{self, Raw};
use hmaudit::source::{Source, SourceId};

/// What is read of a text: per record its properties, and why the rest is not read.
struct Reading {
    records: Vec<Vec<(String, String)>>,
    skipped: Vec<String>,
}

/// Reads a text. A cut value ends in `…`; of a list the items stand in brackets.
fn read(text: &str) -> Reading {
    let source = Source::from_text(SourceId(0), "capture.txt", text);
    let capture = capture::read(&source);
    let shown = |raw: &Raw<'_>| match raw {
        Raw::Scalar(text) => text.to_string(),
        Raw::Cut(text) => format!("{text}…"),
        Raw::Blank => String::new(),
        Raw::List { items, cut } => {
            let items: Vec<&str> = items.iter().map(|item| &*item.text).collect();
            format!("[{}]{}", items.join(" | "), if *cut { "…" } else { "" })
        }
    };
    let fields =
        |record: &capture::Record<'_>| record.fields.iter().map(|field| (field.name.to_string(), shown(&field.raw))).collect();
    Reading {
        records: capture.records.iter().map(fields).collect(),
        skipped: capture.skipped.into_iter().map(|skipped| skipped.why).collect(),
    }
}

impl Reading {
    /// A value of a record.
    #[track_caller]
    fn value(&self, record: usize, name: &str) -> &str {
        let record = self.records.get(record).unwrap_or_else(|| panic!("{} records", self.records.len()));
        record.iter().find(|(found, _)| found == name).map_or_else(|| panic!("no {name} in {record:?}"), |(_, value)| value)
    }

    /// All values of a property.
    fn column(&self, name: &str) -> Vec<&str> {
        self.records
            .iter()
            .flat_map(|record| record.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()))
            .collect()
    }
}
