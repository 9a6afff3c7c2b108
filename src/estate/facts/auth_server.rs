//! What kind of token issuer an AuthServer is.

use super::{Fact, On, clouds};
use crate::estate::{Known, Object, Value, Why};

/// Whether it stands for Entra ID.
pub const IS_ENTRA: Fact = Fact {
    name: "is-entra",
    doc: "the AuthServer is Entra ID: Type AzureAD, or where the type is not printed a name that begins with EvoSTS",
    on: On::Nouns(&["auth-server"]),
    read: |_, object| object.map_or_else(not_printed, is_entra),
};

/// The Microsoft cloud that it belongs to.
pub const CLOUD: Fact = Fact {
    name: "cloud",
    doc: "global, us-government, china, bleu or delos, by the host of the authorization endpoint; unknown for any other host, blank without one",
    on: On::Nouns(&["auth-server"]),
    read: |_, object| object.map_or_else(not_printed, cloud),
};

/// Where its signing keys come from.
pub const METADATA_HOST: Fact = Fact {
    name: "metadata-host",
    doc: "host of AuthMetadataUrl",
    on: On::Nouns(&["auth-server"]),
    read: |_, object| object.map_or_else(not_printed, |object| host(object, "AuthMetadataUrl")),
};

fn not_printed() -> Known<Value> {
    Known::unknown(Why::NotPrinted, Vec::new())
}

/// Whether an AuthServer is Entra's.
pub fn is_entra(object: &Object) -> Known<Value> {
    match object.get("Type") {
        Known::Known { value: Value::Text(kind), at } => Known::known(Value::Bool(kind.eq_ignore_ascii_case("AzureAD")), at),
        Known::Known { at, .. } => by_name(object, Why::NotPrinted, at),
        Known::Unknown { why: why @ Why::Doubtful(_), at } => Known::unknown(why, at),
        Known::Unknown { why, at } => by_name(object, why, at),
    }
}

fn by_name(object: &Object, why: Why, at: Vec<crate::source::Span>) -> Known<Value> {
    let name = object.subject.to_ascii_lowercase();
    if name.starts_with("evosts") {
        Known::known(Value::Bool(true), object.get("Name").at().to_vec())
    } else if name == "acs" || name.starts_with("acs - ") || name == "windowsazureacs" {
        Known::known(Value::Bool(false), object.get("Name").at().to_vec())
    } else {
        Known::unknown(why, at)
    }
}

fn cloud(object: &Object) -> Known<Value> {
    let endpoint = host(object, "AuthorizationEndpoint");
    let host = match endpoint.value() {
        Some(Value::Text(_)) => endpoint,
        _ => match (host(object, "AuthMetadataUrl"), endpoint) {
            (metadata, _) if matches!(metadata.value(), Some(Value::Text(_))) => metadata,
            (Known::Known { .. }, unknown @ Known::Unknown { .. }) => unknown,
            (metadata, _) => metadata,
        },
    };
    match host {
        Known::Known { value: Value::Text(host), at } => match clouds::of_host(&host) {
            Some(cloud) => Known::known(Value::Text(cloud.to_owned()), at),
            None => Known::unknown(Why::Unreadable { raw: host }, at),
        },
        other => other,
    }
}

fn host(object: &Object, property: &str) -> Known<Value> {
    match object.get(property) {
        Known::Known { value: Value::Url(url), at } => {
            Known::known(Value::Text(url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()), at)
        }
        other => other,
    }
}
