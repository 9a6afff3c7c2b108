//! Get-AuthConfig: OAuth configuration.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-AuthConfig prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-AuthConfig",
    aliases: &[],
    noun: "auth-config",
    types: &["AuthConfig"],
    shell: Some(Shell::OnPremises),
    key: Key::Singleton,
    doc: "OAuth configuration",
    collect: "$FormatEnumerationLimit = -1; Get-AuthConfig | Format-List CurrentCertificateThumbprint,PreviousCertificateThumbprint,NextCertificateThumbprint,NextCertificateEffectiveDate,ServiceName,Realm",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("CurrentCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate in use."),
    property("PreviousCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate before."),
    property("NextCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate to come."),
    property("NextCertificateEffectiveDate", Kind::Date, "When the next certificate takes over."),
    property("ServiceName", Kind::Text, "Must be the Exchange application id [CSS]."),
    property("Realm", Kind::Text, "Must be blank [CSS]."),
];
