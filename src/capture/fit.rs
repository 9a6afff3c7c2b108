//! Whether an object can be what the command above it printed, and which of several commands it belongs to.
//!
//! People paste the commands first and the outputs below them. An object belongs to the command right above only where nothing contradicts that: its name,
//! the path of its URLs, properties that other cmdlets print.

use super::{Capture, Command, Form, Outcome, Raw, Record, Skipped, command, known};
use crate::catalog;
use std::collections::BTreeSet;
use std::ops::Range;

mod elsewhere;

const PRINCIPALS: &[&str] =
    &["mgserviceprincipal", "msolserviceprincipal", "azureadserviceprincipal", "azadserviceprincipal", "entraserviceprincipal"];

/// Properties and the only nouns that print them.
const MARKS: &[(&[&str], &[&str])] = &[
    (&["IsDefaultAuthorizationEndpoint", "TokenIssuingEndpoint", "AuthorizationEndpoint", "GraphBaseUrl"], &["authserver"]),
    (&["AuthMetadataUrl"], &["authserver", "partnerapplication"]),
    (&["UseAuthServer", "LinkedAccount"], &["partnerapplication"]),
    (&["CurrentCertificateThumbprint"], &["authconfig"]),
    (&["OAuth2ClientProfileEnabled", "EnableDownloadDomains"], &["organizationconfig"]),
    (&["MapiHttpEnabled"], &["organizationconfig", "casmailbox", "casmailboxplan"]),
    (&["IISAuthenticationMethods"], &["mapivirtualdirectory", "outlookanywhere"]),
    (
        &["OAuthAuthentication"],
        &[
            "webservicesvirtualdirectory",
            "oabvirtualdirectory",
            "autodiscovervirtualdirectory",
            "owavirtualdirectory",
            "ecpvirtualdirectory",
            "powershellvirtualdirectory",
        ],
    ),
    (&["BasicAuthEnabled", "WebSiteSSLEnabled", "MobileClientCertificateAuthorityURL"], &["activesyncvirtualdirectory"]),
    (&["InternalNLBBypassUrl", "MRSProxyEnabled"], &["webservicesvirtualdirectory"]),
    (&["PollInterval", "OfflineAddressBooks"], &["oabvirtualdirectory"]),
    (
        &["InternalUrl", "ExternalUrl"],
        &[
            "mapivirtualdirectory",
            "webservicesvirtualdirectory",
            "oabvirtualdirectory",
            "autodiscovervirtualdirectory",
            "activesyncvirtualdirectory",
            "owavirtualdirectory",
            "ecpvirtualdirectory",
            "powershellvirtualdirectory",
        ],
    ),
    (&["SSLOffloading", "ExternalHostname", "InternalHostname"], &["outlookanywhere"]),
    (&["AutoDiscoverServiceInternalUri", "AutoDiscoverSiteScope"], &["clientaccessservice", "clientaccessserver"]),
    (&["ServerRole", "IsClientAccessServer"], &["exchangeserver", "mailboxserver"]),
    (&["ServicePrincipalNames", "ReplyUrls"], PRINCIPALS),
    (&["SectionName", "ComponentName"], &["settingoverride"]),
    (&["DomainType"], &["accepteddomain"]),
    (&["TargetAutodiscoverEpr"], &["organizationrelationship"]),
    (&["DiscoveryEndpoint"], &["intraorganizationconnector"]),
    (&["OnPremiseDiscoveryEndpoint", "OnlineDiscoveryEndpoint"], &["intraorganizationconfiguration"]),
    (&["OnPremisesSmartHost", "TlsCertificateName"], &["hybridconfiguration"]),
];

/// Commands that stand above records without any output between them.
#[derive(Debug)]
pub struct Stack {
    /// The records.
    pub records: Range<usize>,
    /// The commands, in order.
    pub commands: Vec<usize>,
    /// A prompt stands before the last one, so that its output is known to stand right below it.
    pub prompted: bool,
}

