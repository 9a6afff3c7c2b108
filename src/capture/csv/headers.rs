//! Telling the export of a cmdlet from a report that somebody made.

use crate::capture::known::{self, Known};

/// Properties that only an export of one of the audited cmdlets has as a column of exactly this name.
const TELLING: &[&str] = &[
    "InternalUrl",
    "ExternalUrl",
    "OAuthAuthentication",
    "InternalAuthenticationMethods",
    "ExternalAuthenticationMethods",
    "IISAuthenticationMethods",
    "MetabasePath",
    "AuthMetadataUrl",
    "IsDefaultAuthorizationEndpoint",
    "TokenIssuingEndpoint",
    "IssuerIdentifier",
    "OAuth2ClientProfileEnabled",
    "AutoDiscoverServiceInternalUri",
    "AutoDiscoverSiteScope",
    "ServicePrincipalNames",
    "MethodsRegistered",
    "AppPrincipalId",
    "AppId",
    "ReplyUrls",
    "Thumbprint",
    "NotAfter",
    "AdminDisplayVersion",
    "InternetWebProxy",
    "MapiHttpEnabled",
    "DomainType",
    "SectionName",
    "ComponentName",
    "CurrentCertificateThumbprint",
    "LinkedAccount",
    "UseAuthServer",
    "DiscoveryEndpoint",
    "TargetAddressDomains",
    "TargetSharingEpr",
    "TargetAutodiscoverEpr",
    "DefaultAccessLevel",
    "BlockModernAuthWebServices",
    "BlockLegacyAuthActiveSync",
    "AllowBasicAuthActiveSync",
    "SSLOffloading",
    "InternalHostname",
    "ExternalHostname",
    "DefaultAuthenticationPolicy",
    "TlsCertificateName",
    "ServiceBindingInformation",
];

/// Columns that name an object of Exchange for certain: with one property of a cmdlet beside them, a table made by hand can be read.
const NAMES: &[&str] = &["Identity", "VirtualDirectory", "DistinguishedName"];

/// Real properties whose names end like those of a report's columns.
const REAL: &[&str] = &[
    "internalurl",
    "externalurl",
    "internalhostname",
    "externalhostname",
    "internaldownloadhostname",
    "externaldownloadhostname",
    "oauthauthentication",
    "autodiscoverserviceinternaluri",
];

/// Why a table with these headers is declined; `None` if it is an export of one cmdlet.
pub(super) fn refusal<'h>(
    headers: impl Iterator<Item = &'h str> + Clone,
    type_name: Option<&str>,
    below_command: bool,
) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    let blended = headers.clone().find(|header| is_blend(header));
    if let Some(header) = blended {
        let header = crate::text::visible_line(header).into_owned();
        return Some(format!(
            "a report with several objects in a row (column `{header}`), which can't be read with certainty; export each cmdlet on its own, best with Export-Clixml"
        ));
    }
    if let Some(header) =
        headers.clone().find(|header| !header.trim().is_empty() && !seen.insert(header.trim().to_ascii_lowercase()))
    {
        let header = crate::text::visible_line(header).into_owned();
        return Some(format!("two columns are called `{header}`; export each cmdlet on its own, best with Export-Clixml"));
    }
    let is_typed = type_name.is_some_and(|name| {
        name.contains("Microsoft.Exchange.") || name.contains("Microsoft.Graph") || name.contains("Online.Administration")
    });
    let is_known = headers.clone().any(|header| TELLING.iter().any(|telling| telling.eq_ignore_ascii_case(header.trim())));
    let is_identified = headers.clone().any(|header| NAMES.iter().any(|name| name.eq_ignore_ascii_case(header.trim())))
        && headers.clone().any(|header| known::known(header.trim()) == Known::Strong);
    let is_known = is_known || is_identified;
    if is_typed || is_known || below_command {
        return None;
    }
    Some(
        "a table whose columns are not those of an audited cmdlet; export the cmdlet's own objects, best with Export-Clixml"
            .to_owned(),
    )
}

/// `EWS InternalUrl`, `OWAExternalURL`, `MapiInternalUrl`: a property with a service's name glued to it.
fn is_blend(header: &str) -> bool {
    let plain: String = header.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    !REAL.contains(&plain.as_str())
        && [
            "internalurl",
            "externalurl",
            "intenralurl",
            "internaluri",
            "externaluri",
            "oauthauthentication",
            "authenticationmethods",
            "internalhostname",
        ]
        .iter()
        .any(|end| plain.ends_with(end))
        && !matches!(
            plain.as_str(),
            "internalauthenticationmethods" | "externalauthenticationmethods" | "iisauthenticationmethods"
        )
        && !plain.starts_with("autodiscoverservice")
        || ["owaurl", "ecpurl", "ewsurl", "mapiurl", "oaburl", "easurl", "activesyncurl"].contains(&plain.as_str())
}
