//! Bare values in a structured document: `… | select -ExpandProperty X | ConvertTo-Json`.

use super::{Capture, Field, Form, Item, Raw, Record, Skipped};
use crate::microsoft::EXCHANGE_ONLINE;
use crate::source::Span;
use std::borrow::Cow;

/// Takes the bare values of a document. They belong to the property that the command above expands; without one nobody can tell what they are.
pub fn document<'s>(command: Option<usize>, form: Form, items: Vec<Item<'s>>, at: Span, out: &mut Capture<'s>) {
    let command_above = command.and_then(|index| out.commands.get(index));
    let cut = command_above.is_some_and(|command| command.values_partial);
    let expands = command_above.and_then(|command| command.expands.clone());
    let name = match expands {
        Some(name) => name,
        // Values that can only be service principal names carry their meaning in themselves.
        None if are_service_principal_names(&items) => Cow::Borrowed("ServicePrincipalNames"),
        None => {
            let why = "bare values without a property name or command; export the objects themselves".to_owned();
            return out.skipped.push(Skipped { at, why });
        }
    };
    let fields = vec![Field { name, raw: Raw::List { items, cut }, at }];
    out.records.push(Record { hearsay: false, command, form, type_name: None, shell: None, fields, at });
}

/// Reply URLs look like service principal names, but never hold the application's own id.
fn are_service_principal_names(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| item.text.eq_ignore_ascii_case(EXCHANGE_ONLINE))
        && items.iter().all(|item| item.text.contains("://") || item.text.starts_with(EXCHANGE_ONLINE))
}
