//! Four times the input takes at most five times the work, whatever there is more of: `cargo bench --bench growth`, or with a part of a name
//! behind `--`. It prints the times and fails where one grows faster. It is no part of the tests, because it takes minutes.
//!
//! What is compared are two figures of one run on one machine, in processor time; a figure that looks bad is measured again.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on fails, and this is read by people")]

use common::Snapshot;
use hmaudit::report::{Format, format};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

#[path = "../tests/it/common.rs"]
mod common;

/// At most this many times the work for four times the input.
const MOST: f64 = 5.0;
/// What takes less than this is grown before it is measured.
const LEAST: Duration = Duration::from_millis(400);
/// How often a size is measured before its figure counts as bad.
const PATIENCE: usize = 4;

/// A snapshot of which one thing grows.
struct Shape {
    what: &'static str,
    start: usize,
    make: fn(usize) -> Snapshot,
}

const SHAPES: &[Shape] = &[
    Shape { what: "rows of AuthServers", start: 100, make: auth_server_rows },
    Shape { what: "AuthServers with a Realm each", start: 50, make: |count| auth_servers(count, true) },
    Shape { what: "AuthServers with one Realm", start: 50, make: |count| auth_servers(count, false) },
    Shape { what: "answers of services", start: 50, make: answers },
    Shape { what: "names and hosts", start: 50, make: names_and_hosts },
    Shape { what: "servers", start: 10, make: servers },
    Shape { what: "servers without records", start: 20, make: lonely_servers },
    Shape { what: "service principals of a tenant", start: 100, make: principals },
    Shape { what: "tenants", start: 10, make: tenants },
    Shape { what: "setting overrides", start: 50, make: overrides },
    Shape { what: "accepted domains", start: 50, make: domains },
    Shape { what: "names that nothing uses", start: 50, make: orphans },
    Shape { what: "captures of one object", start: 50, make: repeated },
    Shape { what: "items of one list", start: 500, make: one_list },
];

/// The time that this process has worked, on all cores together: other programs do not count. Where the system does not tell, the time that has gone by.
fn worked() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    const TICKS: u32 = 100;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold blanks, user and system time are the 12th and 13th.
    let fields: Vec<&str> = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
    match (ticks(11), ticks(12)) {
        (Some(user), Some(system)) => Duration::from_secs(1) * (user + system) / TICKS,
        _ => START.get_or_init(Instant::now).elapsed(),
    }
}

fn time_of(snapshot: &Snapshot) -> Duration {
    let start = worked();
    let report = snapshot.report();
    let mut bytes = Vec::new();
    for form in [Format::Json, Format::Sarif, Format::Html, Format::Markdown, Format::Csv, Format::Junit, Format::Terminal] {
        bytes.clear();
        format::write(form, &report, format::Style::default(), &mut bytes).unwrap();
    }
    worked() - start
}

fn main() -> ExitCode {
    // Cargo itself passes `--bench`.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let empty = (0..3).map(|_| time_of(&healthy())).min().unwrap();
    println!("{:<34} {:>7} {empty:>10.1?}", "the healthy estate", 1);
    let mut bad = 0;
    for shape in SHAPES.iter().filter(|shape| shape.what.contains(&only)) {
        let mut size = shape.start;
        while time_of(&(shape.make)(size)) < LEAST + empty {
            size *= 2;
        }
        let (small, large) = ((shape.make)(size), (shape.make)(4 * size));
        let (mut best_small, mut best_large) = (Duration::MAX, Duration::MAX);
        let mut ratio = f64::INFINITY;
        for _ in 0..PATIENCE {
            best_small = best_small.min(time_of(&small));
            best_large = best_large.min(time_of(&large));
            // What the rest of the estate takes does not grow.
            ratio = best_large.saturating_sub(empty).as_secs_f64() / best_small.saturating_sub(empty).as_secs_f64();
            if ratio <= MOST {
                break;
            }
        }
        let verdict = if ratio > MOST { "  MORE THAN LINEAR" } else { "" };
        println!(
            "{:<34} {size:>7} {best_small:>10.1?}   {:>7} {best_large:>10.1?}   x {ratio:.1}{verdict}",
            shape.what,
            4 * size
        );
        bad += u32::from(ratio > MOST);
    }
    ExitCode::from(u8::from(bad > 0))
}

