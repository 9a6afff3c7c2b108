//! What services answer.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, also, only, property, signature};

/// What a service answered to a request without credentials.
pub const CHALLENGE: Cmdlet = Cmdlet {
    name: "hmaudit probe",
    aliases: &["Invoke-HmauditProbe"],
    noun: "challenge",
    key: Key::Properties(&["RequestUrl"]),
    doc: "HTTP answer",
    collect: "hmaudit probe <captures> --output probe.json",
    properties: &[
        property("RequestUrl", Kind::Url, "What was asked."),
        property(
            "Request",
            Kind::Text,
            "`bearer-challenge` (with an empty bearer token), `autodiscover-v2`, `openid-configuration`, `sign-in` (OWA and ECP), `anonymous` (no token at all), `unknown`.",
        ),
        property("AsMailbox", Kind::Bool, "Whether the request named a mailbox, for which Exchange then answers."),
        property("HttpStatus", Kind::Text, "HTTP status of the answer, `401`."),
        property("Certificate", Kind::Text, "SHA-1 thumbprint of the TLS certificate that was shown."),
        property("WwwAuthenticate", Kind::List, "The challenges: each `WWW-Authenticate` header as sent."),
        property("Location", Kind::Url, "OWA and ECP: where a browser is sent, without the query."),
        property("Diagnostics", Kind::Text, "The header `x-ms-diagnostics`, in which Exchange tells why it refused a token."),
        property("Protocol", Kind::Text, "Autodiscover V2: the protocol that it answered for."),
        also("AnsweredUrl", &["Url"], Kind::Url, "Autodiscover V2: the URL that it answered."),
        property("Issuer", Kind::Text, "OpenID configuration: who issues tokens for the tenant."),
        property("Error", Kind::Text, "Why there is no answer: `timeout`, `certificate-expired`, …"),
    ],
    signatures: &[only(&["WwwAuthenticate"]), signature(&["Protocol", "Url"], &["Identity", "Server", "Name", "MetabasePath"])],
    ..ON_PREMISES
};

/// What Test-OAuthConnectivity prints.
pub const OAUTH_CONNECTIVITY: Cmdlet = Cmdlet {
    name: "Test-OAuthConnectivity",
    noun: "oauth-connectivity",
    types: &["ValidationResultNode"],
    shell: None,
    // A test has no name: each run is an object of its own.
    key: Key::Properties(&[]),
    doc: "result of a test of OAuth",
    collect: "Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox <mailbox> | Format-List",
    properties: &[
        property("Task", Kind::Text, "What was tried."),
        property("ResultType", Kind::Text, "`Success`, `Error` and others. No rule passes because of it."),
        property(
            "Detail",
            Kind::Text,
            "What happened, step by step; the challenge and the AuthServers that were looked for are in it.",
        ),
        property("IsValid", Kind::Bool, "Whether the object itself is valid, which tells nothing about the test."),
    ],
    signatures: &[only(&["ResultType", "Task"]), only(&["ResultType", "Detail"])],
    ..ON_PREMISES
};
