//! Organisations with something wrong, one for each operation that a script can make, and what the scripts may change in them.

use super::organisation::{CONTOSO, Organisation};
use serde_json::{Value, json};

pub struct Estate {
    pub name: &'static str,
    pub spoil: fn(&Organisation),
    /// Operations that the plan must have.
    pub operations: &'static [&'static str],
    /// Where the organisation is another after the repair.
    pub changes: &'static [&'static str],
}

impl Estate {
    /// Whether a place stays after undo: what was read from Entra again, or written again as it was.
    pub fn keeps(&self, place: &str) -> bool {
        place.ends_with("/AuthorizationEndpoint") || self.name == "MAPI whose lists differ"
    }
}

pub const MAPI: &str = "EX02\\mapi (Default Web Site)";
pub const EVOSTS: &str = "EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d";
pub const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

pub fn principals() -> String {
    format!("tenants/{CONTOSO}/servicePrincipals")
}

/// Takes an item out of a list.
pub fn without(organisation: &Organisation, file: &str, name: &str, property: &str, item: &str) {
    let mut list = organisation.get(file, name, property);
    list.as_array_mut().unwrap().retain(|other| other != item);
    organisation.set(file, name, property, list);
}

fn names(organisation: &Organisation) {
    without(organisation, &principals(), EXCHANGE, "ServicePrincipalNames", "https://autodiscover.contoso.com/");
}

fn mapi(organisation: &Organisation) {
    for property in ["IISAuthenticationMethods", "InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
        without(organisation, "MapiVirtualDirectory", MAPI, property, "OAuth");
    }
}

fn mapi_lists(organisation: &Organisation) {
    without(organisation, "MapiVirtualDirectory", MAPI, "InternalAuthenticationMethods", "OAuth");
}

fn flags(organisation: &Organisation) {
    for (file, name) in [
        ("WebServicesVirtualDirectory", "EX01\\EWS (Default Web Site)"),
        ("OabVirtualDirectory", "EX02\\OAB (Default Web Site)"),
        ("AutodiscoverVirtualDirectory", "EX02\\Autodiscover (Default Web Site)"),
    ] {
        organisation.set(file, name, "OAuthAuthentication", json!(false));
        for list in ["InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
            without(organisation, file, name, list, "OAuth");
        }
    }
}

fn active_sync(organisation: &Organisation) {
    let name = "EX01\\Microsoft-Server-ActiveSync (Default Web Site)";
    organisation.set("ActiveSyncVirtualDirectory", name, "ExternalAuthenticationMethods", json!(["Basic"]));
}

fn urls(organisation: &Organisation) {
    organisation.set("OabVirtualDirectory", "EX02\\OAB (Default Web Site)", "InternalUrl", json!("http://mail.contoso.com/OAB"));
    organisation.set(
        "ClientAccessService",
        "EX02",
        "AutoDiscoverServiceInternalUri",
        json!("http://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"),
    );
}

fn disabled_endpoint(organisation: &Organisation) {
    organisation.set("AuthServer", EVOSTS, "Enabled", json!(false));
}

fn metadata(organisation: &Organisation) {
    organisation.set("AuthServer", EVOSTS, "AuthorizationEndpoint", Value::Null);
}

fn domain(organisation: &Organisation) {
    organisation.set("AuthServer", EVOSTS, "DomainName", json!([]));
}

fn partner(organisation: &Organisation) {
    organisation.set("PartnerApplication", "Exchange Online", "Enabled", json!(false));
}

fn mapi_http(organisation: &Organisation) {
    organisation.set("OrganizationConfig", "Contoso", "MapiHttpEnabled", json!(false));
}

fn policy(organisation: &Organisation) {
    organisation.set("OrganizationConfig", "Contoso", "DefaultAuthenticationPolicy", json!("Block legacy"));
    organisation.set("AuthenticationPolicy", "Block legacy", "BlockModernAuthMapi", json!(true));
}

pub fn owa(organisation: &Organisation) {
    organisation.set("OwaVirtualDirectory", "EX01\\owa (Default Web Site)", "OAuthAuthentication", json!(true));
    organisation.set(
        "OwaVirtualDirectory",
        "EX01\\owa (Default Web Site)",
        "InternalAuthenticationMethods",
        json!(["Basic", "Fba", "OAuth"]),
    );
}

pub fn off(organisation: &Organisation) {
    organisation.set("OrganizationConfig", "Contoso", "OAuth2ClientProfileEnabled", json!(false));
    organisation.set("AuthServer", EVOSTS, "IsDefaultAuthorizationEndpoint", json!(false));
}

/// AD FS is the default authorization endpoint.
fn foreign_endpoint(organisation: &Organisation) {
    organisation.edit("AuthServer", |servers| {
        let mut foreign = servers[0].clone();
        for (property, value) in [
            ("Name", json!("ADFS")),
            ("Type", json!("ADFS")),
            ("IsDefaultAuthorizationEndpoint", json!(true)),
            ("Realm", Value::Null),
        ] {
            foreign[property] = value;
        }
        for property in ["AuthorizationEndpoint", "AuthMetadataUrl", "TokenIssuingEndpoint"] {
            foreign[property] = json!("https://fs.contoso.com/adfs/oauth2/authorize");
        }
        foreign["IssuerIdentifier"] = json!("http://fs.contoso.com/adfs/services/trust");
        foreign["DomainName"] = json!([]);
        servers.push(foreign);
    });
}

