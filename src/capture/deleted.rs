//! Objects that are in the bin: whatever the form, they are not part of the organisation any more.

use super::{Capture, Field, Raw, Skipped};

/// Why a deleted object is not read.
pub(super) const WHY: &str = "a deleted object, which is not part of the organisation any more: query the one that is in use";

/// Properties that hold the time at which an object was deleted.
pub(super) const TIMES: &[&str] = &["deletedDateTime", "deletionTimestamp", "softDeletionTimestamp"];

/// Properties that say that it is deleted.
pub(super) const FLAGS: &[&str] = &["isDeleted", "deleted", "softDeleted"];

/// Takes the deleted objects out of what was read.
pub(super) fn take_out(out: &mut Capture<'_>) {
    let (commands, skipped) = (&mut out.commands, &mut out.skipped);
    out.records.retain(|record| {
        let is_deleted = record.fields.iter().any(is_gone);
        if is_deleted {
            skipped.push(Skipped { at: record.at, why: WHY.to_owned() });
            // That it printed nothing else does not say that there is nothing else.
            if let Some(command) = record.command.and_then(|index| commands.get_mut(index)) {
                command.partial = true;
            }
        }
        !is_deleted
    });
}

fn is_gone(field: &Field<'_>) -> bool {
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&field.name));
    match &field.raw {
        Raw::Scalar(text) if is(FLAGS) => text.eq_ignore_ascii_case("true"),
        Raw::Scalar(text) | Raw::Cut(text) => is(TIMES) && !text.is_empty() && !text.eq_ignore_ascii_case("null"),
        _ => false,
    }
}
