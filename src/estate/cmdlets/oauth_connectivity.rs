//! Test-OAuthConnectivity: whether the two sides of a hybrid organisation trust each other's tokens.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Test-OAuthConnectivity prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Test-OAuthConnectivity",
    aliases: &[],
    noun: "oauth-connectivity",
    types: &["ValidationResultNode"],
    shell: None,
    // A test has no name: each run is an object of its own.
    key: Key::Properties(&[]),
    doc: "result of a test of OAuth",
    collect: "Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox <mailbox> | Format-List",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Task", Kind::Text, "What was tried."),
    property("ResultType", Kind::Text, "`Success`, `Error` and others. No rule passes because of it."),
    property(
        "Detail",
        Kind::Text,
        "What happened, step by step; the challenge and the AuthServers that were looked for are in it.",
    ),
    property("IsValid", Kind::Bool, "Whether the object itself is valid, which tells nothing about the test."),
];
