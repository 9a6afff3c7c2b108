//! Which words of a capture name somebody or something: parts of hosts, of mail addresses, of identities and distinguished names, and what
//! stands in properties that hold names.

use super::keep;
use super::key::fold;
use super::scan::{Kind, tokens};
use crate::capture::{Capture, Raw, Record};
use regex::Regex;
use std::collections::BTreeSet;
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
];

/// Top-level domains that are taken for such without a scheme or an at sign before the host, file name endings left out.
const TOP_LEVEL: &str = "com net org edu gov mil int info biz eu asia cloud online tech dev app io local lan corp internal intern intra intranet home priv \
    private ad test example invalid localdomain root site ac ae af ag al am ao aq ar at au aw az ba bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca \
    cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gt \
    gu gw gy hk hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk \
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr pt pw py qa re ro ru rw sa sb sc sd se \
    sg si sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

static HOST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+\p{L}(?:[\p{L}\p{N}-]*[\p{L}\p{N}])").ok());
static CONTEXTS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // A host of one label in a URL.
        r"://([\p{L}\p{N}_-]+)(?:[:/\s,;}\x22']|$)",
        // The local part of a mail address.
        r"([\p{L}\p{N}._%+'-]+)@[\p{L}\p{N}_-]+\.",
        // SERVER\directory (Site), in JSON with two backslashes.
        r"([\p{L}\p{N}][\p{L}\p{N}_-]*)\\{1,2}[\p{L}\p{N} ._-]+ \(",
        // Distinguished names and Exchange's older ones.
        r"(?i)(?:^|[\s,;{\x22'/>+:=(])(?:CN|OU|DC|O|L|S|ST|STREET|E|UID)=([^,;/<>{}\x22+\r\n]+)",
        // The headers of a transcript.
        r"(?im)^\s*(?:Username|RunAs User|Machine|Computer ?Name)\s*:\s*([^\r\n(]+)",
        r"(?i)\\users\\{1,2}([^\\/\s\x22']+)",
        // Canonical names: corp.contoso.com/Users/Adele Vance.
        r"(?m)(?:^|[\s{,\x22])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/([^\r\n,;{}\x22<>|]+)",
    ]
    .into_iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// Collects words that name something, folded.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The words.
    pub words: BTreeSet<String>,
    /// Endings of hosts that no list knows (`EX01.contoso.hq`).
    endings: BTreeSet<String>,
}

impl Names {
    /// Takes the words of a name.
    pub fn add(&mut self, name: &str) {
        for token in tokens(name).into_iter().filter(|token| token.kind == Kind::Word) {
            let word = fold(&name[token.start..token.end]);
            if !keep::is_vocabulary(&word) {
                self.words.insert(word);
            }
        }
    }

    /// Learns which endings hosts have here. To be called for every text before [`Names::read`].
    pub fn learn(&mut self, text: &str) {
        for found in hosts(text) {
            let ending = ending(found.as_str());
            if is_certain(text, found.start()) && !is_file_ending(&ending) {
                self.endings.insert(ending);
            }
        }
    }

    /// Takes the names of a piece of text.
    pub fn read(&mut self, text: &str) {
        for found in hosts(text) {
            let ending = ending(found.as_str());
            if is_certain(text, found.start()) || self.endings.contains(&ending) || is_top_level(&ending) {
                self.add(keep::customer_part(&fold(found.as_str())));
            }
        }
        for pattern in CONTEXTS.iter() {
            for found in pattern.captures_iter(text) {
                if let Some(name) = found.get(1)
                    && !is_public(name.as_str())
                {
                    self.add(name.as_str());
                }
            }
        }
    }

    /// Takes the names that the properties of a capture's records hold.
    pub fn read_records(&mut self, capture: &Capture<'_>) {
        for record in &capture.records {
            let telling = tells(record, capture);
            for field in &record.fields {
                let name = field.name.to_lowercase();
                if NAMING.contains(&name.as_str()) || telling && NAMES.contains(&name.as_str()) {
                    each_text(&field.raw, &mut |text| self.add_value(text));
                }
            }
        }
    }

    /// A value that names something: of a host only the customer's part.
    pub fn add_value(&mut self, value: &str) {
        let host = fold(value.trim());
        let is_host = host.contains('.')
            && host.chars().all(|character| character.is_alphanumeric() || matches!(character, '.' | '-' | '_'));
        if is_host {
            let ending = ending(&host);
            if !is_file_ending(&ending) {
                self.endings.insert(ending);
            }
            self.add(keep::customer_part(&host));
        } else if !is_public(value) {
            // Hosts inside of longer values are found as such.
            let rest = HOST.as_ref().map_or_else(|| value.into(), |host| host.replace_all(value, " "));
            self.add(&rest);
        }
    }
}

fn hosts(text: &str) -> impl Iterator<Item = regex::Match<'_>> {
    HOST.as_ref().into_iter().flat_map(move |host| host.find_iter(text))
}

/// Whether what stands before a host says that it is one.
fn is_certain(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches("*.");
    // `@odata.context` is no address.
    let is_address = before.strip_suffix('@').is_some_and(|local| local.ends_with(char::is_alphanumeric));
    is_address || before.ends_with("://") || before.ends_with("smtp:") || before.ends_with("SMTP:")
}

fn ending(host: &str) -> String {
    fold(host.rsplit('.').next().unwrap_or(host))
}

fn is_top_level(ending: &str) -> bool {
    TOP_LEVEL.split_whitespace().any(|known| known == ending)
}

fn is_file_ending(ending: &str) -> bool {
    const FILES: &str =
        "txt xml json csv ps1 psm1 psd1 asmx svc aspx ashx dll exe log html htm xhcw config yml yaml zip cab js css png";
    FILES.split_whitespace().any(|known| known == ending)
}

/// Whether a value is a public host or id as a whole.
fn is_public(value: &str) -> bool {
    let folded = fold(value.trim());
    keep::is_public_guid(&folded) || (folded.contains('.') && keep::customer_part(&folded).is_empty())
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
