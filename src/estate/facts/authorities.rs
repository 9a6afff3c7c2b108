//! The certificate authorities that a tenant trusts for signing in, from the older place and the newer one.

use super::derive::{flag, text, text_of};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, captured, rows_of};
use crate::capture::certificate;
use crate::estate::{Item, Known, List, Object, Seen, Unknown, UnknownReason, Value, unknown};
use crate::source::Span;
use serde_json::Value as Json;
use std::borrow::Cow;

const OLDER: &str = "certificate-configuration";
const NEWER: &str = "pki-authority";

/// One row for each authority.
pub(super) const AUTHORITY: DerivedNoun = DerivedNoun {
    name: "certificate-authority",
    doc: "a certificate authority whose certificates sign people in at a tenant",
    properties: &[
        ("is-root", "whether it is a root authority"),
        ("revocation-list", "where its revocation list is; blank where it has none"),
        ("expires", "when its own certificate expires"),
    ],
    rows: |view| {
        let (older, newer) = (rows_of(view, OLDER), rows_of(view, NEWER));
        let mut rows = Rows { objects: Vec::new(), gaps: older.gaps };
        rows.gaps.extend(newer.gaps);
        for configuration in &older.objects {
            match in_configuration(configuration) {
                Ok((found, rest)) => {
                    rows.objects.extend(found.into_iter().map(Cow::Owned));
                    rows.gaps.extend(rest.and_then(|reason| Gap::of_object(configuration, reason)));
                }
                Err(reason) => rows.gaps.extend(Gap::of_object(configuration, reason)),
            }
        }
        rows.objects.extend(newer.objects.iter().map(|authority| Cow::Owned(of_pki(authority))));
        rows
    },
};

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "has-authority",
    doc: "certificates: whether the tenant trusts a root authority, without which nobody's certificate is accepted",
    on: FactTarget::Nouns(&["authentication-method"]),
    read: Read::Row(|view, _| has_authority(view)),
}];

fn has_authority(view: &View<'_>) -> Known<Value> {
    let rows = rows_of(view, AUTHORITY.name);
    let mut open: Option<Unknown> = None;
    for row in &rows.objects {
        match row.get("is-root") {
            Ok(Seen { value: Value::Bool(true), at }) => return flag(true, at),
            Ok(_) => {}
            Err(reason) => drop(open.get_or_insert(reason)),
        }
    }
    match open {
        Some(reason) => Err(reason),
        None => {
            rows.whole()?;
            // Graph answers for one PKI at a time: without the command there may be another one.
            captured::absence(view, NEWER)?;
            flag(false, Vec::new())
        }
    }
}

/// The authorities of a configuration, and why there may be more.
fn in_configuration(configuration: &Object) -> Result<(Vec<Object>, Option<Unknown>), Unknown> {
    let Seen { value, at } = configuration.get("CertificateAuthorities")?;
    let Value::List(List { items, complete }) = value else { return Err(Unknown { why: UnknownReason::NotPrinted, at }) };
    let mut rest = (!complete).then(|| Unknown { why: UnknownReason::Truncated { shown: items.len() }, at: at.clone() });
    let mut found = Vec::new();
    for Item { text, at: place } in &items {
        let places = place.map_or_else(|| at.clone(), |place| vec![place]);
        match serde_json::from_str(text) {
            Ok(json @ Json::Object(_)) => found.push(in_json(configuration, &json, &places)),
            _ => drop(rest.get_or_insert(Unknown { why: UnknownReason::Lossy { raw: text.clone() }, at: places })),
        }
    }
    Ok((found, rest))
}

fn in_json(configuration: &Object, json: &Json, at: &[Span]) -> Object {
    let member = |name: &str| super::json::member(json, name).filter(|value| !value.is_null());
    let not_printed = || Unknown { why: UnknownReason::NotPrinted, at: at.to_vec() };
    let written = |name: &str| member(name).and_then(Json::as_str);
    let certificate = member("certificate").and_then(encoded);
    let expires = certificate.as_deref().and_then(certificate::expires);
    let subject = written("issuer").or_else(|| written("issuerSki")).unwrap_or("a certificate authority").to_owned();
    let is_root = member("isRootAuthority").and_then(Json::as_bool).ok_or_else(not_printed).and_then(|is| flag(is, at.to_vec()));
    // Graph writes null where there is none. Where the name is missing, the form left it out.
    let list = match super::json::member(json, "certificateRevocationListUrl") {
        Some(Json::String(url)) if !url.trim().is_empty() => text(url.as_str(), at.to_vec()),
        Some(Json::Null | Json::String(_)) => Ok(Seen { value: Value::Null, at: at.to_vec() }),
        _ => Err(not_printed()),
    };
    let expires = expires.map(|date| Seen { value: Value::Date(date), at: at.to_vec() }).ok_or_else(not_printed);
    let values = [("is-root", is_root), ("revocation-list", list), ("expires", expires)];
    configuration.derive_at(AUTHORITY.name, subject, values, at)
}

/// The bytes of a certificate in base 64: Graph writes text, the module for PowerShell numbers.
fn encoded(json: &Json) -> Option<String> {
    use base64::Engine as _;
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Array(bytes) => {
            let bytes: Option<Vec<u8>> = bytes.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
            Some(base64::engine::general_purpose::STANDARD.encode(bytes?))
        }
        _ => None,
    }
}

fn of_pki(authority: &Object) -> Object {
    let is_root =
        authority.get("CertificateAuthorityType").and_then(|Seen { value, at }| match super::derive::plain(&value).as_str() {
            "root" => flag(true, at),
            "intermediate" => flag(false, at),
            other => unknown(UnknownReason::Unreadable { raw: other.to_owned() }, at),
        });
    let values = [
        ("is-root", is_root),
        ("revocation-list", authority.get("CertificateRevocationListUrl")),
        ("expires", authority.get("ExpirationDateTime")),
    ];
    let name = ["DisplayName", "Issuer", "Thumbprint"].into_iter().find_map(|name| text_of(authority, name));
    authority.derive(AUTHORITY.name, name.unwrap_or_else(|| authority.subject.clone()), values)
}