/// How well a record goes with a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Its own name or URL names the kind that the command prints.
    Proved,
    /// Nothing speaks against it.
    Possible,
    /// It is something else.
    Not,
}

/// Takes records away from commands that cannot have printed them, and gives those below several commands to the one that did.
pub fn settle(stacks: &[Stack], out: &mut Capture<'_>) {
    settle_all(stacks, out);
    elsewhere::decline(out);
}

fn settle_all(stacks: &[Stack], out: &mut Capture<'_>) {
    for stack in stacks {
        settle_stack(stack, out);
    }
    let settled: BTreeSet<usize> = stacks.iter().flat_map(|stack| stack.records.clone()).collect();
    let mut taken = BTreeSet::new();
    for index in 0..out.records.len() {
        let record = &out.records[index];
        if settled.contains(&index) || matches!(record.form, Form::Xhcw | Form::HcwLog | Form::Clixml) {
            continue;
        }
        let Some(command) = record.command.and_then(|at| out.commands.get(at)) else { continue };
        if fit(record, command) == Fit::Not {
            taken.extend(record.command);
            let why = format!("printed below {}, but it is something else, by its name, URLs or properties", command.cmdlet);
            out.skipped.push(Skipped { at: record.at, why });
            out.records[index].command = None;
        }
    }
    let touched: BTreeSet<usize> = stacks.iter().flat_map(|stack| stack.commands.iter().copied()).chain(taken).collect();
    if touched.is_empty() {
        return;
    }
    let printing: BTreeSet<usize> = out.records.iter().filter_map(|record| record.command).collect();
    for at in touched {
        let command = &mut out.commands[at];
        if printing.contains(&at) {
            command.outcome = Outcome::Records;
        } else if command.outcome == Outcome::Records {
            command.outcome = Outcome::Unknown;
        }
    }
}

fn settle_stack(stack: &Stack, out: &mut Capture<'_>) {
    let Some(&last) = stack.commands.last() else { return };
    let nouns: BTreeSet<String> = stack.commands.iter().filter_map(|&at| Some(noun(out.commands.get(at)?))).collect();
    let records = &out.records[stack.records.clone()];
    let fits: Vec<Vec<usize>> = records.iter().map(|record| candidates(record, &stack.commands, &out.commands)).collect();
    let in_order = in_order(records, &fits, &stack.commands);
    let agrees = fits.iter().all(|fits| fits.contains(&last));
    let others_may_be_silent = stack
        .commands
        .iter()
        .all(|&at| at == last || may_be_silent(&out.commands[at]) || noun(&out.commands[at]) == noun(&out.commands[last]));
    let mut given: Vec<Option<usize>> = Vec::with_capacity(fits.len());
    for (index, fits) in fits.iter().enumerate() {
        let alike: BTreeSet<String> = fits.iter().map(|&at| noun(&out.commands[at])).collect();
        given.push(match fits.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ if nouns.len() == 1 || alike.len() == 1 => Some(same_kind(&records[index], fits, &out.commands)),
            _ if in_order.is_some() => in_order.as_ref().and_then(|order| order.get(index).copied()),
            _ if stack.prompted && agrees && others_may_be_silent => Some(last),
            _ => None,
        });
    }
    for (offset, (given, fits)) in given.iter().zip(&fits).enumerate() {
        let record = &mut out.records[stack.records.start + offset];
        record.command = *given;
        if given.is_none() && record.form != Form::Values {
            let names: BTreeSet<&str> = fits.iter().map(|&at| &*out.commands[at].cmdlet).collect();
            let names: Vec<&str> = names.into_iter().collect();
            let why = if names.is_empty() {
                "none of the commands above it prints such an object".to_owned()
            } else {
                format!(
                    "several commands stand above it, and {} may have printed it: capture each with its output right below",
                    names.join(" or ")
                )
            };
            out.skipped.push(Skipped { at: record.at, why });
        }
    }
    // Where the order is not that of a console, an answer that is not there proves nothing.
    let out_of_order = given.iter().any(|given| *given != Some(last));
    for &at in &stack.commands {
        let command = &mut out.commands[at];
        if out_of_order && command.outcome == Outcome::Nothing {
            command.outcome = Outcome::Unknown;
        }
    }
}

