//! Where names stand in a capture: in hosts, mail addresses, identities, distinguished names, and in properties that hold names. Words of everyday
//! that stand there stay, and a person has to judge them; a domain that is called so is replaced all the same.

use super::key::fold;
use super::scan::{Kind, tokens};
use super::{allowlist, hosts};
use crate::capture::{Capture, Raw, Record};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Properties that hold a name, whatever the object.
const NAMING: &[&str] = &[
    "server",
    "servername",
    "machinename",
    "pscomputername",
    "originatingserver",
    "fqdn",
    "serverfqdn",
    "computername",
    "hostname",
    "samaccountname",
    "alias",
    "userprincipalname",
    "organizationname",
    "site",
    "autodiscoversitescope",
    "tenantdisplayname",
    "linkedaccount",
    "managedby",
    "whoami",
    "serialnumber",
];
/// Properties that hold a host or a domain.
const HOSTS: &[&str] = &[
    "domainname",
    "domainnames",
    "domains",
    "verifieddomains",
    "targetaddressdomains",
    "realm",
    "tenantdomain",
    "initialdomain",
    "externalhostname",
    "internalhostname",
    "targetdeliverydomain",
    "serviceprincipalnames",
];
/// Properties that hold a name where the object is a person, a server or the organisation.
const NAMES: &[&str] = &["name", "displayname", "identity", "firstname", "lastname", "initials", "simpledisplayname"];
/// What tells such an object.
const TELLING: &[&str] = &[
    "primarysmtpaddress",
    "windowsemailaddress",
    "samaccountname",
    "userprincipalname",
    "legacyexchangedn",
    "recipienttypedetails",
    "fqdn",
    "admindisplayversion",
    "oauth2clientprofileenabled",
    "mapihttpenabled",
    "verifieddomains",
];
/// Cmdlets that print such objects.
const TELLING_NOUNS: &[&str] = &[
    "organizationconfig",
    "exchangeserver",
    "mailboxserver",
    "clientaccess",
    "mailbox",
    "recipient",
    "user",
    "contact",
    "organization",
    "domaincontroller",
    "policy",
    "override",
];

static CONTEXTS: LazyLock<Vec<Result<Regex, regex::Error>>> = LazyLock::new(|| {
    [
        // A host of one label in a URL.
        r"://([\p{L}\p{N}_-]+)(?:[:/\s,;}\x22']|$)",
        // The local part of a mail address.
        r"([\p{L}\p{N}._%+'-]+)@[\p{L}\p{N}_-]+\.",
        // SERVER\directory (Site), in JSON with two backslashes.
        r"([\p{L}\p{N}][\p{L}\p{N}_-]*)\\{1,2}[\p{L}\p{N} ._-]+ \(",
        // Distinguished names and Exchange's older ones.
        r"(?i)(?:^|[\s,;{\x22'/>+:=(])(?:CN|OU|O|L|S|ST|STREET|E|UID)=([^,;/<>{}\x22+\r\n]+)",
        // The headers of a transcript.
        r"(?im)^\s*(?:Username|RunAs User|Machine|Computer ?Name)\s*:\s*([^\r\n(]+)",
        r"(?i)\\users\\{1,2}([^\\/\s\x22']+)",
        // Canonical names: corp.contoso.com/Users/Adele Vance.
        r"(?m)(?:^|[\s{,\x22])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/([^\r\n,;{}\x22<>|]+)",
    ]
    .into_iter()
    .map(Regex::new)
    .collect()
});

/// Whether the patterns of this file can be used.
pub(super) fn is_usable() -> bool {
    CONTEXTS.iter().all(Result::is_ok)
}

/// What is learnt about names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Words of everyday that stand where names stand, with the source in which each is first seen.
    pub kept: BTreeMap<String, String>,
    /// Labels of customers' domains that are words of everyday.
    pub domains: BTreeSet<String>,
    /// Numbers that are builds although they could be addresses: they stand in properties that hold builds.
    pub builds: BTreeSet<String>,
}

