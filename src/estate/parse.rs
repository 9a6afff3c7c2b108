//! The one place where captured text is interpreted.

use super::spn;
use super::value::{Item, Known, List, UnknownReason, Value, Version, known, unknown};
use crate::capture::{self, Field, Form, Raw};
use crate::catalog::schema::{Kind, Property};
use crate::guid::is_guid;
use crate::microsoft;
use crate::source::Span;
use jiff::Timestamp;
use std::borrow::Cow;

pub(crate) mod date;

/// What must be known of a record to read its fields.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The form that the record came in.
    pub form: Form,
    /// IIS was not read: its flags say nothing.
    pub ad_properties_only: bool,
    /// The switch that shows which applications may use web services was not given: that there are none says nothing.
    pub lacks_ews_policy: bool,
    /// Which of two numbers is the day, in the dates of this file, where one of them settles it.
    pub dates: Option<date::Order>,
}

/// Reads a field as its property wants. Never panics, whatever was printed.
///
/// # Errors
/// Why it is not known.
pub fn value(property: &Property, field: &Field<'_>, context: Context) -> Known<Value> {
    let at = vec![field.at];
    if context.ad_properties_only {
        let from_iis = property.kind == Kind::IisBool
            || property.name == "IISAuthenticationMethods" && matches!(items(&field.raw), Some((0, false)) | None);
        if from_iis {
            return unknown(UnknownReason::AdPropertiesOnly, at);
        }
    }
    if context.lacks_ews_policy && property.name == "EwsAllowedAppIDs" && matches!(items(&field.raw), Some((0, false)) | None) {
        return unknown(UnknownReason::NotPrinted, at);
    }
    // That there are no authorities is an empty list; the module writes nothing where it does not know them.
    if property.name == "CertificateAuthorities" && matches!(field.raw, Raw::Blank) {
        return unknown(UnknownReason::NotPrinted, at);
    }
    if property.kind == Kind::List {
        return list(property, field, context);
    }
    let text = match &field.raw {
        Raw::Blank => return known(Value::Null, at),
        Raw::Cut(_) => return unknown(UnknownReason::Truncated { shown: 0 }, at),
        Raw::Scalar(text) => text.as_ref(),
        Raw::List { items, cut: true } => return unknown(UnknownReason::Truncated { shown: items.len() }, at),
        Raw::List { items, cut: false } => match items.as_slice() {
            [] => return known(Value::Null, at),
            [item] => item.text.as_ref(),
            _ => {
                let joined = items.iter().map(|item| item.text.as_ref()).collect::<Vec<_>>().join(", ");
                return scalar(property, &joined, context, at);
            }
        },
    };
    scalar(property, text, context, at)
}

/// Number of items and whether the list was cut; `None` for a blank.
fn items(raw: &Raw<'_>) -> Option<(usize, bool)> {
    match raw {
        Raw::List { items, cut } => Some((items.len(), *cut)),
        Raw::Blank => None,
        Raw::Scalar(text) | Raw::Cut(text) => Some((usize::from(!text.is_empty()), false)),
    }
}

