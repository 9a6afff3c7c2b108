//! Facts about the Auth certificate.

use super::derive::{flag, flag_of, map, plain, text_of};
use super::{DerivedNoun, Fact, Gap, On, Rows, View};
use crate::estate::{Known, Object, Value, Why, cmdlets};
use jiff::ToSpan as _;

/// Microsoft's own monitoring renews the certificate this many days before it expires \[CSS\].
const RENEWAL_DAYS: i64 = 60;

/// The certificates whose thumbprint the Auth configuration names, one row for each server that shows it.
pub const AUTH_CERTIFICATE: DerivedNoun = DerivedNoun {
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
        let configured = super::rows(view, "auth-config").unwrap_or_default();
        rows.gaps.extend(configured.gaps);
        for config in &configured.objects {
            match config.get("CurrentCertificateThumbprint") {
                // Another rule says that there is none; there is no certificate to judge then.
                Known::Known { value: Value::Null, .. } => {}
                Known::Known { value, .. } => find(view, &plain(&value), &mut rows),
                Known::Unknown { why, at } => rows.gaps.push(gap(config, why, at)),
            }
        }
        rows
    },
};

fn gap(config: &Object, why: Why, at: Vec<crate::source::Span>) -> Gap {
    let command = cmdlets::of_noun("auth-config").map_or("", |cmdlet| cmdlet.collect).to_owned();
    Gap { subject: config.subject.clone(), server: None, tenant: None, why, at, command }
}

fn find<'e>(view: &View<'e>, thumbprint: &str, rows: &mut Rows<'e>) {
    let certificates = super::rows(view, "exchange-certificate").unwrap_or_default();
    let is_it = |object: &Object| same_thumbprint(object, thumbprint);
    rows.objects.extend(certificates.objects.into_iter().filter(|object| is_it(object)));
    // A record that tells neither its server nor the status adds nothing to those that do.
    if rows.objects.iter().any(|object| object.server.is_some()) {
        rows.objects.retain(|object| object.server.is_some() || object.values.contains_key("Status"));
    }
    if rows.objects.is_empty() {
        // Nothing to judge: that a server lacks it is the business of another rule, that no capture shows it is a gap.
        let command = cmdlets::of_noun("exchange-certificate").map_or("", |cmdlet| cmdlet.collect);
        let subject = "Get-ExchangeCertificate".to_owned();
        let missing = view.estate.coverage(&crate::estate::Realm::OnPremises, "exchange-certificate").is_none();
        let why = if missing { Why::NotCaptured { noun: "exchange-certificate" } } else { Why::NotPrinted };
        rows.gaps.push(Gap { subject, server: None, tenant: None, why, at: Vec::new(), command: command.to_owned() });
    }
}

fn same_thumbprint(object: &Object, thumbprint: &str) -> bool {
    let clean = |text: &str| text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_uppercase();
    thumbprint_of(object).is_some_and(|own| clean(&own) == clean(thumbprint))
}

fn thumbprint_of(object: &Object) -> Option<String> {
    text_of(object, "Thumbprint").or_else(|| text_of(object, "Identity")?.rsplit('\\').next().map(str::to_owned))
}

