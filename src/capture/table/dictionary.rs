//! How PowerShell prints a hashtable, which `Invoke-MgGraphRequest` answers with: columns `Name` and `Value`, a property a row.

use crate::capture::known::{self, Known};
use crate::capture::{Field, Raw, Record, unique};
use crate::source::Span;

/// The rows of a table; of a hashtable, the one object whose properties they are. `at` is where the table stands.
/// The file ends with the table if `last`: a value that is blank there may have been cut off.
pub(super) fn unpivoted(mut rows: Vec<Record<'_>>, at: Span, last: bool) -> Vec<Record<'_>> {
    if !is_dictionary(&rows) {
        return rows;
    }
    if last {
        rows.pop_if(|row| row.fields.last().is_some_and(|value| value.raw == Raw::Blank));
    }
    let mut fields = Vec::with_capacity(rows.len());
    for row in &mut rows {
        let (value, name) = (row.fields.pop(), row.fields.pop());
        if let (Some(value), Some(Field { raw: Raw::Scalar(name), at: name_at, .. })) = (value, name) {
            let at = if value.raw == Raw::Blank { name_at } else { value.at };
            fields.push(Field { name, raw: value.raw, at });
        }
    }
    unique::settle(&mut fields);
    rows.truncate(1);
    if let Some(record) = rows.first_mut() {
        record.fields = fields;
        record.at = at;
    }
    rows
}

fn is_dictionary(rows: &[Record<'_>]) -> bool {
    let keys: Vec<&str> = rows.iter().filter_map(key).collect();
    let tells = |key: &&&str| key.starts_with("@odata.") || known::known(key) != Known::No;
    keys.len() == rows.len() && keys.iter().filter(tells).count() > 1
}

/// The name in a row of two columns, `Name` and `Value`.
fn key<'r>(row: &'r Record<'_>) -> Option<&'r str> {
    match row.fields.as_slice() {
        [Field { name, raw: Raw::Scalar(key), .. }, value]
            if name.eq_ignore_ascii_case("Name") && value.name.eq_ignore_ascii_case("Value") =>
        {
            Some(key)
        }
        _ => None,
    }
}
