//! Objects of another server or name than the one that their command asks for: they were printed by something else, who knows when.

use super::{Capture, Command, Form, Record, Skipped, noun, single};

/// Kinds of objects that `-Identity` names by their name.
const NAMED: &[&str] = &[
    "authserver",
    "partnerapplication",
    "authenticationpolicy",
    "settingoverride",
    "accepteddomain",
    "organizationrelationship",
    "intraorganizationconnector",
];
const SERVERS: &[&str] = &["exchangeserver", "clientaccessserver", "clientaccessservice", "mailboxserver"];

/// Declines the records that cannot be what their command was asked for.
pub(super) fn decline(out: &mut Capture<'_>) {
    let mut declined = Vec::new();
    for record in &out.records {
        let command = record.command.and_then(|at| out.commands.get(at));
        let of_wizard = matches!(record.form, Form::Xhcw | Form::HcwLog);
        let why = command.filter(|_| !of_wizard).and_then(|command| asks_for_another(record, command));
        declined.push(why.map(|why| Skipped { at: record.at, why }));
    }
    if declined.iter().all(Option::is_none) {
        return;
    }
    let mut kept = declined.iter().map(Option::is_none);
    out.records.retain(|_| kept.next().unwrap_or(true));
    out.skipped.extend(declined.into_iter().flatten());
}

fn asks_for_another(record: &Record<'_>, command: &Command<'_>) -> Option<String> {
    let asked = |name: &str| command.parameters.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.as_deref());
    let noun = noun(command);
    let tell = |asked: &str, shown: &str| {
        Some(format!("printed below a command that asks for {}, but it is of {shown}: capture it again", asked.trim()))
    };
    if let (Some(asked), Some(shown)) = (asked("Server").and_then(plain), server(record))
        && !asked.split(',').any(|one| is_same(label(one), label(shown)))
    {
        return tell(asked, shown);
    }
    let identity = asked("Identity")?;
    // What stands behind the server may be a pattern.
    if let Some((asked, _)) = identity.split_once('\\') {
        let (asked, shown) = (plain(asked)?, server(record)?);
        return (!is_same(label(asked), label(shown))).then(|| tell(asked, shown)).flatten();
    }
    let identity = plain(identity)?;
    let names: Vec<&str> = ["Name", "Identity", "DomainName", "Fqdn"].iter().filter_map(|name| single(record, name)).collect();
    let first = names.first().filter(|first| !first.is_empty())?;
    let is_it = if SERVERS.contains(&noun.as_str()) {
        names.iter().any(|name| is_same(label(name), label(identity)))
    } else {
        !NAMED.contains(&noun.as_str()) || names.iter().any(|name| is_same(name, identity))
    };
    if is_it { None } else { tell(identity, first) }
}

/// A value that stands for itself alone: no variable, no pattern, no id that the object need not show, no name of this computer.
fn plain(value: &str) -> Option<&str> {
    let value = value.trim().trim_matches(['"', '\'']);
    let is_id = value.len() == 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_here = ["localhost", "."].iter().any(|here| is_same(here, value)) || value.parse::<std::net::IpAddr>().is_ok();
    let stands = !value.is_empty() && !value.contains(['$', '*', '?', '@', '`', '{', '=', '/']);
    (stands && !is_id && !is_here && !value.starts_with('(')).then_some(value)
}

/// The server that an object names.
fn server<'r>(record: &'r Record<'_>) -> Option<&'r str> {
    let own = ["Server", "ServerName"].iter().find_map(|name| single(record, name));
    let own = own.or_else(|| single(record, "Identity")?.split_once('\\').map(|(server, _)| server));
    own.filter(|own| !own.is_empty() && !own.contains([' ', '/']))
}

/// First label of a full name.
fn label(name: &str) -> &str {
    name.trim().trim_matches(['"', '\'']).split('.').next().unwrap_or("")
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}
