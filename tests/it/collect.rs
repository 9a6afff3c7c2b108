//! The collector scripts: read-only by their syntax, and what they write is read without further arguments.

use clap::Parser;
use hmaudit::catalog;
use hmaudit::catalog::schema::Place;
use hmaudit::cli::{Cli, Command};
use hmaudit::collect::script;
use std::path::Path;
use tree_sitter::{Node, Tree};

/// Commands that are no `Get-`: what they do stays in this session, in the new folder, or is a sign-in with rights to read.
const HARMLESS: &[&str] = &[
    "New-Item",
    "Join-Path",
    "Split-Path",
    "ConvertTo-Json",
    "Out-File",
    "Export-Clixml",
    "Select-Object",
    "Group-Object",
    // What it runs is looked at where it stands.
    "ForEach-Object",
    "Write-Progress",
    "Write-Warning",
    "Write-Output",
    "Set-StrictMode",
    "Connect-MgGraph",
];

/// Methods that are called on values.
const METHODS: &[&str] =
    &["ToString", "ToUniversalTime", "ToLowerInvariant", "ContainsKey", "GetAttribute", "SelectNodes", "AddDays"];

fn parse(text: &str) -> (String, Tree) {
    // The grammar does not know digits in parameter names, and nothing here has any.
    let text = text.replace("\r\n", "\n");
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(&text, None).unwrap();
    (text, tree)
}

fn walk<'t>(node: Node<'t>, visit: &mut dyn FnMut(Node<'t>)) {
    visit(node);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        walk(child, visit);
    }
}

fn whole(place: Place) -> String {
    script(place, &[], &[])
}

/// A script with what all packs need.
fn with_packs(place: Place) -> String {
    script(place, &[], &["passwordless", "client"])
}

