//! What the virtual directories have in common.

use crate::estate::schema::{Kind, Property, also, property};

/// Where it is.
pub const PLACE: &[Property] = &[
    also("Server", &["ServerName"], Kind::Text, "Short name of the server it lives on."),
    property("Name", Kind::Text, "Name with the web site, `mapi (Default Web Site)`."),
    property("Identity", Kind::Text, "`SERVER\\name (Site)`."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    property("AdminDisplayVersion", Kind::Version, "Build of the server (cumulative update only)."),
    property("Path", Kind::Text, "Folder on disk; blank when IIS was not read."),
    property("MetabasePath", Kind::Text, "`IIS://host/W3SVC/1/ROOT/name`."),
];

/// Where clients find it.
pub const URLS: &[Property] = &[
    property("InternalUrl", Kind::Url, "URL that clients inside use."),
    property("ExternalUrl", Kind::Url, "URL that clients outside use; blank where there is none."),
];

/// The flags of IIS that most of them have.
pub const FLAGS: &[Property] = &[
    property("OAuthAuthentication", Kind::IisBool, "Whether IIS accepts bearer tokens."),
    property("BasicAuthentication", Kind::IisBool, "Whether IIS accepts Basic."),
    property("WindowsAuthentication", Kind::IisBool, "Whether IIS accepts Windows (NTLM, Negotiate)."),
];

/// Methods as Active Directory mirrors them.
pub const METHODS: &[Property] = &[
    property("InternalAuthenticationMethods", Kind::List, "Methods accepted inside, as Active Directory has them."),
    property("ExternalAuthenticationMethods", Kind::List, "Methods accepted outside, as Active Directory has them."),
];

/// Extended Protection.
pub const EXTENDED_PROTECTION: &[Property] = &[
    property("ExtendedProtectionTokenChecking", Kind::Text, "`None`, `Allow` or `Require`."),
    property("ExtendedProtectionFlags", Kind::List, "Flags of Extended Protection."),
];
