//! The dedicated hybrid application of a tenant, and the keys that it signs in with.

use super::derive::{MOST_PLACES, derived, list, not_captured, plain, text_of};
use super::{DerivedNoun, Fact, FactTarget, Read, Rows, View, rows_of};
use crate::digest::hex;
use crate::estate::{Known, List, Object, Seen, Unknown, UnknownReason, Value, parse};
use crate::source::Span;
use crate::text::case::begins;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the name of the application begins with; the id of the organisation follows.
const NAME: &str = "ExchangeServerApp-";

/// The application as it is registered, and as the tenant's principal. Keys may be on either.
const SIDES: [&str; 2] = ["application", "service-principal"];

/// One row for each dedicated hybrid application of a tenant.
pub(super) const HYBRID_APPLICATION: DerivedNoun = DerivedNoun {
    name: "hybrid-application",
    doc: "the dedicated hybrid applications (`ExchangeServerApp-…`) of a tenant, from applications and service principals",
    properties: &[("AppId", "application id"), ("DisplayName", "its name")],
    rows: |view| {
        let mut found: BTreeMap<(Option<String>, String), Object> = BTreeMap::new();
        for object in SIDES.iter().flat_map(|noun| rows_of(view, noun).objects) {
            let Some(name) = text_of(&object, "DisplayName").filter(|name| begins(name, NAME)) else { continue };
            let id = text_of(&object, "AppId").unwrap_or_default();
            let values = || ["AppId", "DisplayName"].map(|name| (name, object.get(name)));
            let key = (object.side.tenant().map(str::to_owned), id);
            let row = found
                .entry(key)
                .or_insert_with(|| Object { occurrences: Vec::new(), ..object.derive("hybrid-application", name, values()) });
            row.occurrences.extend(object.occurrences.iter().cloned());
        }
        let mut rows = Rows { objects: found.into_values().map(Cow::Owned).collect(), gaps: Vec::new() };
        // A tenant without the application has none to judge. Whether there is one, applications tell.
        if rows.objects.is_empty() {
            rows.gaps = rows_of(view, SIDES[0]).gaps;
            rows.gaps.retain(|gap| !matches!(gap.why, UnknownReason::NotPrinted));
        }
        rows
    },
};

/// Facts about its keys.
pub(super) const FACTS: &[Fact] = &[Fact {
    name: "missing-auth-certificates",
    doc: "thumbprints of the current and of the next Auth certificate for which the application has no key, or one that has expired",
    on: FactTarget::Nouns(&["hybrid-application"]),
    read: Read::Row(missing),
}];

/// The keys of an application as far as the captures show them.
struct Keys {
    all: Vec<Key>,
    at: Vec<Span>,
    /// Why there may be others.
    open: Option<Unknown>,
}

/// A key: the certificate that it is for, and its end, where they can be told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Key {
    thumbprint: Option<String>,
    end: Option<Timestamp>,
}

fn missing(view: &View<'_>, app: &Object) -> Known<Value> {
    let configs = rows_of(view, "auth-config");
    let Some(config) = configs.objects.first() else { return not_captured("auth-config") };
    let keys = keys(view, app);
    let (mut lacking, mut at) = (Vec::new(), keys.at.clone());
    for property in ["CurrentCertificateThumbprint", "NextCertificateThumbprint"] {
        let (wanted, place) = match config.get(property) {
            Ok(Seen { value: Value::Null, .. }) => continue,
            // If only the current one was printed, there may be a next one. The current one is in use.
            Err(Unknown { why: UnknownReason::NotPrinted, .. }) if property.starts_with("Next") => continue,
            known => known.map(|seen| (plain(&seen.value).to_ascii_uppercase(), seen.at))?,
        };
        if !keys.hold(&wanted, view.as_of)? {
            at.extend(place);
            lacking.push(derived(wanted));
        }
    }
    list(lacking, at)
}

fn keys(view: &View<'_>, app: &Object) -> Keys {
    let id = app.get("AppId").map(|seen| plain(&seen.value));
    let is_it = |object: &&Object| id.as_ref().is_ok_and(|id| text_of(object, "AppId").is_some_and(|own| own == *id));
    let [registered, principals] = SIDES.map(|noun| view.estate.of(noun, &app.side).filter(is_it).collect::<Vec<_>>());
    let mut keys = Keys { all: Vec::new(), at: Vec::new(), open: None };
    for object in &registered {
        keys.add(object);
    }
    let is_known = !registered.is_empty() && keys.open.is_none();
    for object in principals {
        keys.add(object);
    }
    if is_known {
        // The keys of a registered application are its own; those of its principal may be left out.
        keys.open = None;
    } else if registered.is_empty() && keys.all.is_empty() {
        keys.open = Some(Unknown { why: UnknownReason::NotCaptured { noun: SIDES[0] }, at: keys.at.clone() });
    }
    keys
}

