//! Facts about the Auth certificate.

use super::derive::{flag, flag_of, not_captured, not_printed, plain, text_of};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, owa, servers};
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value, unknown};
use crate::microsoft;
use crate::source::Span;
use jiff::{Timestamp, ToSpan as _};
use std::collections::HashSet;

/// Microsoft's own monitoring renews the certificate this many days before it expires.
const RENEWAL_DAYS: i64 = 60;
/// And the next certificate this many days before.
const NEXT_RENEWAL_DAYS: i64 = 120;

/// The certificates whose thumbprint the Auth configuration names, one row for each server that shows it.
pub(super) const AUTH_CERTIFICATE: DerivedNoun = DerivedNoun {
    name: "auth-certificate",
    doc: "the certificate that Get-AuthConfig names, one row for each server that shows it",
    properties: &[
        ("Thumbprint", "SHA-1 of the certificate"),
        ("NotBefore", "valid from"),
        ("NotAfter", "valid until"),
        ("Status", "`Valid` and others"),
        ("Subject", "whose it is"),
    ],
    rows: |view| {
        let mut rows = Rows::default();
        let configured = super::rows_of(view, "auth-config");
        rows.gaps.extend(configured.gaps);
        for config in &configured.objects {
            match config.get("CurrentCertificateThumbprint") {
                // Another rule says that there is none; there is no certificate to judge then.
                Ok(Seen { value: Value::Null, .. }) => {}
                Ok(Seen { value, .. }) => find(view, &plain(&value), &mut rows),
                Err(reason) => rows.gaps.extend(Gap::of_object(config, reason)),
            }
        }
        rows
    },
};

const CERTIFICATE: FactTarget = FactTarget::Nouns(&["exchange-certificate", "auth-certificate"]);

/// Facts about certificates.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "expires-without-successor",
        doc: "whether it ends within 60 days and NextCertificateThumbprint is blank, or the next certificate ends within 120 days",
        on: CERTIFICATE,
        read: Read::Row(expires),
    },
    Fact {
        name: "has-auth-certificate",
        doc: "whether the server's certificates include the Auth certificate with its private key",
        on: FactTarget::Nouns(&["server"]),
        read: Read::Row(on_server),
    },
    Fact {
        name: "certificate-valid",
        doc: "whether the day of the audit lies between NotBefore and NotAfter and Status is Valid; an exported certificate without Status is judged by its dates",
        on: CERTIFICATE,
        read: Read::Row(is_valid),
    },
];

fn find<'e>(view: &View<'e>, thumbprint: &str, rows: &mut Rows<'e>) {
    let certificates = super::rows_of(view, "exchange-certificate");
    rows.objects.extend(certificates.objects.into_iter().filter(|object| same_thumbprint(object, thumbprint)));
    // A record that tells neither its server nor the status adds nothing to those that do.
    if rows.objects.iter().any(|object| object.server.is_some()) {
        rows.objects.retain(|object| object.server.is_some() || object.values.contains_key("Status"));
    }
    if rows.objects.is_empty() {
        // Nothing to judge: that a server lacks it is the business of another rule, that no capture shows it is a gap.
        let missing = view.estate.coverage(&Side::OnPremises, "exchange-certificate").is_none();
        let why = if missing { UnknownReason::NotCaptured { noun: "exchange-certificate" } } else { UnknownReason::NotPrinted };
        rows.gaps.extend(Gap::of_noun("exchange-certificate", Unknown { why, at: Vec::new() }));
    }
}

fn same_thumbprint(object: &Object, thumbprint: &str) -> bool {
    thumbprint_of(object).is_some_and(|own| digits(&own) == digits(thumbprint))
}

/// The hexadecimal digits of a thumbprint, in upper case.
fn digits(thumbprint: &str) -> String {
    thumbprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_uppercase()
}

fn thumbprint_of(object: &Object) -> Option<String> {
    text_of(object, "Thumbprint").or_else(|| text_of(object, "Identity")?.rsplit('\\').next().map(str::to_owned))
}

/// Whether the certificate is valid on the day of the audit.
fn is_valid(view: &View<'_>, certificate: &Object) -> Known<Value> {
    let status = certificate.get("Status");
    if let Ok(Seen { value: Value::Text(text), at }) = &status
        && !text.eq_ignore_ascii_case("Valid")
    {
        return flag(false, at.clone());
    }
    // Where the first day was not printed, the status tells whether it has come.
    if let Ok(Seen { value: Value::Date(start), at }) = certificate.get("NotBefore")
        && start > view.as_of
    {
        return flag(false, at);
    }
    let (ends_after, mut at) = end(certificate, view.as_of)?;
    if !ends_after {
        return flag(false, at);
    }
    match status {
        Ok(Seen { value: Value::Text(_), at: more }) => {
            at.extend(more);
            flag(true, at)
        }
        _ if is_exported(certificate) => flag(true, at),
        other => not_printed(other?.at),
    }
}

/// Whether a certificate ends after a moment, with the place of its last day.
fn end(certificate: &Object, moment: Timestamp) -> Result<(bool, Vec<Span>), Unknown> {
    let Seen { value, at } = certificate.get("NotAfter")?;
    match &value {
        Value::Date(end) => Ok((*end > moment, at)),
        // The readings of the date may leave that open.
        Value::Dated(readings) => match readings.all(|end| end > moment) {
            Some(ends_after) => Ok((ends_after, at)),
            None => Err(Unknown { why: UnknownReason::Lossy { raw: plain(&value) }, at }),
        },
        _ => Err(Unknown { why: UnknownReason::Unreadable { raw: plain(&value) }, at }),
    }
}

