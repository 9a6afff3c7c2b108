//! What services answer over the wire: `hmaudit probe`, `curl -i`, Test-HMAEAS.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What a service answered to a request without credentials.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "hmaudit probe",
    aliases: &["Invoke-HmauditProbe"],
    noun: "challenge",
    types: &[],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["RequestUrl"]),
    doc: "HTTP answer",
    collect: "hmaudit probe <captures> --output probe.json",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("RequestUrl", Kind::Url, "What was asked."),
    property(
        "Request",
        Kind::Text,
        "`bearer-challenge` (with an empty bearer token), `autodiscover-v2`, `openid-configuration`, `anonymous` (no token at all), `unknown`.",
    ),
    property("HttpStatus", Kind::Text, "HTTP status of the answer, `401`."),
    property("WwwAuthenticate", Kind::List, "The challenges: each `WWW-Authenticate` header as sent."),
    property("Diagnostics", Kind::Text, "The header `x-ms-diagnostics`, in which Exchange tells why it refused a token."),
    property("Protocol", Kind::Text, "Autodiscover V2: the protocol that it answered for."),
    also("AnsweredUrl", &["Url"], Kind::Url, "Autodiscover V2: the URL that it answered."),
    property("Issuer", Kind::Text, "OpenID configuration: who issues tokens for the tenant."),
    property("Error", Kind::Text, "Why there is no answer: `timeout`, `certificate-expired`, …"),
];
