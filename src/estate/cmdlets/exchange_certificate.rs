//! Get-ExchangeCertificate: certificate of a server.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-ExchangeCertificate prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ExchangeCertificate",
    aliases: &[],
    noun: "exchange-certificate",
    types: &["ExchangeCertificate"],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["Identity", "Thumbprint"]),
    doc: "certificate of a server",
    collect: "$FormatEnumerationLimit = -1; Get-ExchangeCertificate | Format-List Identity,Thumbprint,Services,Subject,Issuer,Status,HasPrivateKey,IsSelfSigned,@{n='NotBefore';e={$_.NotBefore.ToUniversalTime().ToString('o')}},@{n='NotAfter';e={$_.NotAfter.ToUniversalTime().ToString('o')}}",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Identity", Kind::Text, "`server.full.name\\thumbprint`."),
    property("Thumbprint", Kind::Text, "SHA-1 of the certificate, upper case."),
    property("Services", Kind::Text, "Services that use it."),
    property("Subject", Kind::Text, "Whose it is."),
    property("Issuer", Kind::Text, "Who issued it."),
    property("NotBefore", Kind::Date, "Valid from."),
    property("NotAfter", Kind::Date, "Valid until."),
    property("HasPrivateKey", Kind::Bool, "Whether the server holds the private key."),
    property("Status", Kind::Text, "`Valid`, `DateInvalid`, `Revoked`, …"),
    property("CertificateDomains", Kind::List, "Names in the certificate."),
    property("RootCAType", Kind::Text, "What kind of authority issued it."),
    property("IsSelfSigned", Kind::Bool, "Whether it signed itself."),
];