fn healthy() -> Snapshot {
    Snapshot::estate("healthy")
}

fn joined(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn id(number: usize) -> String {
    format!("0d3f9a1e-77b4-4f0e-8a53-{number:012x}")
}

fn auth_server_rows(count: usize) -> Snapshot {
    let row = |number| format!("EvoSts{number:<9} AzureAD   True\n");
    let text = format!(
        "[PS] C:\\>Get-AuthServer | ft Name,Type,Enabled\n\nName            Type      Enabled\n----            ----      -------\n{}\n",
        joined(count, row)
    );
    healthy().with("onprem/more.txt", &text)
}

fn auth_servers(count: usize, each: bool) -> Snapshot {
    let server = |number| {
        let realm = id(if each { number } else { 0 });
        format!(
            "Name                           : EvoSts{number}\nType                           : AzureAD\nEnabled                        : True\n\
             IsDefaultAuthorizationEndpoint : False\nRealm                          : {realm}\nDomainName                     : {{tenant{number}.onmicrosoft.com}}\n\
             AuthorizationEndpoint          : https://login.windows.net/common/oauth2/authorize\n\n"
        )
    };
    healthy().with("onprem/more.txt", &format!("[PS] C:\\>Get-AuthServer | fl\n\n{}", joined(count, server)))
}

fn answers(count: usize) -> Snapshot {
    let answer = |number| {
        format!(
            "{}{{\"Cmdlet\":\"Invoke-HmauditProbe\",\"RequestUrl\":\"https://h{number}.contoso.com/mapi/\",\"Request\":\"bearer-challenge\",\"HttpStatus\":\"401\",\
             \"WwwAuthenticate\":[\"Bearer client_id=\\\"00000002-0000-0ff1-ce00-000000000000\\\", trusted_issuers=\\\"00000001-0000-0000-c000-000000000000@{}\\\", \
             authorization_uri=\\\"https://login.windows.net/common/oauth2/authorize\\\"\"]}}",
            if number == 0 { "" } else { ",\n" },
            id(number)
        )
    };
    let devices = |number| {
        format!(
            "Identity    : E{number}\\Microsoft-Server-ActiveSync (Default Web Site)\nServer      : E{number}\nExternalUrl : https://h{number}.contoso.com/Microsoft-Server-ActiveSync\n\n"
        )
    };
    healthy()
        .with("probe.json", &format!("[{}]", joined(count, answer)))
        .with("onprem/devices.txt", &format!("[PS] C:\\>Get-ActiveSyncVirtualDirectory | fl\n\n{}", joined(count, devices)))
}

/// A service principal with these names besides Microsoft's.
fn principal(id: &str, names: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"appId\":\"00000002-0000-0ff1-ce00-000000000000\",\"accountEnabled\":true,\"replyUrls\":[],\"keyCredentials\":[],\
         \"servicePrincipalNames\":[\"00000002-0000-0ff1-ce00-000000000000\",\"https://outlook.office365.com/\",\"https://mail.contoso.com/\",\
         \"https://autodiscover.contoso.com/\"{names}]}}"
    )
}

const SPN: &str = "tenants/contoso/serviceprincipal.json";

fn names_and_hosts(count: usize) -> Snapshot {
    // Every second host is registered, every third in a form that does not count.
    let name = |number| match number % 3 {
        0 => format!(",\n\"https://h{number}.contoso.com/ews\""),
        _ => format!(",\n\"https://h{}.contoso.com/\"", number * 2),
    };
    let directory = |number| {
        format!(
            "Identity    : E{number}\\EWS (Default Web Site)\nServer      : E{number}\nInternalUrl : https://h{number}.contoso.com/EWS/Exchange.asmx\nOAuthAuthentication : True\n\n"
        )
    };
    healthy()
        .with(SPN, &principal(&id(0), &joined(count, name)))
        .with("onprem/more.txt", &format!("[PS] C:\\>Get-WebServicesVirtualDirectory | fl\n\n{}", joined(count, directory)))
}