fn scalar(property: &Property, text: &str, context: Context, at: Vec<Span>) -> Known<Value> {
    let text = text.trim();
    if property.name == "Services"
        && let Some(services) = services(text)
    {
        return known(services, at);
    }
    if text.is_empty() {
        return known(Value::Null, at);
    }
    let raw = || text.to_owned();
    if is_type_name(text) {
        return unknown(UnknownReason::Lossy { raw: raw() }, at);
    }
    if is_redacted(text) {
        return unknown(UnknownReason::Unreadable { raw: raw() }, at);
    }
    let read = match property.kind {
        Kind::Bool | Kind::IisBool => boolean(text, context.form).map(Value::Bool),
        Kind::Url => spn::service_url(text).map(|url| Value::Url(Box::new(url))),
        Kind::Guid => guid(text).map(Value::Guid),
        Kind::Version => version(text).map(Value::Version),
        Kind::Date => match timestamp(text).map(Value::Date).or_else(|| date::read(text, context.dates)) {
            Some(value) => Some(value),
            None if text.bytes().any(|byte| byte.is_ascii_digit()) => return unknown(UnknownReason::Lossy { raw: raw() }, at),
            None => None,
        },
        Kind::Text if property.name.ends_with("AuthenticationMethod") && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            match microsoft::authentication_method(text) {
                Some(name) => Some(Value::Text(name.to_owned())),
                None => return unknown(UnknownReason::Lossy { raw: raw() }, at),
            }
        }
        Kind::Text if ENUMERATIONS.contains(&property.name) && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            return unknown(UnknownReason::Lossy { raw: raw() }, at);
        }
        Kind::Text if property.name.ends_with("Thumbprint") => Some(Value::Text(thumbprint(text))),
        Kind::Text | Kind::List => Some(Value::Text(raw())),
    };
    read.map_or_else(|| unknown(UnknownReason::Unreadable { raw: raw() }, at.clone()), |value| known(value, at.clone()))
}

/// Services of a certificate as a table prints them: a letter in its place, or a dot (`IP.WS..`); as a list prints them otherwise.
fn services(text: &str) -> Option<Value> {
    const SERVICES: [(char, &str); 7] =
        [('I', "IMAP"), ('P', "POP"), ('U', "UM"), ('W', "IIS"), ('S', "SMTP"), ('F', "Federation"), ('C', "UMCallRouter")];
    if text.len() < 5 || text.len() > SERVICES.len() {
        return None;
    }
    let mut named = Vec::new();
    for (printed, (letter, name)) in text.chars().zip(SERVICES) {
        match printed {
            '.' => {}
            _ if printed == letter => named.push(name),
            _ => return None,
        }
    }
    Some(Value::Text(if named.is_empty() { "None".to_owned() } else { named.join(", ") }))
}

/// Properties that are enumerations: ConvertTo-Json prints their number, and which number means what is not published.
const ENUMERATIONS: &[&str] = &[
    "Type",
    "DomainType",
    "ServerRole",
    "Edition",
    "Status",
    "ClientCertAuth",
    "ExtendedProtectionTokenChecking",
    "AccessLevel",
    "DefaultAccessLevel",
    "Characteristic",
    "RootCAType",
];

/// Properties whose items are objects: what they hold is lost in text, but not how many there are.
const OBJECT_LISTS: &[&str] = &["KeyCredentials", "VerifiedDomains"];

fn list(property: &Property, field: &Field<'_>, context: Context) -> Known<Value> {
    let at = vec![field.at];
    let (mut items, mut complete): (Vec<Item>, bool) = match &field.raw {
        Raw::Blank => (Vec::new(), true),
        Raw::List { items, cut } => {
            let parts = |item: &capture::Item<'_>| sectioned(property, &item.text).contains([SECTION, SECTION_OF_437]);
            let mut read = Vec::with_capacity(items.len());
            for item in items {
                if parts(item) {
                    read.extend(split(property, &item.text, item.at).0);
                } else {
                    read.push(Item { text: stored(property, &item.text, context.form).to_owned(), at: Some(item.at) });
                }
            }
            (read, !cut)
        }
        Raw::Scalar(text) | Raw::Cut(text) => {
            if is_type_name(text) || is_run_together(property, text) {
                return unknown(UnknownReason::Lossy { raw: text.trim().to_owned() }, at);
            }
            // Somebody wrote something behind the list.
            if text.trim().strip_prefix('{').and_then(|inner| inner.find('}').map(|end| end + 1 < inner.len())) == Some(true) {
                return unknown(UnknownReason::Unreadable { raw: text.trim().to_owned() }, at);
            }
            let (items, whole) = split(property, text, field.at);
            (items, whole && !matches!(field.raw, Raw::Cut(_)))
        }
    };
    items.retain(|item| !item.text.is_empty());
    let of_objects = OBJECT_LISTS.contains(&property.name);
    if let Some(lost) = items.iter().find(|item| !of_objects && is_type_name(&item.text)) {
        return unknown(UnknownReason::Lossy { raw: lost.text.clone() }, at);
    }
    let before = items.len();
    items.retain(|item| of_objects || !is_redacted(&item.text));
    if items.is_empty() && before > 0 {
        return unknown(UnknownReason::Unreadable { raw: "[REDACTED]".to_owned() }, at);
    }
    complete &= items.len() == before;
    if property.name.ends_with("AuthenticationMethods") {
        for item in &mut items {
            if let Some(name) = microsoft::authentication_method(&item.text) {
                name.clone_into(&mut item.text);
            }
        }
        // Each method is one word.
        if let Some(other) = items.iter().find(|item| !item.text.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            return unknown(UnknownReason::Unreadable { raw: other.text.clone() }, at);
        }
    }
    known(Value::List(List { items, complete }), at)
}