/// The commands that may have printed a record: those that its name or URL proves, else those that name just its properties, else all that nothing speaks against.
fn candidates(record: &Record<'_>, stack: &[usize], commands: &[Command<'_>]) -> Vec<usize> {
    let with = |wanted: Fit| -> Vec<usize> {
        stack.iter().copied().filter(|&at| commands.get(at).is_some_and(|command| fit(record, command) == wanted)).collect()
    };
    let proved = with(Fit::Proved);
    let possible = if proved.is_empty() { with(Fit::Possible) } else { proved };
    let shaped: Vec<(usize, Option<bool>)> =
        possible.iter().map(|&at| (at, names_its_properties(record, &commands[at]))).collect();
    for wanted in [Some(true), None] {
        let found: Vec<usize> = shaped.iter().filter(|(_, shape)| *shape == wanted).map(|(at, _)| *at).collect();
        if !found.is_empty() {
            return found;
        }
    }
    possible
}

/// As many groups of records as commands, each of which may be what the command in its place printed.
fn in_order(records: &[Record<'_>], fits: &[Vec<usize>], stack: &[usize]) -> Option<Vec<usize>> {
    let mut given = Vec::with_capacity(records.len());
    let mut group = 0;
    for (index, record) in records.iter().enumerate() {
        if index > 0 && !same_shape(&records[index - 1], record) {
            group += 1;
        }
        let command = *stack.get(group)?;
        if !fits[index].contains(&command) {
            return None;
        }
        given.push(command);
    }
    (group + 1 == stack.len()).then_some(given)
}

fn same_shape(one: &Record<'_>, other: &Record<'_>) -> bool {
    one.form == other.form
        && one.fields.len() == other.fields.len()
        && one.fields.iter().zip(&other.fields).all(|(one, other)| one.name.eq_ignore_ascii_case(&other.name))
}

/// Of several commands of one kind, the one that asked the server of the record; else one that gets only a part, so that nothing is claimed to be whole.
fn same_kind(record: &Record<'_>, fits: &[usize], commands: &[Command<'_>]) -> usize {
    let server = ["Server", "ServerName", "Identity"].iter().find_map(|name| single(record, name)).unwrap_or("");
    let server = server.split('\\').next().unwrap_or("");
    let asks = |at: &&usize| {
        commands[**at].parameters.iter().any(|(name, value)| {
            name == "Server" && value.as_deref().is_some_and(|value| !server.is_empty() && value.eq_ignore_ascii_case(server))
        })
    };
    let part = |at: &&usize| commands[**at].partial;
    let found = fits.iter().find(asks).or_else(|| fits.iter().find(part)).or(fits.last());
    found.copied().unwrap_or_default()
}

/// Whether a cmdlet often has nothing to print. Virtual directories, servers and organisations are there.
fn may_be_silent(command: &Command<'_>) -> bool {
    let noun = noun(command);
    !(noun.ends_with("virtualdirectory")
        || matches!(
            noun.as_str(),
            "clientaccessservice"
                | "clientaccessserver"
                | "exchangeserver"
                | "organizationconfig"
                | "authconfig"
                | "outlookanywhere"
        ))
}

fn noun(command: &Command<'_>) -> String {
    noun_of(&command.cmdlet)
}

fn noun_of(cmdlet: &str) -> String {
    cmdlet.split_once('-').map_or(cmdlet, |(_, noun)| noun).to_ascii_lowercase()
}

/// Noun of the cmdlet that prints virtual directories of this name, with which the paths of their URLs begin, too.
fn directory(name: &str) -> Option<String> {
    let (cmdlet, _) = catalog::directories().find(|(_, kind)| kind.name.eq_ignore_ascii_case(name))?;
    Some(noun_of(cmdlet.name))
}

