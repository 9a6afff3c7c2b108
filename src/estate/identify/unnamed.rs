//! Objects that hold evidence and that no cmdlet could be found for: they are named aloud, with what they could be.

use super::{Unknown, judge, virtual_directory};
use crate::capture::{Capture, Command, Field, Form, Raw, Record, Skipped};
use crate::catalog;
use crate::catalog::schema::Cmdlet;
use crate::source::{Source, Span};
use crate::text::visible_line;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Properties that objects of any kind have: they tell nothing.
const COMMON: &[&str] = &[
    "AnsweredUrl",
    "Default",
    "DisplayName",
    "DistinguishedName",
    "DomainName",
    "DomainNames",
    "Domains",
    "Edition",
    "Enabled",
    "Error",
    "Features",
    "FileName",
    "FileVersion",
    "Fqdn",
    "Guid",
    "Id",
    "Identity",
    "Issuer",
    "Name",
    "NotAfter",
    "NotBefore",
    "ObjectId",
    "Parameters",
    "Path",
    "ProductVersion",
    "Protocol",
    "Realm",
    "Reason",
    "Request",
    "Server",
    "ServerName",
    "Services",
    "Site",
    "Status",
    "Subject",
    "Tag",
    "Tags",
    "TenantId",
    "Type",
    "Url",
    "Version",
];

/// The names of all properties of all cmdlets that tell something, in lower case.
static PROPERTIES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let properties = of_organization().flat_map(|cmdlet| cmdlet.properties);
    let names = properties.flat_map(|property| std::iter::once(&property.name).chain(property.aliases));
    names.filter(|name| !is_common(name)).map(|name| name.to_ascii_lowercase()).collect()
});

/// What is told aloud where nobody knows whose it is. Columns of an inventory have names of every kind.
fn of_organization() -> impl Iterator<Item = &'static Cmdlet> {
    catalog::ALL.iter().copied().filter(|cmdlet| !cmdlet.is_of_clients())
}

/// The most properties that a line names.
const MOST_NAMED: usize = 4;

/// Names in [`Capture::skipped`] the records that hold evidence and have no cmdlet. Neighbours that are alike share a line.
pub fn name_unnamed(source: &Source, capture: &mut Capture<'_>) {
    let mut named: Vec<(String, Span, usize)> = Vec::new();
    let mut end = 0;
    for record in &capture.records {
        let command = record.command.and_then(|index| capture.commands.get(index));
        if let Err(unknown) = judge(record, command)
            && let Some(why) =
                why(record, unknown).or_else(|| below_another(record, command)).or_else(|| of_another_class(source, record))
        {
            match named.last_mut() {
                Some((last, _, more)) if *last == why => *more += 1,
                _ => {
                    let is_text = matches!(record.form, Form::List | Form::Table | Form::Values);
                    let below = heading(source, end, record.at.start as usize).filter(|_| is_text);
                    named.push((why, record.at, 0));
                    if let (Some(heading), Some((last, ..))) = (below, named.last_mut()) {
                        last.push_str(&format!("; it stands below \u{201c}{}\u{201d}", visible_line(heading)));
                    }
                }
            }
        }
        end = end.max(record.at.end as usize);
    }
    capture.skipped.extend(named.into_iter().map(|(why, at, more)| {
        let more = if more > 0 { format!(" ({more} more objects like this one follow)") } else { String::new() };
        Skipped { at, why: format!("{why}{more}") }
    }));
}

/// Why a record is not used that looks like the output of another cmdlet than the one above it, which is not audited.
fn below_another(record: &Record<'_>, command: Option<&Command<'_>>) -> Option<String> {
    let command = command?;
    let looks = judge(record, None).ok()?.printed_by;
    let typed = visible_line(&command.cmdlet);
    Some(format!(
        "an object below {typed} that looks like one of {looks}, so it is not used: capture {looks} on its own, with its command line"
    ))
}

/// Why an exported object is not used whose class is unknown and which prints nothing that the cmdlet prints after which its file is named: a
/// person, or the collector, took it for evidence.
fn of_another_class(source: &Source, record: &Record<'_>) -> Option<String> {
    let class = record.type_name.as_deref().filter(|_| record.form == Form::Clixml)?;
    let file = source.name.rsplit(['/', '\\']).next()?;
    let cmdlet = catalog::named(file.split('.').next()?)?.0;
    Some(format!(
        "an object of the class {} in a file of {}, with nothing in it that this cmdlet prints, so it is not used: capture it as text, \
         with its command line",
        visible_line(class),
        cmdlet.name
    ))
}

