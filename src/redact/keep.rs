//! What everybody knows and nobody needs to hide: Microsoft's hosts and ids, the words that captures are written in.

use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Domains of Microsoft's services; a host below one of them names no customer.
const PUBLIC_DOMAINS: &[&str] = &[
    "microsoft.com",
    "microsoftonline.com",
    "microsoftonline-p.com",
    "microsoftonline.us",
    "microsoftonline.de",
    "partner.microsoftonline.cn",
    "windows.net",
    "windows.com",
    "windowsazure.com",
    "azure.com",
    "azure.us",
    "azure.net",
    "office.com",
    "office.net",
    "office365.com",
    "office365.us",
    "outlook.com",
    "outlook.us",
    "outlook.cn",
    "outlook.de",
    "live.com",
    "live.net",
    "hotmail.com",
    "msn.com",
    "msauth.net",
    "msftauth.net",
    "chinacloudapi.cn",
    "aka.ms",
    "w3.org",
    "xmlsoap.org",
    "oasis-open.org",
    "schemas.microsoft.com",
    "github.com",
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmicrosoft.de",
    "onmicrosoft.cn",
    "sharepoint.com",
    "sharepoint.us",
    "sharepoint.cn",
    "msappproxy.net",
    "dps.mil",
    "apps.mil",
    "lync.com",
    "skype.com",
    "apple.com",
    "android.com",
    "google.com",
];

/// Domains of Microsoft's below which the first label is a customer's.
const CUSTOMER_DOMAINS: &[&str] = &[
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmicrosoft.de",
    "onmicrosoft.cn",
    "sharepoint.com",
    "sharepoint.us",
    "sharepoint.cn",
    "mail.protection.outlook.com",
    "mail.protection.office365.us",
    "mail.protection.partner.outlook.cn",
    "msappproxy.net",
];

/// Ids that are the same in every tenant and organisation.
const PUBLIC_GUIDS: &[&str] = &[
    "d3590ed6-52b3-4102-aeff-aad2292ab01c",
    "27922004-5251-4030-b22d-91ecd9a37ea4",
    "f8d98a96-0999-43f5-8af3-69971c7bb423",
    "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
];

/// The part of a host that names a customer: all labels but the public ending, or the first label of a customer's domain at Microsoft's.
/// Empty for hosts of public services.
#[must_use]
pub fn customer_part(host: &str) -> &str {
    let below = |domains: &[&str]| {
        domains
            .iter()
            .filter_map(|domain| host.strip_suffix(domain))
            .filter(|rest| rest.is_empty() || rest.ends_with('.'))
            .map(str::len)
            .min()
    };
    if let Some(length) = below(CUSTOMER_DOMAINS) {
        return host[..length].trim_end_matches('.').split('.').next().unwrap_or("");
    }
    if below(PUBLIC_DOMAINS).is_some() {
        return "";
    }
    let Some((rest, last)) = host.rsplit_once('.') else { return host };
    match rest.rsplit_once('.') {
        Some((rest, "co" | "com" | "ac" | "gov" | "gob" | "org" | "net" | "edu" | "or" | "ne")) if last.len() == 2 => rest,
        _ => rest,
    }
}

/// Whether a GUID is the same everywhere: Microsoft's applications (`00000002-0000-0ff1-ce00-000000000000` and its like), documented ids.
#[must_use]
pub fn is_public_guid(folded: &str) -> bool {
    folded.starts_with("0000000") && folded[8..].starts_with("-0000-")
        || folded.contains("-0000-0ff1-ce00-")
        || PUBLIC_GUIDS.contains(&folded)
}

/// Whether an address is the same everywhere: loopback, none, masks.
#[must_use]
pub fn is_public_address(address: &str) -> bool {
    address.starts_with("127.") || address.starts_with("0.") || address.starts_with("255.") || address.starts_with("ff0")
}

/// Whether a word (folded) is one that captures are written in. Such a word stays even where it names something: a server called
/// `mail` hides nobody, and replacing the word would change what cmdlets say. So do one or two characters, and digits alone.
#[must_use]
pub fn is_vocabulary(folded: &str) -> bool {
    folded.chars().nth(2).is_none() || folded.bytes().all(|byte| byte.is_ascii_digit()) || vocabulary().contains(folded)
}

fn vocabulary() -> &'static BTreeSet<String> {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: BTreeSet<String> = include_str!("vocabulary.txt").split_whitespace().map(str::to_owned).collect();
        for cmdlet in crate::estate::cmdlets::ALL {
            let names = cmdlet.aliases.iter().chain(cmdlet.types).chain([&cmdlet.name, &cmdlet.noun]);
            let properties = cmdlet.properties.iter().flat_map(|property| property.aliases.iter().chain([&property.name]));
            for name in names.chain(properties) {
                words.extend(name.split(|character: char| !character.is_alphanumeric()).map(super::key::fold));
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_customers_part_of_a_host() {
        for (host, part) in [
            ("mail.contoso.com", "mail.contoso"),
            ("ex01.corp.contoso.local", "ex01.corp.contoso"),
            ("mail.contoso.co.uk", "mail.contoso"),
            ("contoso.onmicrosoft.com", "contoso"),
            ("contoso.mail.onmicrosoft.com", "contoso"),
            ("contoso-com.mail.protection.outlook.com", "contoso-com"),
            ("outlook.office365.com", ""),
            ("login.windows.net", ""),
            ("autodiscover-s.outlook.com", ""),
            ("notoutlook.com", "notoutlook"),
        ] {
            assert_eq!(customer_part(host), part, "{host}");
        }
    }

    #[test]
    fn ids_of_microsoft_are_public() {
        assert!(is_public_guid("00000002-0000-0ff1-ce00-000000000000"));
        assert!(is_public_guid("00000001-0000-0000-c000-000000000000"));
        assert!(!is_public_guid("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"));
    }
}
