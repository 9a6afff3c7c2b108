//! Small estates with random faults, written as an administrator would capture them.

use crate::common::Snapshot;
use proptest::prelude::*;

/// Tenants of generated estates.
pub const TENANTS: [&str; 3] = ["contoso", "fabrikam", "northwind"];

/// Where the on-premises captures go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One file a cmdlet.
    ByCmdlet,
    /// What lives on servers is captured from each server alone, with `-Server`, in a file of its own.
    ByServer,
    /// Everything in one session.
    OneFile,
    /// One file a cmdlet, as JSON.
    Json,
}

/// What an estate is made of: everything is an index taken modulo what there is.
#[derive(Debug, Clone)]
pub struct Plan {
    /// 1 to 3.
    pub servers: usize,
    /// 1 to 3.
    pub tenants: usize,
    /// How it was captured.
    pub layout: Layout,
    /// Cmdlet, object, property, what happens to the value.
    pub faults: Vec<[usize; 4]>,
    /// Tenant, name, what happens to it.
    pub names: Vec<[usize; 3]>,
}

/// Plans of estates.
pub fn plans() -> impl Strategy<Value = Plan> {
    let layout = prop::sample::select(vec![Layout::ByCmdlet, Layout::ByServer, Layout::OneFile, Layout::Json]);
    let faults = prop::collection::vec(prop::array::uniform4(0..1000_usize), 0..5);
    let names = prop::collection::vec(prop::array::uniform3(0..1000_usize), 0..3);
    (1..=3_usize, 1..=3_usize, layout, faults, names).prop_map(|(servers, tenants, layout, faults, names)| Plan {
        servers,
        tenants,
        layout,
        faults,
        names,
    })
}

/// Their ids.
pub const IDS: [&str; 3] =
    ["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", "5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91", "c6d7e8f9-0a1b-4c2d-9e3f-4a5b6c7d8e9f"];

/// An object as Format-List shows it: names and values.
pub type Shown = Vec<(String, String)>;

/// What one cmdlet printed.
pub struct Noun {
    file: String,
    /// The cmdlet with its pipeline.
    pub command: String,
    /// The objects.
    pub objects: Vec<Shown>,
}

impl Plan {
    /// What there is on premises, certificates excepted.
    pub fn nouns(&self) -> Vec<Noun> {
        let mut nouns = healthy(self.servers);
        add_auth_servers(&mut nouns, self.tenants);
        for &[noun, object, property, change] in &self.faults {
            let noun = noun % nouns.len();
            let objects = &mut nouns[noun].objects;
            let object = object % objects.len();
            let property = property % objects[object].len();
            let (name, value) = objects[object][property].clone();
            if matches!(name.as_str(), "Identity" | "Name" | "Server" | "ServerName" | "Fqdn") {
                continue;
            }
            let other = changed(&value, change);
            // Exchange shows one setting in several properties; a capture in which they contradict each other is none of ours.
            let is_oauth = |name: &str| name.starts_with("OAuth") || name.ends_with("AuthenticationMethods");
            if is_oauth(&name) && (value.contains("OAuth") || name.starts_with("OAuth")) {
                for (_, list) in objects[object].iter_mut().filter(|(name, _)| is_oauth(name)) {
                    *list = if list.starts_with('{') { "{Ntlm, Negotiate}" } else { "False" }.to_owned();
                }
            } else {
                objects[object][property].1 = other;
            }
        }
        nouns
    }

    /// The certificates of all servers, as JSON.
    pub fn certificates(&self) -> String {
        let certificates = Snapshot::estate("healthy").files.into_iter().find(|(name, _)| name == "onprem/certificates.json");
        let certificates = String::from_utf8(certificates.expect("certificates").1).expect("UTF-8");
        for_servers(&certificates, self.servers)
    }

    /// The captures.
    pub fn snapshot(&self) -> Snapshot {
        let nouns = self.nouns();
        let mut snapshot = Snapshot::default();
        for noun in &nouns {
            match self.layout {
                Layout::ByCmdlet => snapshot = snapshot.with(&format!("onprem/{}", noun.file), &noun.session("", &noun.objects)),
                Layout::Json => snapshot = snapshot.with(&format!("onprem/{}", noun.file), &noun.json()),
                Layout::OneFile => {}
                Layout::ByServer => {
                    for (name, text) in noun.by_server(self.servers) {
                        snapshot = snapshot.with(&format!("onprem/{name}"), &text);
                    }
                }
            }
        }
        if self.layout == Layout::OneFile {
            let all: String = nouns.iter().map(|noun| noun.session("", &noun.objects)).collect();
            snapshot = snapshot.with("onprem/session.txt", &all);
        }
        snapshot = snapshot.with("onprem/certificates.json", &self.certificates());
        for (index, tenant) in TENANTS.iter().enumerate().take(self.tenants) {
            let names = self.names_of(index);
            let (file, text) = if index == 1 { ("spn.txt", listed(&names)) } else { ("spn.json", graph(index, &names)) };
            snapshot = snapshot.with(&format!("tenants/{tenant}/{file}"), &text);
        }
        snapshot
    }