fn servers(count: usize) -> Snapshot {
    let mut snapshot = healthy();
    for (name, bytes) in &mut snapshot.files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        if name.ends_with(".txt") {
            let blocks = text.split("\n\n").flat_map(|block| match (block.contains("EX01"), block.contains("EX02")) {
                (true, false) => (0..count)
                    .map(|server| block.replace("EX01", &format!("EX{server:04}")).replace("ex01", &format!("ex{server:04}")))
                    .collect(),
                (false, true) => Vec::new(),
                _ => vec![block.to_owned()],
            });
            *bytes = blocks.collect::<Vec<_>>().join("\n\n").into_bytes();
        }
    }
    snapshot
}

fn lonely_servers(count: usize) -> Snapshot {
    let server = |number| {
        format!(
            "Name                : LO{number:04}\nAdminDisplayVersion : Version 15.2 (Build 2562.17)\nServerRole          : Mailbox\nIsClientAccessServer : True\n\n"
        )
    };
    healthy().with("onprem/more.txt", &format!("[PS] C:\\>Get-ExchangeServer | fl\n\n{}", joined(count, server)))
}

fn principals(count: usize) -> Snapshot {
    let other = |number| {
        format!(",\n{{\"id\":\"{0}\",\"appId\":\"{0}\",\"servicePrincipalNames\":[\"{0}\",\"api://{0}\"]}}", id(number + 1))
    };
    healthy().with(SPN, &format!("[{}{}]", principal(&id(0), ""), joined(count, other)))
}

fn tenants(count: usize) -> Snapshot {
    let mut snapshot = healthy();
    for number in 0..count {
        snapshot.files.push((format!("tenants/t{number:05}/spn.json"), principal(&id(number), "").into_bytes()));
    }
    snapshot.files.sort();
    snapshot
}

fn overrides(count: usize) -> Snapshot {
    let one = |number| {
        format!(
            "Name          : Override{number}\nComponentName : Global\nSectionName   : Section{number}\nParameters    : {{Enabled=true}}\n\n"
        )
    };
    healthy().with("onprem/more.txt", &format!("[PS] C:\\>Get-SettingOverride | fl\n\n{}", joined(count, one)))
}

fn domains(count: usize) -> Snapshot {
    let one = |number| {
        format!("Name       : d{number}.contoso.com\nDomainName : d{number}.contoso.com\nDomainType : Authoritative\n\n")
    };
    healthy().with("onprem/more.txt", &format!("[PS] C:\\>Get-AcceptedDomain | fl\n\n{}", joined(count, one)))
}

fn orphans(count: usize) -> Snapshot {
    healthy().with(SPN, &principal(&id(0), &joined(count, |number| format!(",\n\"https://old{number}.contoso.com/\""))))
}

fn repeated(count: usize) -> Snapshot {
    let one = |_| {
        "[PS] C:\\>Get-OrganizationConfig | fl Name,MapiHttpEnabled,OAuth2*\n\n\nName                       : Contoso\nMapiHttpEnabled            : True\n\
         OAuth2ClientProfileEnabled : True\n\n"
            .to_owned()
    };
    healthy().with("onprem/more.txt", &joined(count, one))
}

fn one_list(count: usize) -> Snapshot {
    let mut methods = String::from("Ntlm, OAuth, Negotiate");
    for number in 0..count {
        let _ = write!(methods, ", Method{number}");
    }
    healthy().replace("onprem/mapi.txt", "{Ntlm, OAuth, Negotiate}", &format!("{{{methods}}}"))
}