impl Keys {
    fn add(&mut self, object: &Object) {
        match object.get("KeyCredentials") {
            Ok(Seen { value: Value::List(List { items, complete }), at }) => {
                if !complete {
                    let cut = Unknown { why: UnknownReason::Truncated { shown: items.len() }, at: at.clone() };
                    self.open.get_or_insert(cut);
                }
                self.all.extend(items.iter().map(|item| key(&item.text)));
                self.at.extend(at.into_iter().take(MOST_PLACES));
            }
            Ok(Seen { at, .. }) => self.at.extend(at),
            Err(reason) => drop(self.open.get_or_insert(reason)),
        }
    }

    /// Whether there is a key for this certificate that has not expired.
    fn hold(&self, thumbprint: &str, now: Timestamp) -> Result<bool, Unknown> {
        let mut found = self.all.iter().filter(|key| key.thumbprint.as_deref() == Some(thumbprint)).peekable();
        if found.peek().is_none() {
            return match &self.open {
                Some(reason) => Err(reason.clone()),
                // It may be one of those that nothing identifies.
                None if self.all.iter().any(|key| key.thumbprint.is_none()) => Err(self.not_printed()),
                None => Ok(false),
            };
        }
        let mut open = false;
        for key in found {
            match key.end {
                Some(end) if end > now => return Ok(true),
                Some(_) => {}
                None => open = true,
            }
        }
        if open { Err(self.not_printed()) } else { Ok(false) }
    }

    fn not_printed(&self) -> Unknown {
        Unknown { why: UnknownReason::NotPrinted, at: self.at.clone() }
    }
}

/// A key as Graph writes it in JSON, or as the collector does: its id, type, usage, end and thumbprint.
fn key(text: &str) -> Key {
    let Ok(serde_json::Value::Object(members)) = serde_json::from_str(text) else {
        let mut words = text.split_whitespace();
        return Key { thumbprint: words.clone().find_map(digits), end: words.find_map(parse::timestamp) };
    };
    let of = |name: &str| members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    Key {
        thumbprint: of("customKeyIdentifier").and_then(thumbprint),
        end: of("endDateTime").or_else(|| of("endDate")).and_then(serde_json::Value::as_str).and_then(parse::timestamp),
    }
}

/// A thumbprint as hexadecimal digits in upper case.
fn digits(text: &str) -> Option<String> {
    (text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_ascii_uppercase())
}

/// The thumbprint that identifies a key: as digits, in base 64, or as a list of bytes. Somebody may have put anything else there.
fn thumbprint(identifier: &serde_json::Value) -> Option<String> {
    let bytes: Vec<u8> = match identifier {
        serde_json::Value::String(text) => match digits(text) {
            Some(digits) => return Some(digits),
            None => STANDARD.decode(text).ok()?,
        },
        serde_json::Value::Array(numbers) => {
            numbers.iter().map(|number| number.as_u64().and_then(|number| u8::try_from(number).ok())).collect::<Option<_>>()?
        }
        _ => return None,
    };
    match bytes.len() {
        20 => Some(hex(&bytes)),
        _ => digits(std::str::from_utf8(&bytes).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_key_is_identified_however_it_is_written() {
        let numbers = "90,30,60,125,155,47,78,96,129,163,197,215,233,241,179,213,167,201,225,240";
        let end = "\"endDateTime\":\"2030-05-07T08:11:40Z\"";
        for text in [
            format!("{{\"customKeyIdentifier\":\"Wh48fZsvTmCBo8XX6fGz1afJ4fA=\",{end}}}"),
            format!("{{\"CustomKeyIdentifier\":\"5a1e3c7d9b2f4e6081a3c5d7e9f1b3d5a7c9e1f0\",{end}}}"),
            format!("{{\"CustomKeyIdentifier\":[{numbers}],{end}}}"),
            "2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901 AsymmetricX509Cert Verify 2030-05-07T08:11:40.0000000Z 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0".to_owned(),
        ] {
            let key = key(&text);
            assert_eq!(key.thumbprint.as_deref(), Some("5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0"), "{text}");
            assert_eq!(key.end, "2030-05-07T08:11:40Z".parse().ok(), "{text}");
        }
        for text in [
            "{\"customKeyIdentifier\":\"aHlicmlk\"}",
            "{\"customKeyIdentifier\":null}",
            "{\"customKeyIdentifier\":[1,2,300]}",
            "Microsoft.Graph.PowerShell.Models.MicrosoftGraphKeyCredential",
        ] {
            assert_eq!(key(text), super::Key::default(), "{text}");
        }
    }
}
