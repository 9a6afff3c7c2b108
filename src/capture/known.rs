//! Names of properties by which the output of a cmdlet is told from prose.
//!
//! Not the cmdlet tables of `estate`: nothing is interpreted here. A name that is missing costs nothing as long as the list is aligned or
//! has a command above it. Names are those that the cmdlets print, and what `fl` prints beside them.

/// How much the name of a property tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No property that we know.
    No,
    /// A property, but also a word that people write before a colon.
    Weak,
    /// Nobody writes this but a cmdlet.
    Strong,
}

/// Looks a name up, letter case ignored.
pub fn known(name: &str) -> Known {
    if name.len() > LONGEST {
        return Known::No;
    }
    let mut lower = [0; LONGEST];
    for (to, from) in lower.iter_mut().zip(name.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    let name = &lower[..name.len()];
    let has = |names: &[&str]| names.binary_search_by(|known| known.as_bytes().cmp(name)).is_ok();
    if has(STRONG) {
        Known::Strong
    } else if has(WEAK) {
        Known::Weak
    } else {
        Known::No
    }
}

/// Whether the property holds a list, so that lines below it without braces are its items.
pub fn is_list(name: &str) -> bool {
    let ends =
        |end: &str| name.len() >= end.len() && name.as_bytes()[name.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes());
    ends("AuthenticationMethods") || LISTS.iter().any(|list| list.eq_ignore_ascii_case(name))
}

const LISTS: &[&str] = &[
    "Addresses",
    "AdfsAudienceUris",
    "AlternativeNames",
    "AutoDiscoverSiteScope",
    "CertificateDomains",
    "CertificateStrings",
    "DomainName",
    "DomainNames",
    "Domains",
    "ExtendedProtectionFlags",
    "ExtendedProtectionSPNList",
    "Features",
    "InternetWebProxyBypassList",
    "ObjectClass",
    "OfflineAddressBooks",
    "Parameters",
    "ReplyUrls",
    "ServicePrincipalNames",
    "TargetAddressDomains",
    "VirtualDirectories",
];

const LONGEST: usize = 64;

#[rustfmt::skip]
const WEAK: &[&str] = &[
    "addresses", "default", "description", "displayname", "domainname", "domains", "edition", "enabled", "features", "fqdn",
    "guid", "id", "identity", "initialdomain", "issuer", "isvalid", "key", "language", "name", "notes", "objectstate", "originatingserver",
    "parameters", "path", "pscomputername", "psshowcomputername", "realm", "reason", "runspaceid", "server", "servername",
    "services", "site", "state", "status", "subject", "tags", "tenantdomain", "tenantid", "type", "url", "usage", "value", "version", "website",
    "whenchanged", "whencreated",
];

#[rustfmt::skip]
const STRONG: &[&str] = &[
    "acceptsecurityidentifierinformation", "accesslevel", "accessrules", "accountenabled", "accounttype", "actaspermissions",
    "activesyncenabled", "activesyncintegrationenabled", "activesyncserver", "addressbookenabled", "addresslists",
    "adfsaudienceuris", "adfsauthentication", "adfsauthenticationconfiguration", "adfsissuer", "admindisplayname",
    "admindisplayversion", "adminenabled", "adminmailrecipients", "allowbasicauthactivesync", "allowbasicauthautodiscover",
    "allowbasicauthimap", "allowbasicauthmapi", "allowbasicauthofflineaddressbook", "allowbasicauthoutlookservice",
    "allowbasicauthpop", "allowbasicauthpowershell", "allowbasicauthreportingwebservices", "allowbasicauthrpc",
    "allowbasicauthsmtp", "allowbasicauthwebservices", "allowofflineon", "alternateserviceaccountconfiguration",
    "alternativenames", "appdisplayname", "appid", "applicationidentifier", "applicationuri", "apponlypermissions",
    "appownerorganizationid", "appownertenantid", "appprincipalid", "approleassignmentrequired", "approles",
    "authenticationpolicy", "authenticationtype", "authmetadataurl", "authorizationendpoint", "autodiscoverserviceclassname",
    "autodiscoverservicecn", "autodiscoverserviceguid", "autodiscoverserviceinternaluri", "autodiscoversitescope",
    "baditemreportingenabled", "basicauthenabled", "basicauthentication", "blocklegacyauthactivesync",
    "blocklegacyauthautodiscover", "blocklegacyauthimap", "blocklegacyauthmapi", "blocklegacyauthofflineaddressbook",
    "blocklegacyauthpop", "blocklegacyauthrpc", "blocklegacyauthwebservices", "blockmodernauthactivesync",
    "blockmodernauthautodiscover", "blockmodernauthimap", "blockmodernauthmapi", "blockmodernauthofflineaddressbook",
    "blockmodernauthpop", "blockmodernauthrpc", "blockmodernauthwebservices", "certificateauthenabled",
    "certificateauthentication", "certificatebytes", "certificatedomains", "certificatestrings", "characteristic",
    "clientaccessservers", "clientauthcleanuplevel", "clientcertauth", "componentname", "compressionenabled",
    "crosssiteredirecttype", "currentcertificatethumbprint", "defaultaccesslevel", "defaultauthenticationpolicy",
    "defaultdomain", "defaulttheme", "deleteddatetime", "deletiontimestamp", "deploymentiscompleteiocready",
    "digestauthentication", "discoveryendpoint", "distinguishedname", "domainnames", "domaintype", "ecpenabled",
    "edgetransportservers", "enableauthadminreadsession", "enabledownloaddomains", "ewsenabled", "ewsversion",
    "exchange2003url", "exchangeobjectid", "exchangeversion", "extendedprotectionflags", "extendedprotectionspnlist",
    "extendedprotectiontokenchecking", "externalauthenticationmethods", "externalclientauthenticationmethod",
    "externalclientsrequiressl", "externaldownloadhostname", "externalhostname", "externalipaddresses",
    "externalspmysitehosturl", "externalurl", "failbackurl", "filterwebbeaconsandhtmlforms", "fixversion",
    "formsauthentication", "freebusyaccessenabled", "freebusyaccesslevel", "generatingmailbox", "givenname", "graphbaseurl",
    "gziplevel", "hasprivatekey", "homepage", "iisauthenticationmethods", "imapenabled", "installisapifilter",
    "internalauthenticationmethods", "internalclientauthenticationmethod", "internalclientsrequiressl",
    "internaldownloadhostname", "internalhostname", "internalnlbbypassurl", "internalspmysitehosturl", "internalurl",
    "internetwebproxy", "internetwebproxybypasslist", "irmlogenabled", "isclientaccessserver", "isdefaultauthorizationendpoint",
    "ise14orlater", "ise15orlater", "isedgeserver", "ismailboxserver", "ispublic", "isselfsigned", "issueridentifier",
    "keycredentials", "linkedaccount", "liveidauthentication", "liveidbasicauthentication", "liveidnegotiateauthentication",
    "liveidspnegoauthentication", "loginurl", "logonformat", "logouturl", "mapihttpenabled", "maxversion", "metabasepath",
    "minversion", "mobileclientcertificateauthorityurl", "mobileclientcertificateprovisioningenabled",
    "mobileclientcerttemplatename", "modifiedby", "mrsproxyenabled", "mrsproxymaxconnections", "nextcertificateeffectivedate",
    "nextcertificatethumbprint", "notafter", "notbefore", "oauth2clientprofileenabled", "oauth2permissions",
    "oauth2permissionscopes", "oauthauthentication", "objectcategory", "objectclass", "objectid", "objecttype",
    "offlineaddressbook", "offlineaddressbooks", "onlinediscoveryendpoint", "onlinetargetaddress", "onpremisediscoveryendpoint",
    "onpremiseidentity", "onpremisessmarthost", "onpremisewebserviceendpoint", "organizationalunitroot", "organizationcontact",
    "organizationid", "orgcertificate", "otanotificationmailinsert", "outlookanywhereenabled", "owaenabled",
    "owafordevicesenabled", "owaoptionsenabled", "owaversion", "passwordcredentials", "pollinterval", "popenabled",
    "preferredtokensigningkeythumbprint", "previouscertificatethumbprint", "primarysmtpaddress",
    "principalsallowedtoretrievemanagedpassword", "productversion", "publickeysize", "publishername", "querystring",
    "receivingtransportservers", "redirecttooptimalowaserver", "remotedocumentsactionforunknownservers",
    "remotedocumentsallowedservers", "remotedocumentsblockedservers", "remotedocumentsinternaldomainsuffixlist", "remoteserver",
    "replyurls", "requiressl", "requiresslforpowershell", "rootcatype", "rsakeymodulusexponents", "samaccountname",
    "sectionname", "sendingtransportservers", "sendwatsonreport", "serialnumber", "serverrole", "servicebindinginformation", "serviceinstance",
    "servicename", "serviceprincipalnames", "serviceprincipaltype", "setphotourl", "sid", "signinaudience", "ssloffloading",
    "surname", "targetaddressdomains", "targetapplicationuri", "targetautodiscoverepr", "targetowaurl", "targetsharingepr",
    "thumbprint", "timesofunmatchpartner", "tlscertificatename", "tokenissuerepr", "tokenissuertype", "tokenissueruri",
    "tokenissuingendpoint", "trustedfordelegation", "useauthserver", "usermailinsert", "userprincipalname",
    "virtualdirectories", "virtualdirectoryname", "virtualdirectorytype", "webrequestorredirectepr", "websitename",
    "websitesslenabled", "whenchangedutc", "whencreatedutc", "windowsauthenabled", "windowsauthentication",
    "wssecurityauthentication", "xropurl",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_in_lower_case() {
        for table in [WEAK, STRONG] {
            assert!(table.is_sorted());
            assert!(table.iter().all(|name| name.len() <= LONGEST && !name.bytes().any(|byte| byte.is_ascii_uppercase())));
        }
        assert_eq!(known("AUTHMETADATAURL"), Known::Strong);
        assert_eq!(known("server"), Known::Weak);
        assert_eq!(known("Thanks"), Known::No);
        assert!(is_list("iisauthenticationmethods") && !is_list("Methods"));
    }
}