pub fn everything(organisation: &Organisation) {
    for spoil in [
        off,
        names,
        mapi,
        flags,
        active_sync,
        urls,
        disabled_endpoint,
        metadata,
        domain,
        partner,
        mapi_http,
        policy,
        foreign_endpoint,
    ] {
        spoil(organisation);
    }
}

pub const ESTATES: &[Estate] = &[
    Estate {
        name: "a name is missing in the tenant",
        spoil: names,
        operations: &["add-spn"],
        changes: &[
            "tenants/0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80/servicePrincipals/Office 365 Exchange Online/ServicePrincipalNames",
        ],
    },
    Estate {
        name: "MAPI without OAuth",
        spoil: mapi,
        operations: &["add-oauth"],
        changes: &[
            "MapiVirtualDirectory/EX02\\mapi (Default Web Site)/IISAuthenticationMethods",
            "MapiVirtualDirectory/EX02\\mapi (Default Web Site)/InternalAuthenticationMethods",
            "MapiVirtualDirectory/EX02\\mapi (Default Web Site)/ExternalAuthenticationMethods",
        ],
    },
    Estate {
        name: "MAPI whose lists differ",
        spoil: mapi_lists,
        operations: &["add-oauth"],
        changes: &["MapiVirtualDirectory/EX02\\mapi (Default Web Site)/InternalAuthenticationMethods"],
    },
    Estate {
        name: "EWS, OAB and Autodiscover without OAuth",
        spoil: flags,
        operations: &["add-oauth"],
        changes: &[
            "AutodiscoverVirtualDirectory/EX02\\Autodiscover (Default Web Site)/InternalAuthenticationMethods",
            "AutodiscoverVirtualDirectory/EX02\\Autodiscover (Default Web Site)/ExternalAuthenticationMethods",
            "AutodiscoverVirtualDirectory/EX02\\Autodiscover (Default Web Site)/OAuthAuthentication",
            "OabVirtualDirectory/EX02\\OAB (Default Web Site)/OAuthAuthentication",
            "OabVirtualDirectory/EX02\\OAB (Default Web Site)/InternalAuthenticationMethods",
            "OabVirtualDirectory/EX02\\OAB (Default Web Site)/ExternalAuthenticationMethods",
            "WebServicesVirtualDirectory/EX01\\EWS (Default Web Site)/InternalAuthenticationMethods",
            "WebServicesVirtualDirectory/EX01\\EWS (Default Web Site)/ExternalAuthenticationMethods",
            "WebServicesVirtualDirectory/EX01\\EWS (Default Web Site)/OAuthAuthentication",
        ],
    },
    Estate {
        name: "ActiveSync with a list of its own",
        spoil: active_sync,
        operations: &["add-oauth"],
        changes: &[
            "ActiveSyncVirtualDirectory/EX01\\Microsoft-Server-ActiveSync (Default Web Site)/ExternalAuthenticationMethods",
        ],
    },
    Estate {
        name: "http URLs",
        spoil: urls,
        operations: &["use-https"],
        changes: &[
            "ClientAccessService/EX02/AutoDiscoverServiceInternalUri",
            "OabVirtualDirectory/EX02\\OAB (Default Web Site)/InternalUrl",
        ],
    },
    Estate {
        name: "the AuthServer is disabled",
        spoil: disabled_endpoint,
        operations: &["enable-auth-server"],
        changes: &["AuthServer/EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d/Enabled"],
    },
    Estate {
        name: "the AuthServer has no endpoint",
        spoil: metadata,
        operations: &["refresh-auth-metadata"],
        changes: &["AuthServer/EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d/AuthorizationEndpoint"],
    },
    Estate {
        name: "the AuthServer has no domain of its tenant",
        spoil: domain,
        operations: &["set-domain-name"],
        changes: &["AuthServer/EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d/DomainName"],
    },
    Estate {
        name: "the partner application is disabled",
        spoil: partner,
        operations: &["enable-partner-application"],
        changes: &["PartnerApplication/Exchange Online/Enabled"],
    },
    Estate {
        name: "MAPI over HTTP is off",
        spoil: mapi_http,
        operations: &["enable-mapi-http"],
        changes: &["OrganizationConfig/Contoso/MapiHttpEnabled"],
    },
    Estate {
        name: "the default policy blocks modern authentication",
        spoil: policy,
        operations: &["allow-modern-auth"],
        changes: &["AuthenticationPolicy/Block legacy/BlockModernAuthMapi"],
    },
    Estate {
        name: "OWA offers OAuth beside other methods",
        spoil: owa,
        operations: &["owa-reply-urls", "owa-oauth-only"],
        changes: &[],
    },
    Estate {
        name: "modern authentication is off",
        spoil: off,
        operations: &["enable-default-endpoint", "enable-modern-auth"],
        changes: &[
            "AuthServer/EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d/IsDefaultAuthorizationEndpoint",
            "OrganizationConfig/Contoso/OAuth2ClientProfileEnabled",
        ],
    },
    Estate {
        name: "everything",
        spoil: everything,
        operations: &["add-spn", "clear-default-endpoint", "enable-modern-auth"],
        changes: &[],
    },
];