/// Whether the certificate is valid on the day of the audit.
pub const VALID: Fact = Fact {
    name: "certificate-valid",
    doc: "whether the day of the audit lies between NotBefore and NotAfter and Status is Valid; an exported certificate without Status is judged by its dates",
    on: On::Nouns(&["exchange-certificate", "auth-certificate"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let status = object.get("Status");
        if let Some(Value::Text(text)) = status.value()
            && !text.eq_ignore_ascii_case("Valid")
        {
            return flag(false, status.at().to_vec());
        }
        // Where the first day was not printed, the status tells whether it has come.
        if let Known::Known { value: Value::Date(start), at } = object.get("NotBefore")
            && start > view.as_of
        {
            return flag(false, at);
        }
        match object.get("NotAfter") {
            Known::Known { value: end @ (Value::Date(_) | Value::Dated(_)), at }
                if ends_after(&end, view.as_of) != Some(true) =>
            {
                match ends_after(&end, view.as_of) {
                    Some(_) => flag(false, at),
                    None => Known::unknown(Why::Lossy { raw: plain(&end) }, at),
                }
            }
            Known::Known { value: Value::Date(_) | Value::Dated(_), mut at } => match status {
                Known::Known { value: Value::Text(_), at: more } => {
                    at.extend(more);
                    flag(true, at)
                }
                _ if is_exported(object) => flag(true, at),
                Known::Known { at, .. } => Known::unknown(Why::NotPrinted, at),
                unknown @ Known::Unknown { .. } => unknown,
            },
            other => map(other, |_| None),
        }
    },
};

/// Whether a certificate that ends then is valid after a moment; `None` where the date leaves that open.
fn ends_after(end: &Value, moment: jiff::Timestamp) -> Option<bool> {
    match end {
        Value::Date(end) => Some(*end > moment),
        Value::Dated(readings) => readings.all(|end| end > moment),
        _ => None,
    }
}

/// Whether everything was computed from an exported certificate (Export-Clixml keeps nothing but its DER form), which has no status.
fn is_exported(object: &Object) -> bool {
    let place = object.get("Thumbprint").at().to_vec();
    !place.is_empty() && object.get("NotAfter").at() == place
}

/// Whether it ends within Microsoft's threshold and no successor is set.
pub const EXPIRES: Fact = Fact {
    name: "expires-without-successor",
    doc: "whether it ends within 60 days and NextCertificateThumbprint is blank",
    on: On::Nouns(&["exchange-certificate", "auth-certificate"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let limit = view.as_of.checked_add((RENEWAL_DAYS * 24).hours()).unwrap_or(view.as_of);
        match object.get("NotAfter") {
            Known::Known { value: end @ Value::Dated(_), at } if ends_after(&end, limit).is_none() => {
                Known::unknown(Why::Lossy { raw: plain(&end) }, at)
            }
            Known::Known { value: end, at } if ends_after(&end, limit) == Some(true) => flag(false, at),
            Known::Known { value: Value::Date(_) | Value::Dated(_), at } => {
                let configs = super::rows(view, "auth-config").unwrap_or_default();
                let next = configs.objects.first().map(|config| config.get("NextCertificateThumbprint"));
                match next {
                    Some(Known::Known { value, .. }) => flag(value == Value::Null, at),
                    Some(Known::Unknown { why, at }) => Known::unknown(why, at),
                    None => Known::unknown(Why::NotCaptured { noun: "auth-config" }, Vec::new()),
                }
            }
            other => map(other, |_| None),
        }
    },
};

/// Whether a server holds the Auth certificate with its private key.
pub const ON_SERVER: Fact = Fact {
    name: "has-auth-certificate",
    doc: "whether the server's certificates include the Auth certificate with its private key",
    on: On::Nouns(&["server"]),
    read: |view, object| {
        let Some(server) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let name = server.server.as_deref().unwrap_or(&server.subject);
        let configs = super::rows(view, "auth-config").unwrap_or_default();
        let Some(config) = configs.objects.first() else {
            return Known::unknown(Why::NotCaptured { noun: "auth-config" }, Vec::new());
        };
        let thumbprint = match config.get("CurrentCertificateThumbprint") {
            Known::Known { value: Value::Null, at } => return flag(false, at),
            Known::Known { value, .. } => plain(&value),
            Known::Unknown { why, at } => return Known::unknown(why, at),
        };
        let all = view.estate.all("exchange-certificate");
        if all.is_empty() {
            return Known::unknown(Why::NotCaptured { noun: "exchange-certificate" }, Vec::new());
        }
        // A certificate that was exported without its server may still tell it in its Identity.
        let homeless = all.iter().take_while(|object| object.server.is_none()).filter(|object| lives_on(object, name));
        let of_server: Vec<&Object> = view.estate.on_server("exchange-certificate", name).chain(homeless).collect();
        if of_server.is_empty() {
            return Known::unknown(Why::NotPrinted, server.spans());
        }
        match of_server.iter().find(|object| same_thumbprint(object, &thumbprint)) {
            // One whose thumbprint was not printed may be it.
            None if of_server.iter().any(|object| thumbprint_of(object).is_none()) => {
                Known::unknown(Why::NotPrinted, of_server.iter().flat_map(|object| object.spans()).collect())
            }
            None => flag(false, of_server.iter().flat_map(|object| object.spans()).collect()),
            Some(found) => match flag_of(found, "HasPrivateKey") {
                Some(has) => flag(has, found.get("HasPrivateKey").at().to_vec()),
                None => Known::unknown(Why::NotPrinted, found.spans()),
            },
        }
    },
};

fn lives_on(object: &Object, server: &str) -> bool {
    let short = |text: &str| text.split('.').next().unwrap_or(text).to_ascii_lowercase();
    let owner = object.server.clone().or_else(|| text_of(object, "Identity")?.split_once('\\').map(|(host, _)| host.to_owned()));
    owner.is_some_and(|owner| short(&owner) == short(server))
}