    /// The service principal names in a tenant.
    pub fn names_of(&self, tenant: usize) -> Vec<String> {
        let mut names: Vec<String> =
            ["00000002-0000-0ff1-ce00-000000000000", "00000002-0000-0ff1-ce00-000000000000/outlook.com", "https://outlook.com/"]
                .map(str::to_owned)
                .to_vec();
        names.extend(["https://mail.contoso.com/", "https://autodiscover.contoso.com/"].map(str::to_owned));
        for &[of, name, change] in &self.names {
            if of % self.tenants == tenant {
                let name = name % names.len();
                match change % 4 {
                    0 if names.len() > 1 => drop(names.remove(name)),
                    1 => names[name] = names[name].replace("https://", "http://"),
                    2 => names[name] = names[name].to_uppercase(),
                    _ => names.push("https://old.contoso.com/".to_owned()),
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }
}

/// A wrong value in place of a right one, of the kind that the right one is.
fn changed(value: &str, change: usize) -> String {
    let other = match value {
        "True" => "False",
        "False" => "True",
        _ if value.starts_with("https://") => {
            let choices = ["http://mail.contoso.com/x", "https://other.contoso.com/x", "https://ex01.corp.contoso.com/x", ""];
            choices[change % choices.len()]
        }
        _ if value.contains("OAuth") => ["{Ntlm, Negotiate}", "{Basic}", "{}"][change % 3],
        _ if value.starts_with('{') => ["{}", "{Basic}", "{OAuth}", "{Enabled=false}"][change % 4],
        _ if value.starts_with("Version") => ["Version 15.0 (Build 1497.2)", "Version 15.1 (Build 225.42)"][change % 2],
        _ => ["", "True", "https://other.contoso.com/y"][change % 3],
    };
    other.to_owned()
}

/// The on-premises objects of the healthy estate, for as many servers as wanted.
fn healthy(servers: usize) -> Vec<Noun> {
    let files = Snapshot::estate("healthy").files.into_iter();
    let texts = files.filter(|(name, _)| name.starts_with("onprem/") && name.ends_with(".txt"));
    let nouns = texts.map(|(name, bytes)| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (head, body) = text.split_once('\n').expect("lines");
        let command = head.split_once('>').expect("a prompt").1.to_owned();
        let blocks = body.split("\n\n").map(|block| {
            let lines = block.lines().filter(|line| line.contains(" : "));
            lines.map(|line| line.split_once(" : ").expect("a colon")).map(pair).collect::<Vec<_>>()
        });
        let mut objects = Vec::new();
        for object in blocks.filter(|object| !object.is_empty()) {
            let place = object.iter().take(2).map(|(_, value)| value.as_str()).collect::<String>();
            if place.contains("EX01") {
                let on = |server: usize| object.iter().map(|(name, value)| (name.clone(), renamed(value, server))).collect();
                objects.extend((1..=servers).map(on));
            } else if !place.contains("EX02") {
                objects.push(object);
            }
        }
        Noun { file: name.trim_start_matches("onprem/").to_owned(), command, objects }
    });
    nouns.collect()
}

/// An Entra AuthServer for each further tenant, as the hybrid wizard makes them.
fn add_auth_servers(nouns: &mut [Noun], tenants: usize) {
    let servers = nouns.iter_mut().find(|noun| noun.file == "authserver.txt").expect("AuthServers");
    let is_entra = |object: &&Vec<(String, String)>| object.iter().any(|(name, value)| name == "Type" && value == "AzureAD");
    let first = servers.objects.iter().find(is_entra).expect("an Entra AuthServer").clone();
    for (id, tenant) in IDS.iter().zip(TENANTS).take(tenants).skip(1) {
        let of_tenant = first.iter().map(|(name, value)| {
            let mut value = value.replace(IDS[0], id);
            for domain in ["onmicrosoft.com", "mail.onmicrosoft.com"] {
                value = value.replace(&format!("contoso.{domain}"), &format!("{tenant}.{domain}"));
            }
            let value = match name.as_str() {
                "Name" => format!("EvoSts - {}", id.replace('0', "1")),
                "IsDefaultAuthorizationEndpoint" => "False".to_owned(),
                _ => value,
            };
            (name.clone(), value)
        });
        servers.objects.push(of_tenant.collect());
    }
}

fn pair((name, value): (&str, &str)) -> (String, String) {
    (name.trim().to_owned(), value.trim().to_owned())
}

fn renamed(text: &str, server: usize) -> String {
    text.replace("EX01", &format!("EX0{server}")).replace("ex01", &format!("ex0{server}"))
}

/// The certificates of the first server, once for each.
fn for_servers(json: &str, servers: usize) -> String {
    let first = json.find("  {").expect("an object");
    let object = &json[first..json.find("  }").expect("an end") + 3];
    let all: Vec<String> = (1..=servers).map(|server| renamed(object, server)).collect();
    format!("[\n{}\n]\n", all.join(",\n"))
}

/// What Format-List prints.
pub fn format_list(objects: &[Shown]) -> String {
    let mut text = String::new();
    for object in objects {
        let width = object.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in object {
            text.push_str(&format!("{name:<width$} : {value}\n"));
        }
        text.push('\n');
    }
    text.push_str("\n\n");
    text
}

impl Noun {
    fn lives_on_servers(&self) -> bool {
        self.objects.iter().all(|object| object.iter().take(2).any(|(_, value)| value.contains("EX0")))
    }

    fn session(&self, filter: &str, objects: &[Vec<(String, String)>]) -> String {
        let (cmdlet, rest) = self.command.split_once(' ').expect("a pipeline");
        let mut text = format!("[PS] C:\\>{cmdlet}{filter} {rest}\n\n\n");
        text.push_str(&format_list(objects));
        text
    }

    fn by_server(&self, servers: usize) -> Vec<(String, String)> {
        if !self.lives_on_servers() || self.file.starts_with("exchangeserver") {
            return vec![(self.file.clone(), self.session("", &self.objects))];
        }
        let texts = (1..=servers).map(|server| {
            let name = format!("EX0{server}");
            let is_there = |object: &&Vec<(String, String)>| object.iter().take(2).any(|(_, value)| value.contains(&name));
            let objects: Vec<_> = self.objects.iter().filter(is_there).cloned().collect();
            let filter =
                if self.file.starts_with("clientaccess") { format!(" -Identity {name}") } else { format!(" -Server {name}") };
            (format!("{name}/{}", self.file), self.session(&filter, &objects))
        });
        texts.collect()
    }

    fn json(&self) -> String {
        let value = |text: &str| match text {
            "True" => "true".to_owned(),
            "False" => "false".to_owned(),
            "" => "null".to_owned(),
            _ => match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
                Some("") => "[]".to_owned(),
                Some(items) => {
                    let items: Vec<String> = items.split(", ").map(|item| serde_json::json!(item).to_string()).collect();
                    format!("[ {} ]", items.join(", "))
                }
                None => serde_json::json!(text).to_string(),
            },
        };
        let cmdlet = self.command.split(' ').next().expect("a cmdlet");
        let objects = self.objects.iter().map(|object| {
            let properties: Vec<String> = object.iter().map(|(name, text)| format!("    \"{name}\": {}", value(text))).collect();
            format!("  {{\n    \"Cmdlet\": \"{cmdlet}\",\n{}\n  }}", properties.join(",\n"))
        });
        format!("[\n{}\n]\n", objects.collect::<Vec<_>>().join(",\n"))
    }
}

/// What Graph PowerShell prints, with the list whole.
fn listed(names: &[String]) -> String {
    format!(
        "PS C:\\>Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | fl\n\n\n\
         AppId                 : 00000002-0000-0ff1-ce00-000000000000\nDisplayName           : Office 365 Exchange Online\n\
         AccountEnabled        : True\nServicePrincipalNames : {{{}}}\n\n\n",
        names.join(", ")
    )
}

/// What Graph answers in a tenant: an object has an id of its own in each, and one id in two would be a contradiction.
pub fn graph(tenant: usize, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("                \"{name}\"")).collect();
    format!(
        "{{\n    \"@odata.context\": \"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals\",\n    \"value\": [\n        {{\n            \
         \"id\": \"7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e{tenant:02}\",\n            \"appId\": \"00000002-0000-0ff1-ce00-000000000000\",\n            \
         \"accountEnabled\": true,\n            \"displayName\": \"Office 365 Exchange Online\",\n            \
         \"servicePrincipalNames\": [\n{}\n            ],\n            \"replyUrls\": [],\n            \"keyCredentials\": []\n        }}\n    ]\n}}\n",
        names.join(",\n")
    )
}