/// What some scripts put between values, and the control character that code page 437 shows as it.
const SECTION: char = '§';
const SECTION_OF_437: char = '\u{15}';

/// A text with every reading of a section sign between two values made one: byte 0xF5 of code page 850, read in another page, is `õ` or `⌡`.
fn sectioned<'t>(property: &Property, text: &'t str) -> Cow<'t, str> {
    let methods = property.name.ends_with("AuthenticationMethods");
    let begins = |text: &str| text.starts_with("http") || text.starts_with(|first: char| first.is_ascii_digit());
    let parts = |at: usize, sign: &str| methods || begins(&text[at + sign.len()..]);
    if !text.match_indices(['õ', '⌡']).any(|(at, sign)| parts(at, sign)) {
        return Cow::Borrowed(text);
    }
    let mut read = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let is_sign = matches!(character, 'õ' | '⌡') && parts(at, &text[at..at + character.len_utf8()]);
        read.push(if is_sign { SECTION } else { character });
    }
    Cow::Owned(read)
}

/// An item without what the form put around it. A service principal name counts as it is stored, so where the form adds nothing, nothing
/// is taken off.
fn stored<'t>(property: &Property, text: &'t str, form: Form) -> &'t str {
    match form {
        _ if property.name != "ServicePrincipalNames" || text.trim().is_empty() => text.trim(),
        Form::Json | Form::Clixml => text,
        _ => text.trim_matches([' ', '\t', '\r', '\n']),
    }
}

/// Lists whose items have no blanks, beside those of authentication methods.
const WITHOUT_BLANKS: &[&str] = &[
    "CertificateDomains",
    "ClientAccessServers",
    "DomainName",
    "DomainNames",
    "Domains",
    "EdgeTransportServers",
    "ExtendedProtectionFlags",
    "ReceivingTransportServers",
    "ReplyUrls",
    "SendingTransportServers",
    "Server",
    "ServicePrincipalNames",
    "TargetAddressDomains",
];

/// Lists whose items may hold blanks.
const WITH_BLANKS: &[&str] = &["AutoDiscoverSiteScope", "Parameters"];

/// Whether a list became one text with blanks between its items, as it does where ConvertTo-Json reaches its depth and in a CSV or a page of a remote
/// session: then nobody knows where an item ends.
fn is_run_together(property: &Property, text: &str) -> bool {
    WITH_BLANKS.contains(&property.name) && text.trim().contains(' ') && !text.contains([',', ';', '\n', '{'])
}

/// Items of a list that was joined into one text: at commas and semicolons, and at blanks where an item can have none.
fn split(property: &Property, text: &str, at: Span) -> (Vec<Item>, bool) {
    let mut text = text.trim();
    let mut complete = true;
    if let Some(inner) = text.strip_prefix('{') {
        complete = inner.ends_with('}');
        text = inner.strip_suffix('}').unwrap_or(inner).trim();
    }
    let whole = text.strip_suffix("...").or_else(|| text.strip_suffix('…'));
    complete &= whole.is_none();
    let text = whole.unwrap_or(text);
    let has_no_blanks = property.name.ends_with("AuthenticationMethods") || WITHOUT_BLANKS.contains(&property.name);
    let separates = |character: char| {
        matches!(character, ',' | ';' | '\n' | '\r' | SECTION | SECTION_OF_437) || has_no_blanks && character.is_whitespace()
    };
    let text = sectioned(property, text);
    let items = text
        .split(separates)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| Item { text: part.to_owned(), at: Some(at) })
        .collect();
    (items, complete)
}

