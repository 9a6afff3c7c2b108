//! What the shells of a generated estate answer to the commands that a report asks for.

use crate::laws::generator::{IDS, Noun, Plan, Shown, TENANTS, format_list, graph};
use hmaudit::catalog;
use hmaudit::catalog::schema::Place;
use hmaudit::report::Block;

/// Properties that exist in every shell, but that the captures of the generator do not print.
const UNPRINTED: &[(&str, &str)] = &[
    ("ExtendedProtectionTokenChecking", "None"),
    ("ExtendedProtectionFlags", "{}"),
    ("ExtendedProtectionSPNList", "{}"),
    ("RequireSSL", "True"),
    ("AllowBasicAuthPop", "True"),
];

/// What people give after a report: the output of all commands of its blocks. Where AuthServers are captured anew, they may name tenants
/// that no capture showed; of those everything is captured.
pub fn answers(plan: &Plan, blocks: &[Block], known: &[String]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = blocks.iter().flat_map(|block| answer(plan, block)).collect();
    if blocks.iter().any(|block| block.cmdlets.iter().any(|cmdlet| cmdlet == "Get-AuthServer")) {
        let known: Vec<usize> = known.iter().map(|name| number(name)).collect();
        for (_, tenant) in TENANTS.iter().enumerate().take(plan.tenants).filter(|(index, _)| !known.contains(index)) {
            let of_core = catalog::ALL.iter().filter(|cmdlet| cmdlet.pack.is_none());
            let commands = of_core.filter_map(|cmdlet| match cmdlet.place(true) {
                Some(Place::Entra | Place::Online) => Some(cmdlet.command(true)),
                _ => None,
            });
            let text = commands.map(|command| of_tenant(plan, tenant, command)).collect();
            files.push((format!("tenants/{tenant}/collected.txt"), text));
        }
    }
    files
}

/// Which tenant a report means: by its name, its domain or its id.
fn number(name: &str) -> usize {
    let is_it = |(tenant, id): (&&str, &&str)| name.starts_with(*tenant) || name == *id;
    // With one tenant and nothing that names it, reports call it `tenant`.
    TENANTS.iter().zip(&IDS).position(is_it).unwrap_or(0)
}

/// The output of all commands of a block, a file for each tenant (one for the organisation on premises).
fn answer(plan: &Plan, block: &Block) -> Vec<(String, String)> {
    if block.shell == Place::Exchange {
        let texts = block.commands.iter().map(|command| on_premises(plan, command));
        return vec![("onprem/answer-exchange.txt".to_owned(), texts.collect())];
    }
    let folder = |tenant: &String| format!("tenants/{tenant}/answer-{}.txt", block.shell.word());
    let text = |tenant: &String| block.commands.iter().map(|command| of_tenant(plan, tenant, command)).collect();
    block.tenants.iter().map(|tenant| (folder(tenant), text(tenant))).collect()
}

fn on_premises(plan: &Plan, command: &str) -> String {
    let prompt = "[PS] C:\\Windows\\system32>";
    format!("{prompt}{command}\n\n\n{}{prompt}\n", format_list(&selected(command, &printed(plan, command))))
}

/// The objects that a cmdlet of the Exchange Management Shell returns.
fn printed(plan: &Plan, command: &str) -> Vec<Shown> {
    let object = |values: &[(&str, &str)]| values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if command.contains("ExSetup.exe") {
        return builds(plan);
    }
    if command.contains("Get-ExchangeCertificate") {
        return certificates(plan);
    }
    if command.contains("web.config") {
        return plan
            .nouns()
            .into_iter()
            .find(|noun| noun.command.contains("web.config"))
            .map(|noun| noun.objects)
            .unwrap_or_default();
    }
    if command.contains("Get-TransportConfig") {
        let size = "35 MB (36,700,160 bytes)";
        return vec![object(&[("MaxSendSize", size), ("MaxReceiveSize", size)])];
    }
    if command.contains("Get-User ") {
        return vec![object(&[("Identity", "contoso.com/Users/Adele Vance"), ("AuthenticationPolicy", "")])];
    }
    let asked = command.rsplit("; ").next().unwrap_or(command);
    let (asked, _) = asked.split_once(" | ").unwrap_or((asked, ""));
    let asked = asked.trim_end_matches(" -ResultSize Unlimited");
    let of_command = |noun: &&Noun| {
        let own = noun.command.split(" | ").next().unwrap_or_default().trim_end_matches(" -ResultSize Unlimited");
        own == asked && !noun.command.contains("ForEach-Object")
    };
    plan.nouns().iter().find(of_command).map(|noun| noun.objects.clone()).unwrap_or_default()
}

fn value<'o>(object: &'o Shown, name: &str) -> &'o str {
    object.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str())
}

/// `Version 15.2 (Build 2562.17)` as the version of a file.
fn builds(plan: &Plan) -> Vec<Shown> {
    let build = |server: &Shown| {
        let numbers = value(server, "AdminDisplayVersion").split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let numbers: Vec<usize> = numbers.map(|part| part.parse().expect("a number")).collect();
        let [major, minor, build, revision] = numbers[..] else { return String::new() };
        format!("{major:02}.{minor:02}.{build:04}.{revision:03}")
    };
    let shown = |server: &Shown| {
        vec![
            ("Server".to_owned(), value(server, "Name").to_owned()),
            ("FileName".to_owned(), r"C:\Program Files\Microsoft\Exchange Server\V15\bin\ExSetup.exe".to_owned()),
            ("ProductVersion".to_owned(), build(server)),
        ]
    };
    servers(plan).iter().map(shown).collect()
}

