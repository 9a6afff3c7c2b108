//! Sign-ins to Exchange that succeeded.

use super::data::data;
use super::{ClientState, Use, place, text, version_of};
use crate::estate::{Estate, Object, Unknown, UnknownReason, Value};
use crate::source::Span;

/// The noun of sign-ins.
pub const NOUN: &str = "sign-in";

/// A sign-in.
pub(super) struct SignIn {
    /// The client; `None` where nothing is known of the application: any program may read mail.
    pub of: Option<Use>,
    pub person: Option<String>,
    /// What `clientAppUsed` says.
    pub protocol: &'static str,
    /// With modern authentication; else with a legacy protocol.
    pub is_modern: bool,
    pub at: Span,
}

/// The sign-ins; of one that may have been to Exchange and that cannot be read, why.
pub(super) fn all(estate: &Estate) -> impl Iterator<Item = Result<SignIn, Unknown>> + '_ {
    estate.all(NOUN).iter().filter_map(|row| of(row).transpose())
}

fn of(row: &Object) -> Result<Option<SignIn>, Unknown> {
    let is_one = |known: &[String], own: &str| known.iter().any(|known| known.eq_ignore_ascii_case(own));
    let known = ["ResourceId", "ResourceDisplayName"].iter().filter_map(|name| guid_or_text(row, name));
    let resource: Vec<&str> = known.filter(|own| !own.is_empty()).collect();
    let may_be_exchange = resource.is_empty() || resource.iter().any(|own| is_one(&data().resources, own));
    let Some(at) = place(row).filter(|_| may_be_exchange) else { return Ok(None) };
    if !has_succeeded(row)? {
        return Ok(None);
    }
    if resource.is_empty() {
        return Err(Unknown { why: UnknownReason::NotPrinted, at: vec![at] });
    }
    let protocols = &data().protocols;
    let Some(printed) = text(row, "ClientAppUsed") else {
        return Err(Unknown { why: UnknownReason::NotPrinted, at: vec![at] });
    };
    let named = |known: &'static str| known.eq_ignore_ascii_case(printed);
    let is_modern = |own: &&'static str| named(own) || protocols.called.get(*own).is_some_and(|words| is_one(words, printed));
    let modern = protocols.modern.iter().chain([&protocols.browser]).map(String::as_str).find(is_modern);
    let legacy = protocols.legacy.iter().map(String::as_str).find(|own| named(own));
    let undecided = protocols.undecided.iter().map(String::as_str).find(|own| named(own));
    let Some(protocol) = modern.or(legacy).or(undecided) else {
        return Err(Unknown { why: UnknownReason::Unreadable { raw: printed.to_owned() }, at: vec![at] });
    };
    let system = system(row);
    let platform = system.as_deref().and_then(|system| data().platform(system));
    let known = guid_or_text(row, "AppId").and_then(|id| data().app_id(id, platform)).filter(|_| modern.is_some());
    // A protocol is a client of its own, and so is a browser.
    let application = match known {
        Some(application) => Some(application.name.as_str()),
        None => Some(protocol).filter(|_| modern.is_none() || protocol == protocols.browser),
    };
    let state = match modern {
        Some(_) => ClientState::Ready,
        None if undecided.is_some() => ClientState::Unknown,
        None => ClientState::Blocked,
    };
    const WITH_BASIC: &str = "it signed in with legacy authentication, and may be able to do better";
    let since = known.filter(|application| application.since.is_some());
    let person = text(row, "UserPrincipalName").map(str::to_lowercase);
    let of = application.map(|application| Use {
        application,
        platform,
        version: since.and_then(|_| version_of(system.as_deref().unwrap_or_default())),
        person: person.clone(),
        count: 1,
        state,
        why: (state == ClientState::Unknown).then_some(WITH_BASIC),
        is_refused: false,
        at,
    });
    Ok(Some(SignIn { of, person, protocol, is_modern: modern.is_some(), at }))
}

fn guid_or_text<'o>(row: &'o Object, property: &str) -> Option<&'o str> {
    match &row.values.get(property)?.as_ref().ok()?.value {
        Value::Guid(text) | Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// By the error's number, as the log of Graph or the portal has it, else by the word that the portal prints.
fn has_succeeded(row: &Object) -> Result<bool, Unknown> {
    let status = text(row, "Status").unwrap_or_default();
    let is_word = |known: &[String]| known.iter().any(|known| known.to_lowercase() == status.to_lowercase());
    let code = member(status, "errorCode").or_else(|| text(row, "ErrorCode").map(str::to_owned));
    match code {
        Some(code) => Ok(code == "0"),
        None if is_word(&data().succeeded) => Ok(true),
        None if is_word(&data().failed) => Ok(false),
        // The portal prints no number where nothing went wrong.
        None if status.is_empty() && is_blank(row, "ErrorCode") => Ok(true),
        None if status.is_empty() => Err(Unknown { why: UnknownReason::NotPrinted, at: row.spans() }),
        None => Err(Unknown { why: UnknownReason::Unreadable { raw: status.to_owned() }, at: row.places("Status") }),
    }
}

/// Whether the property was printed without a value.
fn is_blank(row: &Object, property: &str) -> bool {
    matches!(row.values.get(property), Some(Ok(seen)) if seen.value == Value::Null)
}

fn system(row: &Object) -> Option<String> {
    let of_graph = || member(text(row, "DeviceDetail")?, "operatingSystem");
    text(row, "OperatingSystem").map(str::to_owned).or_else(of_graph).filter(|system| !system.is_empty())
}

/// A member of an object that Graph nests.
fn member(json: &str, name: &str) -> Option<String> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
    // The Graph module writes names with a capital.
    match object.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?.1 {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