fn scripts() -> [(&'static str, String); 5] {
    [
        ("exchange", whole(Place::Exchange)),
        ("entra", whole(Place::Entra)),
        ("online", whole(Place::Online)),
        ("entra with packs", with_packs(Place::Entra)),
        ("exchange with packs", with_packs(Place::Exchange)),
    ]
}

/// What keeps a script from being read-only by its syntax.
fn offences(text: &str) -> Vec<String> {
    let (text, tree) = parse(text);
    let mut functions = Vec::new();
    walk(tree.root_node(), &mut |node| {
        if node.kind() == "function_name" {
            functions.push(text[node.byte_range()].to_owned());
        }
    });
    let mut offences = Vec::new();
    walk(tree.root_node(), &mut |node| {
        let own = &text[node.byte_range()];
        let line = node.start_position().row + 1;
        if node.is_error() || node.is_missing() {
            offences.push(format!("{line}: not PowerShell: {own}"));
        }
        match node.kind() {
            "command_name" => {
                let is_ours = functions.iter().any(|name| name == own);
                if !own.starts_with("Get-") && !is_ours && !HARMLESS.contains(&own) {
                    offences.push(format!("{line}: {own}"));
                }
            }
            // `& $Run` runs the script blocks of the plan, whose commands are looked at where they stand.
            "command_invokation_operator"
                if node.parent().is_none_or(|call| text[call.byte_range()].trim_end() != "& $Run 2>&1") =>
            {
                offences.push(format!("{line}: {}", node.parent().map_or(own, |call| &text[call.byte_range()])));
            }
            "invokation_expression" | "invokation_foreach_expression" => {
                let name = own.rsplit_once('(').map_or(own, |(call, _)| call).rsplit('.').next().unwrap_or(own);
                if own.contains("::") || !METHODS.contains(&name) {
                    offences.push(format!("{line}: {own}"));
                }
            }
            _ => {}
        }
    });
    offences
}

#[test]
fn every_command_reads_or_is_harmless() {
    for (name, text) in scripts() {
        assert_eq!(offences(&text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_proof_finds_what_it_must_find() {
    for evil in [
        "Set-OrganizationConfig -OAuthClientProfileEnabled $true",
        "$x | Remove-Item",
        "& $other",
        "& 'cmd.exe' /c dir",
        "Get-Process | ForEach-Object { Stop-Process $_ }",
        "[IO.File]::Delete('x')",
        "$server.Delete()",
        "Invoke-Expression $x",
        ". ./other.ps1",
        "@{ Run = { Update-MgServicePrincipal } }",
        "if (",
    ] {
        assert!(!offences(evil).is_empty(), "{evil}");
    }
}

#[test]
fn scripts_are_ascii_with_windows_line_ends_and_of_this_version() {
    for (name, text) in scripts() {
        assert!(text.is_ascii(), "{name}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{name}");
        assert!(text.contains(&format!("$collectorVersion = '{}'", env!("CARGO_PKG_VERSION"))), "{name}");
        for never in ["??", "?.", "&&", "||", " -Parallel", "`"] {
            assert!(!text.contains(never), "{name}: Windows PowerShell 5.1 does not know {never}");
        }
    }
    assert!(scripts()[0].1.contains("$global:FormatEnumerationLimit = -1"));
    let entra = &scripts()[1].1;
    let scopes: Vec<&str> = entra.lines().filter(|line| line.contains("-Scopes")).collect();
    assert_eq!(scopes.len(), 1);
    assert!(scopes[0].contains("'Application.Read.All', 'Organization.Read.All'") && !entra.contains("ReadWrite"));
}

#[test]
fn every_cmdlet_of_the_catalogue_is_captured() {
    let all = scripts().map(|(_, text)| text).concat();
    for cmdlet in catalog::ALL.iter().filter(|cmdlet| cmdlet.name.starts_with("Get-") && cmdlet.pack.is_none()) {
        assert!(all.contains(cmdlet.name), "{}", cmdlet.name);
    }
}

#[test]
fn the_command_prints_the_script() {
    for which in ["exchange", "online", "entra"] {
        let cli = Cli::try_parse_from(["hmaudit", "collect", which]).unwrap();
        assert!(matches!(cli.command, Command::Collect(_)));
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit")).args(["collect", "exchange"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), whole(Place::Exchange));
}

/// Runs the script of a side in PowerShell, where there is one, after the module that answers for that side.
fn collected(place: Place, folder: &Path, arguments: &str, settings: &[(&str, &str)]) -> Option<std::process::Output> {
    let powershell = crate::powershell::find()?;
    let script = folder.join(hmaudit::collect::file_name(place));
    let text = if settings.contains(&WITH_PACKS) { with_packs(place) } else { whole(place) };
    std::fs::write(&script, text).unwrap();
    let mocks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell");
    let mut answers = format!("Import-Module '{}'", mocks.join(format!("{}.psm1", place.word())).display());
    if place == Place::Exchange {
        let organisation = mocks.join("organisation");
        let devices = mocks.join("devices.psm1");
        answers += &format!("; Set-ExchangeMock '{}'; Import-Module '{}'", organisation.display(), devices.display());
    }
    let command = format!("{answers}; & '{}' -OutputFolder '{}' {arguments}", script.display(), folder.display());
    let run = std::process::Command::new(powershell)
        .args(["-NoProfile", "-NonInteractive", "-Command", &command])
        .envs(settings.iter().copied())
        .output();
    Some(run.unwrap())
}

/// The setting with which a script captures what packs need.
const WITH_PACKS: (&str, &str) = ("MOCK_PACKS", "1");

fn collected_online(folder: &Path, settings: &[(&str, &str)]) -> Option<std::process::Output> {
    collected(Place::Online, folder, "", settings)
}

fn collected_entra(folder: &Path, settings: &[(&str, &str)]) -> Option<std::process::Output> {
    collected(Place::Entra, folder, "-TenantId contoso.onmicrosoft.com", settings)
}

/// The folder that the script made.
fn made(folder: &Path) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_it = |path: &std::path::PathBuf| {
        ["hmaudit-online-contoso-", "hmaudit-entra-contoso-", "hmaudit-exchange-"]
            .iter()
            .any(|name| path.to_string_lossy().contains(name))
    };
    entries.filter(|path| path.is_dir()).find(is_it)
}

/// A document of PowerShell, which may begin with a mark.
fn document(path: &Path) -> serde_json::Value {
    serde_json::from_str(std::fs::read_to_string(path).unwrap().trim_start_matches('\u{feff}')).unwrap()
}

/// What hmaudit reads in a folder.
fn parsed(folder: &Path) -> serde_json::Value {
    let parsed = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .args(["parse", "--format", "json"])
        .arg(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&parsed.stdout).unwrap()
}

#[test]
fn entra_is_captured_with_what_identifies_keys_and_without_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_entra(folder.path(), &[]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = made(folder.path()).unwrap();
    assert_eq!(document(&made.join("manifest.json"))["Failures"], serde_json::json!([]));
    let records = parsed(&made.join("tenants/contoso"));
    let of = |cmdlet: &str| records.as_array().unwrap().iter().filter(|one| one["cmdlet"] == cmdlet).collect::<Vec<_>>();
    assert_eq!(of("Get-MgServicePrincipal").len(), 2, "{records:#}");
    assert_eq!(
        of("Get-MgOrganization")[0]["properties"]["VerifiedDomains"],
        serde_json::json!(["contoso.com", "contoso.onmicrosoft.com"])
    );
    let application = &of("Get-MgApplication")[0]["properties"];
    assert_eq!(application["TenantId"], "8f1e4c27-5d3b-4a96-b0c8-7e2a9d614f35");
    let end = "AsymmetricX509Cert Verify 2030-05-07T08:11:40.0000000Z";
    let keys = serde_json::json!([
        format!("a0b1c2d3-e4f5-4061-8273-94a5b6c7d8e9 {end}"),
        format!("2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901 {end} 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0"),
    ]);
    assert_eq!(application["KeyCredentials"], keys);
}

#[test]
fn what_a_pack_needs_is_captured_and_decides_its_rules() {
    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_entra(folder.path(), &[WITH_PACKS]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = made(folder.path()).unwrap();
    assert_eq!(document(&made.join("manifest.json"))["Failures"], serde_json::json!([]));
    let checked = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .args(["check", "--format", "json", "--pack", "passwordless", "--require", "passwordless", "--only", "HMA-PWL", "--all"])
        .arg(&made)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let of = |verdict: &str| {
        let rules =
            findings.iter().filter(|finding| finding["verdict"] == verdict).map(|finding| finding["rule"].as_str().unwrap());
        rules.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(of("inconclusive"), std::collections::BTreeSet::new(), "{report:#}");
    assert_eq!(
        of("fail").into_iter().collect::<Vec<_>>(),
        ["HMA-PWL-010", "HMA-PWL-012", "HMA-PWL-013", "HMA-PWL-014", "HMA-PWL-025"]
    );
    assert!(of("pass").len() >= 14, "{:?}", of("pass"));
    assert!(of("pass").contains("HMA-PWL-020"), "{:?}", of("pass"));
    let captured = |name: &str| document(&made.join("tenants/contoso").join(name))["Objects"].clone();
    let devices = captured("devices.json");
    let systems: Vec<&str> =
        devices.as_array().unwrap().iter().map(|device| device["OperatingSystem"].as_str().unwrap()).collect();
    assert_eq!(systems, ["Windows", "Windows", "Windows 10 Pro", ""]);
    let policies = captured("conditional-access-policies.json");
    assert_eq!(policies[0]["Conditions"]["Applications"]["IncludeUserActions"], serde_json::json!([]), "{policies:#}");
    assert!(!policies.to_string().contains("[null]"), "{policies:#}");
}

/// What the rules of the pack `client` say about folders.
fn of_clients(folders: &[&Path]) -> serde_json::Value {
    let checked = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .args(["check", "--format", "json", "--pack", "client", "--only", "HMA-CLI", "--as-of", "2026-11-27"])
        .args(folders)
        .output()
        .unwrap();
    serde_json::from_slice(&checked.stdout).unwrap()
}

fn people(report: &serde_json::Value, application: &str, state: &str) -> u64 {
    let rows = report["client_matrix"]["rows"].as_array().unwrap().iter();
    let cells = rows.filter(|row| row["application"] == application).flat_map(|row| row["cells"].as_array().unwrap());
    cells.filter(|cell| cell["state"] == state).map(|cell| cell["people"].as_u64().unwrap()).sum()
}

#[test]
fn devices_and_sign_ins_are_captured_for_the_pack_of_clients() {
    let (devices, sign_ins) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let Some(run) = collected(Place::Exchange, devices.path(), "", &[WITH_PACKS]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let of_devices = made(devices.path()).unwrap();
    let captured = document(&of_devices.join("Get-MobileDevice.json"));
    let first = &captured["Objects"][0];
    assert_eq!(first["LastSuccessSync"], "2026-11-26T06:00:00.0000000Z", "{captured:#}");
    assert_eq!(first["FirstSyncTime"], "2026-03-02T08:11:40.0000000Z");
    assert!(first.get("DeviceImei").is_none());
    // What a mailbox does not tell is noted, and its device is captured all the same.
    let failures = document(&of_devices.join("errors.json"))["Failures"].clone();
    assert!(
        failures.to_string().contains("Get-MobileDeviceStatistics -Identity 9d2f7c10-0000-4000-8000-000000000003"),
        "{failures:#}"
    );
    assert_eq!(captured["Objects"][2].get("LastSuccessSync"), None);

    let run = collected(Place::Entra, sign_ins.path(), "-TenantId contoso.onmicrosoft.com", &[WITH_PACKS]).unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let of_sign_ins = made(sign_ins.path()).unwrap();
    assert_eq!(document(&of_sign_ins.join("manifest.json"))["Failures"], serde_json::json!([]));
    let logged = document(&of_sign_ins.join("tenants/contoso/sign-ins-interactive.json"));
    assert_eq!(logged["Objects"].as_array().unwrap().len(), 3, "equal sign-ins are one: {logged:#}");
    assert!(!logged.to_string().contains("203.0.113.7"));

    let report = of_clients(&[&of_devices, &of_sign_ins]);
    // The device that has not synchronised since January does not count.
    assert_eq!(report["client_matrix"]["idle_devices"], 1, "{report:#}");
    assert_eq!(people(&report, "Mail of iOS", "update"), 1);
    assert_eq!(people(&report, "Outlook for iOS and Android", "ready"), 2);
    assert_eq!(people(&report, "Outlook 2016 or later", "ready"), 1);
    assert_eq!(people(&report, "IMAP4", "blocked"), 1);
    let told = |rule: &str| report["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == rule);
    assert!(told("HMA-CLI-006") && told("HMA-CLI-007"), "{report:#}");
}

#[test]
fn without_the_beta_module_the_sign_ins_of_people_are_captured_and_the_rest_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [WITH_PACKS, ("MOCK_NO_BETA", "1")];
    let Some(run) = collected_entra(folder.path(), &settings) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = made(folder.path()).unwrap();
    let failures = document(&made.join("manifest.json"))["Failures"].clone();
    assert!(failures[0]["Command"].as_str().unwrap().starts_with("Get-MgBetaAuditLogSignIn -Filter"), "{failures:#}");
    assert!(made.join("tenants/contoso/sign-ins-interactive.json").exists());
}

#[test]
fn an_application_that_may_not_be_read_is_noted_and_a_stranger_s_tenant_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_entra(folder.path(), &[("MOCK_DENIED", "1")]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let manifest = document(&made(folder.path()).unwrap().join("manifest.json"));
    assert_eq!(manifest["Failures"][0]["Message"], "Insufficient privileges to complete the operation.");
    assert_eq!(manifest["Files"].as_array().unwrap().len(), 3, "{manifest:#}");

    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_entra(folder.path(), &[("MOCK_OTHER_TENANT", "1")]) else { return };
    assert!(!run.status.success());
    assert!(made(folder.path()).is_none());
}

#[test]
fn exchange_online_is_captured_and_read_as_of_its_tenant() {
    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_online(folder.path(), &[("MOCK_DENIED", "1")]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = made(folder.path()).unwrap();
    let manifest = document(&made.join("manifest.json"));
    assert_eq!(manifest["InitialDomain"], "contoso.onmicrosoft.com");
    assert_eq!(manifest["Failures"].as_array().unwrap().len(), 1, "{manifest:#}");
    assert_eq!(manifest["Failures"][0]["Message"], "Access to Get-MigrationEndpoint is denied");
    let records = parsed(&made.join("tenants/contoso"));
    let of = |cmdlet: &str| records.as_array().unwrap().iter().filter(|one| one["cmdlet"] == cmdlet).collect::<Vec<_>>();
    let switches: Vec<_> = of("Get-OrganizationConfig");
    assert_eq!(switches.len(), 2, "{records:#}");
    for one in &switches {
        assert_eq!(one["properties"]["TenantId"], "8f1e4c27-5d3b-4a96-b0c8-7e2a9d614f35");
        assert_eq!(one["properties"]["InitialDomain"], "contoso.onmicrosoft.com");
    }
    assert!(switches.iter().any(|one| one["properties"]["OAuth2ClientProfileEnabled"] == true));
    let allowed = switches.iter().find_map(|one| one["properties"]["EwsAllowedAppIDs"].as_str()).unwrap();
    assert!(allowed.contains("c9a4e2b7-6f1d-4d85-a3e0-51b8f7d92c46"), "{records:#}");
    let relationship = of("Get-OrganizationRelationship");
    assert_eq!(relationship[0]["properties"]["DomainNames"], serde_json::json!(["contoso.com", "eu.contoso.com"]));
    assert_eq!(relationship[0]["properties"]["TargetSharingEpr"], serde_json::Value::Null);
    assert_eq!(of("Get-IntraOrganizationConnector").len(), 1);
}

#[test]
fn exchange_online_is_captured_for_a_customer_by_its_domain() {
    let folder = tempfile::tempdir().unwrap();
    let Some(run) = collected_online(folder.path(), &[("MOCK_DELEGATED", "contoso.onmicrosoft.com")]) else { return };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = made(folder.path()).unwrap();
    let text = std::fs::read_to_string(made.join("tenants/contoso/Get-OrganizationConfig.json")).unwrap();
    assert!(text.contains("contoso.onmicrosoft.com") && !text.contains("8f1e4c27"), "{text}");
    let none = std::fs::read_to_string(made.join("tenants/contoso/Get-MigrationEndpoint.json")).unwrap();
    assert!(none.contains("\"Objects\": []"), "{none}");
}

#[test]
fn an_on_premises_session_is_refused_by_the_script_for_exchange_online() {
    for (setting, words) in
        [("MOCK_EXCHANGE_SERVER", "connected to an on-premises"), ("MOCK_ON_PREMISES", "answers for an on-premises")]
    {
        let folder = tempfile::tempdir().unwrap();
        let Some(run) = collected_online(folder.path(), &[(setting, "1")]) else { return };
        assert!(!run.status.success());
        let said = String::from_utf8_lossy(&run.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.replace("| ", "").contains(words), "{said}");
        assert!(made(folder.path()).is_none());
    }
}

#[test]
fn a_collected_folder_is_read_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/collected");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .current_dir(folder.parent().unwrap())
        .args(["check", "collected", "--format", "json", "--as-of", "2026-11-20"])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    assert_eq!(report["verdict"], "ready");
    assert_eq!(report["tenants"], serde_json::json!([{ "name": "contoso", "verdict": "ready" }]));
    // Nothing is found but that Basic is still on.
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["rule"] == "HMA-VDIR-011"), "{findings:#?}");
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1, "{skipped:#?}");
    assert!(skipped[0]["why"].as_str().unwrap().starts_with("Get-IntraOrganizationConfiguration failed while"));
    // Every file but the two that tell about the run holds what a cmdlet printed.
    for input in report["inputs"].as_array().unwrap() {
        let path = input["path"].as_str().unwrap();
        let is_capture = !path.ends_with("manifest.json") && !path.ends_with("errors.json");
        let says_none = std::fs::read_to_string(folder.parent().unwrap().join(path))
            .is_ok_and(|text| text.contains("\"Objects\":  [\r\n\r\n"));
        assert!(!is_capture || says_none || input["records"] != 0, "{path}");
    }
}