fn servers(plan: &Plan) -> Vec<Shown> {
    let is_list = |noun: &Noun| noun.command.starts_with("Get-ExchangeServer") && !noun.command.contains("ForEach-Object");
    plan.nouns().into_iter().find(is_list).expect("servers").objects
}

fn certificates(plan: &Plan) -> Vec<Shown> {
    let certificates: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(&plan.certificates()).expect("certificates");
    let text = |value: serde_json::Value| match value {
        serde_json::Value::Bool(true) => "True".to_owned(),
        serde_json::Value::Bool(false) => "False".to_owned(),
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    certificates.into_iter().map(|one| one.into_iter().map(|(name, value)| (name, text(value))).collect()).collect()
}

/// The properties that the Format-List of a command names, with `*` and calculated ones. What an object does not have is printed blank.
fn selected(command: &str, objects: &[Shown]) -> Vec<Shown> {
    let (_, list) = command.rsplit_once("Format-List ").expect("a Format-List");
    let names: Vec<&str> = list
        .split(',')
        .map(|name| name.strip_prefix("@{n='").map_or(name, |rest| &rest[..rest.len().min(rest.find('\'').unwrap_or(0))]))
        .collect();
    let of_object = |object: &Shown| {
        let mut shown = Shown::new();
        for name in &names {
            let all = object.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(UNPRINTED.iter().copied());
            let before = shown.len();
            for (own, value) in all.filter(|(own, _)| fits(name, own)) {
                if shown.iter().all(|(other, _)| other != own) {
                    shown.push((own.to_owned(), value.to_owned()));
                }
            }
            if shown.len() == before && !name.contains('*') && shown.iter().all(|(other, _)| other != name) {
                shown.push(((*name).to_owned(), String::new()));
            }
        }
        shown
    };
    objects.iter().map(of_object).collect()
}

/// Whether a name is the one that is asked for; `*` stands for any letters, letter case is ignored.
fn fits(asked: &str, name: &str) -> bool {
    let (asked, name) = (asked.to_ascii_lowercase(), name.to_ascii_lowercase());
    match asked.split('*').collect::<Vec<_>>()[..] {
        [whole] => whole == name,
        [head, tail] => name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail),
        ["", middle, ""] => name.contains(middle),
        _ => panic!("{asked}"),
    }
}

fn of_tenant(plan: &Plan, tenant: &str, command: &str) -> String {
    let index = number(tenant);
    let (id, tenant) = (IDS[index], TENANTS[index]);
    let prompt = "PS C:\\> ";
    let text = if command.starts_with("Get-MgServicePrincipal") {
        graph(index, &plan.names_of(index))
    } else if command.starts_with("Get-MgApplication") {
        // There is no dedicated hybrid application, so that nothing is printed.
        String::new()
    } else if command.starts_with("Get-MgOrganization") {
        let domains = if index == 0 { "contoso.com" } else { tenant };
        format!(
            "{{\n  \"Id\": \"{id}\",\n  \"DisplayName\": \"{tenant}\",\n  \"VerifiedDomains\": [\n    {{ \"Name\": \"{tenant}.onmicrosoft.com\", \
             \"IsInitial\": true }},\n    {{ \"Name\": \"{domains}\", \"IsInitial\": false }}\n  ]\n}}\n"
        )
    } else {
        format!("\n\n{}", format_list(&selected(command, &online(tenant, command))))
    };
    format!("{prompt}{command}\n{text}{prompt}\n")
}

/// The objects that a cmdlet of Exchange Online returns: all is well there.
fn online(tenant: &str, command: &str) -> Vec<Shown> {
    let object = |values: &[(&str, String)]| values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let of = |text: &str| text.replace("contoso", tenant);
    if command.contains("Get-OrganizationConfig") {
        let name = format!("{tenant}.onmicrosoft.com");
        return vec![object(&[
            ("Name", name.clone()),
            ("Identity", name),
            ("Guid", "e2b7c4d1-90a3-4f58-8c6e-1d7f35a9b042".to_owned()),
            ("OAuth2ClientProfileEnabled", "True".to_owned()),
        ])];
    }
    if command.contains("Get-IntraOrganizationConnector") {
        return vec![object(&[
            ("Name", "HybridIOC - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d".to_owned()),
            ("Enabled", "True".to_owned()),
            ("DiscoveryEndpoint", "https://autodiscover.contoso.com/autodiscover/autodiscover.svc".to_owned()),
            ("TargetAddressDomains", "{contoso.com}".to_owned()),
        ])];
    }
    if command.contains("Get-OrganizationRelationship") {
        return vec![object(&[
            ("Name", "O365 to On-premises - b1c2d3e4-5f60-4a7b-8c9d-0e1f2a3b4c5d".to_owned()),
            ("Enabled", "True".to_owned()),
            ("DomainNames", "{contoso.com}".to_owned()),
            ("TargetApplicationUri", "FYDIBOHF25SPDLT.contoso.com".to_owned()),
        ])];
    }
    if command.contains("Get-MigrationEndpoint") {
        return vec![object(&[
            ("Identity", "mail.contoso.com".to_owned()),
            ("EndpointType", "ExchangeRemoteMove".to_owned()),
            ("RemoteServer", "mail.contoso.com".to_owned()),
        ])];
    }
    if command.contains("Get-AcceptedDomain") {
        let name = of("contoso.onmicrosoft.com");
        return vec![object(&[
            ("Name", name.clone()),
            ("DomainName", name),
            ("DomainType", "Authoritative".to_owned()),
            ("Default", "True".to_owned()),
        ])];
    }
    Vec::new()
}