/// Whether everything was computed from an exported certificate (Export-Clixml keeps nothing but its DER form), which has no status.
fn is_exported(certificate: &Object) -> bool {
    let place = certificate.places("Thumbprint");
    !place.is_empty() && certificate.places("NotAfter") == place
}

/// Whether it ends within Microsoft's threshold and no successor is set, or the successor ends within that of a successor.
fn expires(view: &View<'_>, certificate: &Object) -> Known<Value> {
    let within = |days: i64| view.as_of.checked_add((days * 24).hours()).unwrap_or(view.as_of);
    let (ends_after, at) = end(certificate, within(RENEWAL_DAYS))?;
    let Some(config) = super::rows_of(view, "auth-config").objects.into_iter().next() else {
        return if ends_after { flag(false, at) } else { not_captured("auth-config") };
    };
    let next = match config.get("NextCertificateThumbprint") {
        Ok(Seen { value: Value::Null, .. }) => return flag(!ends_after, at),
        // Whether there is a next one does not matter yet.
        Err(reason) if matches!(reason.why, UnknownReason::NotPrinted) && ends_after => return flag(false, at),
        next => plain(&next?.value),
    };
    let mut open = None;
    for successor in super::rows_of(view, "exchange-certificate").objects.iter().filter(|object| same_thumbprint(object, &next)) {
        match end(successor, within(NEXT_RENEWAL_DAYS)) {
            Ok((true, _)) => return flag(false, at),
            Ok((false, places)) => return flag(true, places),
            Err(reason) => open = Some(reason),
        }
    }
    // A successor that no capture shows is set all the same.
    open.map_or_else(|| flag(false, at), Err)
}

/// Whether a server holds the Auth certificate with its private key.
fn on_server(view: &View<'_>, server: &Object) -> Known<Value> {
    let name = server.server.as_deref().unwrap_or(&server.subject);
    let configs = super::rows_of(view, "auth-config");
    let Some(config) = configs.objects.first() else { return not_captured("auth-config") };
    let thumbprint = match config.get("CurrentCertificateThumbprint")? {
        Seen { value: Value::Null, at } => return flag(false, at),
        Seen { value, .. } => plain(&value),
    };
    let all = view.estate.all("exchange-certificate");
    if all.is_empty() {
        return not_captured("exchange-certificate");
    }
    // A certificate that was exported without its server may still tell it in its Identity.
    let homeless = all.iter().take_while(|object| object.server.is_none()).filter(|object| lives_on(object, name));
    let of_server: Vec<&Object> = view.estate.on_server("exchange-certificate", name).chain(homeless).collect();
    if of_server.is_empty() {
        return unknown(UnknownReason::NotCovered { noun: "exchange-certificate" }, server.spans());
    }
    let places = || of_server.iter().flat_map(|object| object.spans()).collect();
    match of_server.iter().find(|object| same_thumbprint(object, &thumbprint)) {
        // One whose thumbprint was not printed may be it.
        None if of_server.iter().any(|object| thumbprint_of(object).is_none()) => not_printed(places()),
        None => flag(false, places()),
        Some(found) => match flag_of(found, "HasPrivateKey") {
            Some(has) => flag(has, found.places("HasPrivateKey")),
            None => not_printed(found.spans()),
        },
    }
}

/// Where a probe was shown a TLS certificate that no server has; `None` also while the certificates of a server were not captured.
pub(super) fn of_no_server(view: &View<'_>) -> Option<Vec<Span>> {
    let certificates = super::rows_of(view, "exchange-certificate");
    let is_covered = |server: &servers::Server| {
        !server.serves_clients || view.estate.on_server("exchange-certificate", &server.name).next().is_some()
    };
    if !certificates.gaps.is_empty() || !servers::all(view).iter().all(is_covered) {
        return None;
    }
    // What Microsoft publishes shows a certificate of Microsoft's.
    let is_ours = |answer: &&Object| match answer.get("RequestUrl") {
        Ok(Seen { value: Value::Url(url), .. }) => {
            !microsoft::owns(&microsoft::host(&url)) && !owa::is_of_application_proxy(&url)
        }
        _ => false,
    };
    let thumbprints = certificates.objects.iter().filter_map(|certificate| thumbprint_of(certificate));
    let known: HashSet<String> = thumbprints.map(|thumbprint| digits(&thumbprint)).collect();
    view.estate.all("challenge").iter().filter(is_ours).find_map(|answer| {
        let shown = text_of(answer, "Certificate")?;
        (!known.contains(&digits(&shown))).then(|| answer.places("Certificate"))
    })
}

fn lives_on(object: &Object, server: &str) -> bool {
    let short = |text: &str| text.split('.').next().unwrap_or(text).to_ascii_lowercase();
    let owner = object.server.clone().or_else(|| text_of(object, "Identity")?.split_once('\\').map(|(host, _)| host.to_owned()));
    owner.is_some_and(|owner| short(&owner) == short(server))
}
