//! Values, and reasons for not knowing one, in plain words.

use crate::capture::Shell;
use crate::catalog::{self, Ask, schema::Cmdlet};
use crate::estate::value::{Known, Seen, Value};
use crate::estate::{Doubt, Object, UnknownReason};
use crate::rule::Rule;
use crate::text::prose;

/// Longest value that a sentence quotes, in characters.
const LONGEST: usize = 200;
/// Most items of a list that a sentence quotes.
const MOST_ITEMS: usize = 4;

/// A reason in words, to stand behind a colon.
#[must_use]
pub fn why(reason: &UnknownReason) -> String {
    match reason {
        UnknownReason::NotCaptured { noun } => match catalog::of_noun(noun) {
            Some(cmdlet) => format!("{} was not captured", cmdlet.name),
            None => format!("{noun} was not captured"),
        },
        UnknownReason::NotCovered { noun } => {
            let cmdlet = catalog::of_noun(noun).map_or(*noun, |cmdlet| cmdlet.name);
            format!("the captured {cmdlet} does not cover it")
        }
        UnknownReason::NoServer { noun } => {
            let cmdlet = catalog::of_noun(noun).map_or(*noun, |cmdlet| cmdlet.name);
            format!("the captured {cmdlet} does not show its server")
        }
        UnknownReason::NotPrinted => "the captures do not show it".to_owned(),
        UnknownReason::Truncated { shown: 0 } => "the capture cut this value".to_owned(),
        UnknownReason::Truncated { shown: 1 } => "PowerShell cut this list after 1 value".to_owned(),
        UnknownReason::Truncated { shown } => format!("PowerShell cut this list after {shown} values"),
        UnknownReason::AdPropertiesOnly => "blank because -ADPropertiesOnly does not read IIS".to_owned(),
        UnknownReason::Lossy { raw } => format!("the capture lost the value, it says only {}", clip(raw)),
        UnknownReason::Unreadable { raw } => format!("this cannot be read: {}", clip(raw)),
        UnknownReason::Doubtful(doubt) => clip(&doubt.to_string()),
        UnknownReason::Conflicting { values } => {
            let more = values.len().saturating_sub(MOST_ITEMS);
            let mut values: Vec<String> = values.iter().take(MOST_ITEMS).map(|value| clip(value)).collect();
            if more > 0 {
                values.push(format!("{more} other values"));
            }
            format!("captures disagree: {}", values.join(" and "))
        }
    }
}

/// What supplies a missing fact: a sentence with the exact command, marked as one.
#[must_use]
pub fn remedy(reason: &UnknownReason, command: &str) -> String {
    let command = prose::marked(command);
    match reason {
        UnknownReason::NotCaptured { .. } | UnknownReason::NotCovered { .. } | UnknownReason::NotPrinted => {
            format!("capture with: {command}")
        }
        UnknownReason::AdPropertiesOnly => format!("capture again without -ADPropertiesOnly: {command}"),
        UnknownReason::Doubtful(Doubt::OtherTenant { .. }) => {
            format!("put each capture below the name of its own tenant, or capture again, in that tenant, with: {command}")
        }
        UnknownReason::Doubtful(Doubt::NoTenant) => {
            format!(
                "name the tenant of the capture, --tenant NAME=PATH, or put it into a folder tenants/NAME/; it is made with: {command}"
            )
        }
        UnknownReason::Doubtful(Doubt::Organizations { .. }) => {
            format!("audit each organisation by itself; this captures it: {command}")
        }
        UnknownReason::Doubtful(Doubt::Session) => {
            format!("capture again in a new Exchange Management Shell with: {command}")
        }
        UnknownReason::Conflicting { .. } => format!("remove the outdated capture, or capture again with: {command}"),
        _ => format!("capture again with: {command}"),
    }
}