impl Names {
    /// Takes a name. What is not vocabulary is replaced anyway.
    pub fn add(&mut self, source: &str, name: &str) {
        for token in tokens(name).into_iter().filter(|token| token.kind == Kind::Word) {
            let word = fold(&name[token.start..token.end]);
            if allowlist::is_everyday(&word) && !allowlist::is_mask(&word) {
                self.kept.entry(word).or_insert_with(|| source.to_owned());
            }
        }
    }

    /// Takes the names of a piece of text.
    pub fn read(&mut self, source: &str, text: &str) {
        for found in hosts::find(text) {
            if hosts::is_certain(text, found.start) || hosts::is_of_customer(&fold(&text[found.clone()])) {
                self.add_host(&text[found]);
            }
        }
        for (at, _) in text.match_indices(['=']) {
            if text[..at].get(at.saturating_sub(2)..).is_some_and(|mark| mark.eq_ignore_ascii_case("DC")) {
                let end = at + 1 + text[at + 1..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - at - 1);
                self.add_host(&hosts::around(text, at + 1, end).0);
            }
        }
        for pattern in CONTEXTS.iter().flatten() {
            for name in pattern.captures_iter(text).filter_map(|found| found.get(1)) {
                self.add(source, name.as_str());
            }
        }
    }

    /// Takes the names that the properties of a capture's records hold.
    pub fn read_records(&mut self, source: &str, capture: &Capture<'_>) {
        for record in &capture.records {
            let telling = tells(record, capture);
            for field in &record.fields {
                let name = field.name.to_lowercase();
                let is_build = name.contains("version") || name.contains("build");
                let is_name = NAMING.contains(&name.as_str()) || telling && NAMES.contains(&name.as_str());
                each_text(&field.raw, &mut |text| {
                    if is_build {
                        self.builds.insert(text.trim().to_owned());
                    }
                    if is_name {
                        self.add(source, text);
                    }
                    if is_name || HOSTS.contains(&name.as_str()) {
                        self.add_host(text);
                    }
                });
            }
        }
    }

    /// Takes a host: its own domain may be called like a word that stays.
    fn add_host(&mut self, host: &str) {
        let host = fold(host.trim());
        let is_host = host.contains('.') && host.split('.').all(|label| !label.is_empty() && label.chars().all(is_of_label));
        let Some(label) = hosts::own_label(&host).filter(|_| is_host).map(|at| &host[at]) else { return };
        let stays = |word: &str| !word.is_empty() && allowlist::is_vocabulary(word) && !allowlist::is_mask(word);
        let is_number = label.bytes().all(|byte| byte.is_ascii_digit());
        let is_known = host.rsplit('.').next().is_some_and(hosts::is_top_level);
        if label.split('-').all(stays) && !is_number && is_known {
            self.domains.insert(label.to_owned());
        }
    }
}

fn is_of_label(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_')
}

fn tells(record: &Record<'_>, capture: &Capture<'_>) -> bool {
    let by_field = record.fields.iter().any(|field| TELLING.contains(&field.name.to_lowercase().as_str()));
    let command = record.command.and_then(|index| capture.commands.get(index));
    by_field
        || command.is_some_and(|command| {
            let cmdlet = command.cmdlet.to_lowercase();
            let noun = cmdlet.split_once('-').map_or(cmdlet.as_str(), |(_, noun)| noun);
            TELLING_NOUNS.iter().any(|known| noun.starts_with(known) || noun.ends_with(known))
                && !noun.ends_with("virtualdirectory")
        })
}

fn each_text(raw: &Raw<'_>, take: &mut dyn FnMut(&str)) {
    match raw {
        Raw::Scalar(text) => take(text),
        Raw::List { items, .. } => items.iter().for_each(|item| take(&item.text)),
        // A cut value may end within a word; whole words of it are found elsewhere.
        Raw::Cut(_) | Raw::Blank => {}
    }
}
