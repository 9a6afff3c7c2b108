//! JSON in a value of another form: the `m365` command line prints `servicePrincipalNames : ["…","…"]` and `keyCredentials : []`. Python writes such lists
//! with other quotation marks, and `None` where nothing is.

use super::{tree, value};
use crate::capture::known;
use crate::capture::{Item, Raw};
use crate::source::{Source, Span};
use std::borrow::Cow;

/// What a value is that was written as JSON: a list, or a blank. `None` if it is none of both. A list of which only the first line is here is cut.
pub(in crate::capture) fn written<'s>(name: &str, text: &str, at: Span, source: &'s Source) -> Option<Raw<'s>> {
    // Cmdlets print names with capitals, and a text that reads so is one.
    let lists = known::is_list(name);
    // A name in the plural holds no `None` that is a value.
    if text == "null" || (text == "None" && name.ends_with('s')) {
        return name.starts_with(|first: char| first.is_ascii_lowercase()).then_some(Raw::Blank);
    }
    if text == "[" && lists {
        return Some(Raw::List { items: Vec::new(), cut: true });
    }
    if let Some(text) = from_python(text) {
        return written(name, &text, at, source);
    }
    if !text.starts_with('[') || !text[1..].trim_start().starts_with(['"', '{', ']', '[']) {
        return None;
    }
    let (start, end) = (at.start as usize, at.end as usize);
    // As it stands in the source it keeps the place of each item; what a console wrapped is one place.
    if source.slice(at) == text {
        return items(tree::parse(&source.text[..end], start).map(|(node, behind)| (node, behind == end)), name, source);
    }
    let parsed = tree::parse(text, 0).map(|(node, behind)| (node, behind == text.len()));
    let owned = Source::from_text(source.id, &source.name, text);
    match items(parsed, name, &owned)? {
        Raw::List { items, cut } => {
            let here = |item: Item<'_>| Item { text: Cow::Owned(item.text.into_owned()), at };
            Some(Raw::List { items: items.into_iter().map(here).collect(), cut })
        }
        _ => Some(Raw::Blank),
    }
}

/// A list as Python writes it, with the quotation marks of JSON.
fn from_python(text: &str) -> Option<String> {
    let is_list = ["['", "[u'"].iter().any(|start| text.starts_with(start)) && !text.contains(['"', '\\']);
    is_list.then(|| text.replace("u'", "'").replace('\'', "\""))
}

type Parsed<'t> = Result<(tree::Node<'t>, bool), tree::Torn<'t>>;

fn items<'t>(parsed: Parsed<'t>, name: &str, source: &'t Source) -> Option<Raw<'t>> {
    match parsed {
        Ok((node, true)) => match value::raw(name, node, source).0 {
            Raw::List { items, cut: false } if items.is_empty() => Some(Raw::Blank),
            list @ Raw::List { .. } => Some(list),
            _ => None,
        },
        Ok((_, false)) => None,
        // The text ends within the list: what is complete in it counts.
        Err((mistake, open)) => match open.into_iter().next() {
            Some(tree::Open::Array(start, items)) if !items.is_empty() => {
                let node = tree::Node { value: tree::Value::Array(items), at: start..mistake.at };
                match value::raw(name, node, source).0 {
                    Raw::List { items, .. } => Some(Raw::List { items, cut: true }),
                    _ => None,
                }
            }
            _ => None,
        },
    }
}
