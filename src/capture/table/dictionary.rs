//! How PowerShell prints a hashtable, which `Invoke-MgGraphRequest` answers with: columns `Name` and `Value`, of a dictionary `Key` and `Value`, one
//! property per row.

use crate::capture::known::{self, Known};
use crate::capture::{Field, Raw, Record, Skipped};
use crate::source::Span;
use std::collections::HashSet;

/// The rows of a table; of hashtables, the objects whose properties they are, each with the place of its first to its last row.
/// The file ends with the table if `last`: a value that is blank there may have been cut off. What can't be told apart is declined.
pub(super) fn unpivoted<'s>(mut rows: Vec<Record<'s>>, at: Span, last: bool, skipped: &mut Vec<Skipped>) -> Vec<Record<'s>> {
    if !is_dictionary(&rows) {
        return rows;
    }
    if last {
        rows.pop_if(|row| row.fields.last().is_some_and(|value| value.raw == Raw::Blank));
    }
    let keys: Vec<String> = rows.iter().filter_map(key).map(str::to_ascii_lowercase).collect();
    // Several of them stand in one table without a border. Only where all have the same properties is it known where one ends.
    let size = (1..keys.len()).find(|&at| keys[at] == keys[0]).unwrap_or(keys.len().max(1));
    let repeats = keys[..size.min(keys.len())].iter().collect::<HashSet<_>>().len() < size.min(keys.len());
    if repeats || !keys.len().is_multiple_of(size) || keys.chunks(size).any(|chunk| chunk != &keys[..size]) {
        let why =
            "hashtables printed in one table, of which it can't be told where one ends: print each with | Format-List".to_owned();
        skipped.push(Skipped { at, why });
        return Vec::new();
    }
    let mut objects = Vec::with_capacity(keys.len() / size);
    let mut rows = rows.into_iter().peekable();
    while let Some(first) = rows.peek() {
        let (command, form, start) = (first.command, first.form, first.at);
        let mut fields = Vec::with_capacity(size);
        let mut end = start;
        for mut row in rows.by_ref().take(size) {
            end = row.at;
            let (value, name) = (row.fields.pop(), row.fields.pop());
            if let (Some(value), Some(Field { raw: Raw::Scalar(name), at: name_at, .. })) = (value, name) {
                let at = if value.raw == Raw::Blank { name_at } else { value.at };
                fields.push(Field { name, raw: value.raw, at });
            }
        }
        let at = if size == keys.len() { at } else { start.to(end) };
        objects.push(Record { hearsay: false, command, form, type_name: None, shell: None, fields, at });
    }
    objects
}

fn is_dictionary(rows: &[Record<'_>]) -> bool {
    let keys: Vec<&str> = rows.iter().filter_map(key).collect();
    let known = |least: Known| {
        keys.iter()
            .filter(|key| key.starts_with("@odata.") || matches!(known::known(key), Known::Strong) || known::known(key) == least)
            .count()
    };
    keys.len() == rows.len() && (known(Known::Weak) > 1 || known(Known::Strong) > 0)
}

/// The name in a row of two columns, `Name` or `Key`, and `Value`.
fn key<'r>(row: &'r Record<'_>) -> Option<&'r str> {
    match row.fields.as_slice() {
        [Field { name, raw: Raw::Scalar(key), .. }, value]
            if ["Name", "Key"].iter().any(|key| name.eq_ignore_ascii_case(key)) && value.name.eq_ignore_ascii_case("Value") =>
        {
            Some(key)
        }
        _ => None,
    }
}
