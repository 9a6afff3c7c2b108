//! Bare values, one a line: what `select -ExpandProperty` prints.

use super::line::Line;
use super::{Field, Form, Item, Raw, Record, Skipped, known};
use crate::catalog;
use crate::catalog::schema::Kind;
use crate::guid::is_guid;
use crate::microsoft::EXCHANGE_ONLINE;
use crate::source::Source;
use std::borrow::Cow;

/// What every list of service principal names of Exchange Online holds, and no list of reply URLs.
/// Values while they come in.
#[derive(Debug, Default)]
pub struct Values<'s> {
    items: Vec<Item<'s>>,
    /// Blank lines since the last value, and between values.
    pub blanks: usize,
    /// Blank lines stand between the values.
    pub spaced: bool,
    /// Columns of the line that came last.
    columns: usize,
    /// Not all of them are here.
    cut: bool,
}

impl<'s> Values<'s> {
    /// Takes a line as a value.
    pub fn push(&mut self, line: &Line<'s>, source: &Source) {
        self.spaced |= self.blanks > 0;
        self.blanks = 0;
        let part = line.part(line.indent()..line.text.len());
        let at = part.whole();
        self.columns = line.columns();
        self.items.push(Item { text: part.text, at: source.span(at.start, at.end) });
    }

    /// Takes a line as the rest of the value that the edge of the console broke.
    pub fn extend(&mut self, line: &Line<'s>, source: &Source) {
        let part = line.part(line.indent()..line.text.len());
        let at = part.whole();
        self.columns = line.columns();
        if let Some(last) = self.items.last_mut() {
            last.text.to_mut().push_str(&part.text);
            last.at = last.at.to(source.span(at.start, at.end));
        }
    }

    /// There are more values than these.
    pub fn cut(&mut self) {
        self.cut = true;
    }

    /// Nobody knows where the last value ends.
    pub fn drop_last(&mut self) {
        self.items.pop();
        self.cut = true;
    }

    /// Columns of the line that came last.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether a line says what the one above it says. No value goes on with its own beginning.
    pub fn repeats(&self, text: &str) -> bool {
        self.items.last().is_some_and(|last| last.text == text)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The records: one with a list for a property that holds one, else one for each value. `cut`: the pipeline kept only some values. `cmdlet`: what
    /// was run.
    pub fn finish(
        self,
        property: Option<&Cow<'s, str>>,
        command: Option<usize>,
        cmdlet: Option<&str>,
        cut: bool,
    ) -> Result<Vec<Record<'s>>, Skipped> {
        let (Some(first), Some(last)) = (self.items.first(), self.items.last()) else { return Ok(Vec::new()) };
        let at = first.at.to(last.at);
        let cut = cut || self.cut;
        let record = |name: Cow<'s, str>, raw: Raw<'s>, at| Record {
            hearsay: false,
            command,
            form: Form::Values,
            type_name: None,
            shell: None,
            fields: vec![Field { name, raw, at }],
            at,
        };
        let property = match property {
            Some(property) => property.clone(),
            None if self.items.len() == 1 && !self.cut && first.text.eq_ignore_ascii_case(EXCHANGE_ONLINE) => {
                let why = "an application id alone, without the command that printed it: nobody can tell what it is the id of";
                return Err(Skipped { at, why: why.to_owned() });
            }
            None if self.items.iter().any(|item| starts_with(&item.text, EXCHANGE_ONLINE)) => {
                Cow::Borrowed("ServicePrincipalNames")
            }
            None if self.items.len() > 1 => {
                let why = "a list of URLs without the command that printed it, which may as well be reply URLs: capture with the command line, \
                           or print Get-MgServicePrincipal … | fl AppId,ServicePrincipalNames";
                return Err(Skipped { at, why: why.to_owned() });
            }
            None => return Ok(Vec::new()),
        };
        // `DomainName` is a list of an AuthServer, and a text of an accepted domain.
        let of_cmdlet = cmdlet.and_then(catalog::named).and_then(|(cmdlet, _)| cmdlet.property(&property));
        if of_cmdlet.map_or_else(|| known::is_list(&property), |property| property.kind == Kind::List) {
            return Ok(vec![record(property, Raw::List { items: self.items, cut }, at)]);
        }
        // Values that got lost on the way are other objects, which nobody can count; the command says what it printed.
        let one = |item: Item<'s>| record(property.clone(), Raw::Scalar(item.text), item.at);
        Ok(self.items.into_iter().map(one).collect())
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Whether a line can be a value of the property that a command expands. Names and URLs have no blanks, sentences and headings have.
pub fn may_be_value(text: &str, property: Option<&str>) -> bool {
    const NAMES: &[&str] =
        &["ServicePrincipalNames", "ReplyUrls", "InternalUrl", "ExternalUrl", "AutoDiscoverServiceInternalUri"];
    let names = property.is_some_and(|property| NAMES.iter().any(|name| name.eq_ignore_ascii_case(property)));
    let text = text.trim();
    !names || (!text.contains(' ') && text.contains(|character: char| character.is_alphanumeric()))
}

/// Whether a line looks like a service principal name or URL and like nothing else.
pub fn is_name(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 2048 || text.contains([' ', '\t', ',', '|', '"']) {
        return false;
    }
    let head = text.split('/').next().unwrap_or("");
    is_guid(head)
        || (text
            .split_once("://")
            .is_some_and(|(scheme, rest)| !rest.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())))
}

/// Whether a line is the host alone that a name of a service principal should have been the URL of (`mail.contoso.com`), or a name of the old kind
/// (`HTTP/mail.contoso.com`).
pub fn is_host(text: &str) -> bool {
    let text = text.trim();
    let host = text.split_once('/').filter(|(service, _)| !service.contains('.')).map_or(text, |(_, host)| host);
    let host = host.split([':', '/']).next().unwrap_or("");
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '*'))
    };
    let last = host.rsplit('.').next().unwrap_or("");
    text.len() < 300
        && !text.contains([' ', '\t', ',', '"', '\\', '='])
        && host.contains('.')
        && host.split('.').all(label)
        && last.chars().count() > 1
        && last.chars().all(char::is_alphabetic)
}

/// Whether a line can only be the rest of the value above it: no name begins like this.
pub fn is_rest(text: &str) -> bool {
    let text = text.trim();
    text.starts_with([':', '/', '.', '?', '&', '=', '%', '@', '#', '-', '_', '~', '+'])
        && !text.contains([' ', '\t'])
        && text.contains(|letter: char| letter.is_alphanumeric())
}

/// Whether a line is the mark of a list that was cut.
pub fn is_cut_mark(text: &str) -> bool {
    matches!(text.trim(), "..." | "\u{2026}")
}