/// A thumbprint as Exchange prints it; Windows' own dialogs part its digits with blanks and begin with a mark that nobody sees.
fn thumbprint(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let others = text.chars().filter(|character| !character.is_ascii_hexdigit());
    let is_spaced = digits.len() == 40 && others.clone().all(|character| character == ' ' || character == '\u{200e}');
    if is_spaced && others.count() > 0 { digits.to_ascii_uppercase() } else { text.to_owned() }
}

fn boolean(text: &str, form: Form) -> Option<bool> {
    let text = text.strip_prefix('$').unwrap_or(text);
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        "1" if form == Form::HcwLog => Some(true),
        "0" if form == Form::HcwLog => Some(false),
        _ => None,
    }
}

/// A GUID, lower case and without braces; `None` for what is not one.
#[must_use]
pub fn guid(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
    is_guid(text).then(|| text.to_ascii_lowercase())
}

/// An Exchange build: `Version 15.2 (Build 1544.4)`, `15.02.1544.011`, `15.2.1544`.
#[must_use]
pub fn version(text: &str) -> Option<Version> {
    let text = text.trim();
    let text = text.strip_prefix("Version ").or_else(|| text.strip_prefix("version ")).unwrap_or(text).trim();
    let numbers = match text.split_once('(') {
        Some((release, build)) => {
            let build = build.strip_suffix(')')?.trim();
            let build = build.strip_prefix("Build ").or_else(|| build.strip_prefix("build "))?;
            format!("{}.{}", release.trim(), build.trim())
        }
        None => text.to_owned(),
    };
    let mut parts = [0_u32; 4];
    let mut count = 0;
    for part in numbers.split('.') {
        if part.is_empty() || part.len() > 9 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *parts.get_mut(count)? = part.parse().ok()?;
        count += 1;
    }
    (count >= 3).then_some(Version(parts))
}

/// A moment that is certain whatever the culture of the machine: ISO 8601 with an offset, or the `/Date(ms)/` of Windows PowerShell.
#[must_use]
pub fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let unescaped = text.trim_matches(['\\', '/']);
    if let Some(milliseconds) = unescaped.strip_prefix("Date(").and_then(|rest| rest.strip_suffix(')')) {
        let digits = milliseconds.find(['+', '-']).filter(|&at| at > 0).map_or(milliseconds, |at| &milliseconds[..at]);
        return Timestamp::from_millisecond(digits.parse().ok()?).ok();
    }
    text.parse::<Timestamp>().ok()
}

/// A .NET type name where a value should be: the form lost the value.
#[must_use]
pub fn is_type_name(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("Deserialized.").unwrap_or(text);
    ["System.", "Microsoft.Exchange.", "Microsoft.Graph.", "Microsoft.Open.", "Microsoft.Online."]
        .iter()
        .any(|prefix| text.starts_with(prefix))
        && !text.contains(['/', '@', '='])
        && (text.ends_with("[]") || text.contains('`') || !text.contains(' '))
}

/// Something that somebody wrote over before handing the capture on.
#[must_use]
pub fn is_redacted(text: &str) -> bool {
    let inner = text.trim_matches(['[', ']', '<', '>', '*', '(', ')', '#', '_', '-', ' ']);
    inner.is_empty() && text.len() >= 3
        || ["redacted", "removed", "masked", "hidden", "omitted"].iter().any(|word| inner.eq_ignore_ascii_case(word))
            && inner != text
        || inner.len() >= 3 && inner.bytes().all(|byte| matches!(byte, b'x' | b'X'))
}

#[cfg(test)]
#[path = "parse/tests.rs"]
mod tests;