/// Why a record is not used; `None` if it holds nothing that an audit would look at.
fn why(record: &Record<'_>, unknown: Unknown) -> Option<String> {
    let (one, other) = match unknown {
        Unknown::Foreign => return None,
        Unknown::Echo => return Some("printed by a command that changes something, which is not a capture".to_owned()),
        Unknown::OfExchangeOnline => {
            return Some(
                "an answer of Exchange Online, which tells nothing about the servers here, so it is not used".to_owned(),
            );
        }
        Unknown::Undecided => return undecided(record),
        Unknown::Contradicted(one, other) | Unknown::Torn(one, other) => (one.name, other.name),
    };
    Some(match unknown {
        Unknown::Contradicted(..) => format!(
            "an object below {one} that looks like one of {other}, so it is not used: capture each cmdlet on its own, with its command line"
        ),
        _ => format!(
            "an object that could be of {one} or {other}, so it is not used: capture it with its command line, or with Identity"
        ),
    })
}

fn undecided(record: &Record<'_>) -> Option<String> {
    let telling: Vec<&Field<'_>> = record.fields.iter().filter(|field| tells(field)).collect();
    let names: Vec<&str> = telling.iter().map(|field| field.name.as_ref()).filter(|name| !is_common(name)).collect();
    if telling.is_empty() {
        return None;
    }
    let has = |cmdlet: &&'static Cmdlet| names.iter().all(|name| cmdlet.property(name).is_some());
    let could_be: Vec<&str> =
        if names.is_empty() { Vec::new() } else { of_organization().filter(has).map(|it| it.name).collect() };
    let mut shown: Vec<String> = telling.iter().take(MOST_NAMED).map(|field| visible_line(&field.name).into_owned()).collect();
    if telling.len() > shown.len() {
        shown.push("others".to_owned());
    }
    let what = format!("an object with {}", listed(&shown, "and"));
    Some(match could_be.as_slice() {
        [] => format!(
            "{what} that is not of one known cmdlet, so it is not used: capture it with its command line, or with Identity"
        ),
        [one] => format!("{what}, perhaps of {one}, which is not certain, so it is not used: capture it with its command line"),
        several => format!(
            "{what}, which could be of {}, so it is not used: capture it with its command line, or with Identity",
            listed(several, "or")
        ),
    })
}

/// Whether a property is one that an audit reads, or leads to a service.
fn tells(field: &Field<'_>) -> bool {
    if PROPERTIES.contains(&field.name.to_ascii_lowercase()) || is_issuer(field) {
        return true;
    }
    match &field.raw {
        Raw::Scalar(text) | Raw::Cut(text) => virtual_directory::service(text).is_some(),
        Raw::List { items, .. } => items.iter().any(|item| virtual_directory::service(&item.text).is_some()),
        Raw::Blank => false,
    }
}

/// The type of an AuthServer, which nothing else has.
fn is_issuer(field: &Field<'_>) -> bool {
    const TYPES: &[&str] = &["AzureAD", "MicrosoftACS", "ADFS"];
    let is_type = |text: &str| TYPES.iter().any(|known| known.eq_ignore_ascii_case(text));
    field.name.eq_ignore_ascii_case("Type") && matches!(&field.raw, Raw::Scalar(text) if is_type(text))
}

fn is_common(name: &str) -> bool {
    COMMON.iter().any(|common| common.eq_ignore_ascii_case(name))
}

/// `a, b or c`.
fn listed<T: AsRef<str>>(names: &[T], word: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// The line of words above an object, no further up than `end`, where the one before it ends. It is shown to a person, and decides nothing.
fn heading(source: &Source, end: usize, start: usize) -> Option<&str> {
    let above = source.text.get(end.min(start)..start)?;
    let mut lines = above.lines().rev().map(str::trim).filter(|line| !line.is_empty());
    // The first of them is what stands before the object on its own line.
    let line = if above.ends_with(['\n', '\r']) || above.is_empty() { lines.next() } else { lines.nth(1) }?;
    let is_words = line.len() <= 100
        && line.contains(char::is_alphabetic)
        && !line.contains(['{', '}', '<', '>', '"'])
        && !line.contains(" : ");
    is_words.then_some(line)
}