fn is_known(noun: &str) -> bool {
    MARKS.iter().any(|(_, nouns)| nouns.contains(&noun))
}

fn fit(record: &Record<'_>, command: &Command<'_>) -> Fit {
    let noun = noun(command);
    if let Some(own) = by_name(record) {
        return if own == noun {
            Fit::Proved
        } else if is_known(&noun) {
            // The estate believes the name of an object before its command; nothing is lost by leaving it there.
            Fit::Not
        } else {
            Fit::Possible
        };
    }
    if !is_known(&noun) {
        return Fit::Possible;
    }
    if let Some(kinds) = by_urls(record) {
        if kinds.iter().all(|kind| *kind == noun) {
            return Fit::Proved;
        }
        if kinds.iter().all(|kind| *kind != noun) {
            return Fit::Not;
        }
    }
    // A property that the pipeline makes up may have any name.
    if command.text.contains("@{") || record.form == Form::Values {
        return Fit::Possible;
    }
    let speaks_against = |name: &str| MARKS.iter().any(|(names, nouns)| has(names, name) && !nouns.contains(&noun.as_str()));
    if record.fields.iter().any(|field| known::known(&field.name) != known::Known::No && speaks_against(&field.name)) {
        return Fit::Not;
    }
    Fit::Possible
}

fn has(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn single<'r>(record: &'r Record<'_>, name: &str) -> Option<&'r str> {
    match &record.field(name)?.raw {
        Raw::Scalar(text) => Some(text.trim()),
        _ => None,
    }
}

/// The kind that `EX01\mapi (Default Web Site)` names.
fn by_name(record: &Record<'_>) -> Option<String> {
    ["Identity", "Name", "Id"].iter().find_map(|property| {
        let text = single(record, property)?;
        let name = text.rsplit('\\').next()?.strip_suffix(')')?;
        let base = name.split_once('(')?.0.trim();
        directory(base)
    })
}

/// The kinds that the URLs of a virtual directory name; `None` if they name none.
fn by_urls(record: &Record<'_>) -> Option<Vec<String>> {
    let kinds: Vec<String> = ["InternalUrl", "ExternalUrl"]
        .iter()
        .filter_map(|property| {
            let (_, rest) = single(record, property)?.split_once("://")?;
            let path = rest.split_once('/')?.1.split(['/', '?']).next()?;
            directory(path)
        })
        .collect();
    (!kinds.is_empty()).then_some(kinds)
}

/// Whether the properties are those that the command names for printing; `None` if it names none.
fn names_its_properties(record: &Record<'_>, command: &Command<'_>) -> Option<bool> {
    let shown = command::shown(&command.text)?;
    if shown.is_empty() || shown == ["*"] {
        // All properties are many.
        return (record.form == Form::List && record.fields.len() < 5).then_some(false);
    }
    let noun = noun(command);
    let has_all_of = |pattern: &str| {
        let of_noun = MARKS.iter().filter(|(_, nouns)| nouns.contains(&noun.as_str())).flat_map(|(names, _)| names.iter());
        let mut named = of_noun.filter(|name| matches(pattern.as_bytes(), name.to_ascii_lowercase().as_bytes()));
        named.all(|name| record.field(name).is_some())
    };
    let printed =
        |pattern: &String| if pattern.contains(['*', '?', '[']) { has_all_of(pattern) } else { record.field(pattern).is_some() };
    let asked = |name: &str| shown.iter().any(|pattern| matches(pattern.as_bytes(), name.to_ascii_lowercase().as_bytes()));
    Some(shown.iter().all(printed) && record.fields.iter().all(|field| asked(&field.name)))
}

/// Whether a name is one of a pattern with stars.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut from, mut star) = (0, 0, None);
    while from < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(byte) if *byte == name[from] || *byte == b'?' => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((back, begun)) = star else { return false };
                star = Some((back, begun + 1));
                at = back + 1;
                from = begun + 1;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}