/// The command that would supply what is not known about a row (or about the organisation).
#[must_use]
pub fn command(reason: &UnknownReason, row: Option<&Object>, rule: &Rule) -> String {
    let asked = ask(reason, row, rule);
    match asked.and_then(Ask::cmdlet) {
        Some(cmdlet) => match row.and_then(|row| row.server.as_deref()) {
            Some(server) => cmdlet.collect_from(server),
            None => cmdlet.command(asked.is_some_and(|ask| ask.of_tenant)).to_owned(),
        },
        None => "the script that `hmaudit collect exchange` prints".to_owned(),
    }
}

/// The cmdlet of [`command`].
#[must_use]
pub fn ask(reason: &UnknownReason, row: Option<&Object>, rule: &Rule) -> Option<Ask> {
    let on_premises = |cmdlet: &Cmdlet| Ask { noun: cmdlet.noun, of_tenant: false };
    let of_reason = match reason {
        UnknownReason::NotCaptured { noun } | UnknownReason::NotCovered { noun } | UnknownReason::NoServer { noun } => {
            catalog::of_noun(noun).map(on_premises)
        }
        // What no cmdlet of the tenant prints depends on it through its service principal.
        UnknownReason::Doubtful(Doubt::OtherTenant { .. } | Doubt::NoTenant)
            if row.is_none_or(|row| catalog::of_noun(row.noun).is_none_or(|own| own.shell != Some(Shell::Tenant))) =>
        {
            catalog::of_noun("service-principal").map(on_premises)
        }
        _ => None,
    };
    let of_row = || {
        let row = row?;
        let cmdlet = catalog::of_noun(row.noun)
            .or_else(|| row.occurrences.first().and_then(|seen| catalog::named(seen.cmdlet)).map(|(cmdlet, _)| cmdlet));
        Some(Ask { of_tenant: row.side.tenant().is_some(), ..on_premises(cmdlet?) })
    };
    let of_rule = || rule.from.and_then(|noun| Some(Ask { noun: noun.cmdlet?.noun, of_tenant: noun.online }));
    of_reason.or_else(of_row).or_else(of_rule)
}

/// A value as a sentence shows it.
#[must_use]
pub fn value(known: &Known<Value>) -> String {
    match known {
        Err(_) => "unknown".to_owned(),
        Ok(Seen { value, .. }) => plain(value),
    }
}

/// A known value as a sentence shows it.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "blank".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Text(text) | Value::Guid(text) => clip(text),
        Value::Url(url) => clip(url.as_str()),
        Value::Date(date) => date.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Value::Dated(readings) => readings.to_string(),
        Value::Version(version) => version.to_string(),
        Value::List(list) => {
            // In the order of the texts, whatever the objects are called that they come from: other names must not show other items.
            let mut all: Vec<&str> = list.items.iter().map(|item| item.text.as_str()).collect();
            all.sort_unstable();
            let mut items: Vec<String> = all.into_iter().take(MOST_ITEMS).map(clip).collect();
            if list.items.len() > MOST_ITEMS {
                items.push(format!("and {} more", list.items.len() - MOST_ITEMS));
            }
            if !list.complete {
                items.push("...".to_owned());
            }
            if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
        }
    }
}

/// A value as text, never shortened: for comparing, not for showing.
#[must_use]
pub fn whole(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Guid(text) => text.clone(),
        Value::Url(url) => url.as_str().to_owned(),
        Value::Date(date) => date.to_string(),
        Value::List(list) => list.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", "),
        other => plain(other),
    }
}

/// Longest name of a subject or a server, in characters. Exchange allows 64 for most names; what is longer was not printed by a cmdlet.
const LONGEST_NAME: usize = 1000;

/// A name from a capture that stands in a finding: as printed, unless it is longer than any name.
#[must_use]
pub fn name(text: String) -> String {
    if text.len() <= LONGEST_NAME {
        return text;
    }
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A text from a capture, short enough for a sentence and on one line.
#[must_use]
pub fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).map(|c| if c == '\n' || c == '\r' { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
