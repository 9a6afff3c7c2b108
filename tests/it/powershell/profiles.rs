//! Collectors and scripts under other cultures and profiles, in folders with odd names, with servers that do not answer.

use super::estates::everything;
use super::organisation::{Organisation, differences};
use super::session::{Outcome, Session, session};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const CULTURES: &[&str] = &["de-DE", "tr-TR", "ja-JP", "th-TH", "ar-SA"];
const PROFILES: &[&str] = &[
    "$ErrorActionPreference = 'SilentlyContinue'",
    "$ErrorActionPreference = 'Stop'; Set-StrictMode -Version Latest",
    "$PSDefaultParameterValues = @{ '*:ErrorAction' = 'SilentlyContinue' }",
    "$FormatEnumerationLimit = 1; $OFS = ';'",
    "$ConfirmPreference = 'Low'",
    "$WarningPreference = 'Stop'",
    "$WarningPreference = 'SilentlyContinue'; $InformationPreference = 'Continue'; $ProgressPreference = 'SilentlyContinue'",
    "$PSDefaultParameterValues = @{ 'Out-File:Encoding' = 'ascii'; 'ConvertTo-Json:Compress' = $true }",
    "function prompt { 'x' }; Set-Alias -Name ls -Value Get-Date; function Get-Row { 'shadow' }; function Write-Line { throw 'shadow' }",
];

fn collect(session: &mut Session, organisation: &Organisation, out: &Path, settings: &Value) -> Outcome {
    let script = organisation.folder.path().join("collect.ps1");
    let text = std::process::Command::new(env!("CARGO_BIN_EXE_hmaudit")).args(["collect", "exchange"]).output().unwrap().stdout;
    std::fs::write(&script, text).unwrap();
    std::fs::create_dir_all(out).unwrap();
    let mut job = json!({ "organisation": organisation.path(), "run": script, "arguments": { "OutputFolder": out } });
    for (name, value) in settings.as_object().unwrap() {
        job[name] = value.clone();
    }
    session.job(&job)
}

/// The folder that a collector made.
fn made(out: &Path) -> PathBuf {
    let mut folders = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    folders.next().unwrap()
}

fn json_of(path: &Path) -> Value {
    serde_json::from_str(std::fs::read_to_string(path).unwrap().trim_start_matches('\u{feff}')).unwrap()
}

#[test]
fn a_session_without_some_properties_of_certificates_is_captured_to_the_end() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    organisation
        .faults(&json!({ "deserialized": true, "without": { "ExchangeCertificate": ["Services", "Status", "IsSelfSigned"] } }));
    let out = organisation.folder.path().join("out");
    collect(&mut session, &organisation, &out, &json!({})).ok();
    let folder = made(&out);
    assert!(folder.join("manifest.json").is_file());
    let certificates = json_of(&folder.join("Get-ExchangeCertificate.json"));
    let certificate = &certificates["Objects"][0];
    assert!(certificate.get("Status").is_none() && certificate["HasPrivateKey"] == true, "{certificate}");
}

#[test]
fn a_server_that_does_not_answer_is_noticed_under_every_profile() {
    let Some(mut session) = session() else { return };
    for profile in PROFILES {
        let organisation = Organisation::healthy();
        organisation.faults(&json!({ "silent": "EX02" }));
        let out = organisation.folder.path().join("out");
        collect(&mut session, &organisation, &out, &json!({ "profile": profile })).ok();
        let folder = made(&out);
        let failures = json_of(&folder.join("errors.json"));
        assert!(failures["Failures"].as_array().unwrap().len() > 8, "{profile}: {failures}");
        assert!(folder.join("Get-MapiVirtualDirectory.adpropertiesonly.xml").is_file(), "{profile}");
        assert!(folder.join("manifest.json").is_file(), "{profile}");
    }
}

#[test]
fn folders_may_have_any_name() {
    let Some(mut session) = session() else { return };
    for name in ["with blanks", "[brackets] (1)", "`tick 'quote' $x", "\u{fc}ber \u{65e5}\u{672c}"] {
        let organisation = Organisation::healthy();
        let out = organisation.folder.path().join(name);
        collect(&mut session, &organisation, &out, &json!({})).ok();
        assert!(made(&out).join("manifest.json").is_file(), "{name}");
        assert_eq!(organisation.verdict(&out), "inconclusive", "{name}: no tenant was captured");
    }
}

#[test]
fn folders_are_dated_in_the_gregorian_calendar_under_every_culture() {
    let Some(mut session) = session() else { return };
    for culture in CULTURES {
        let organisation = Organisation::healthy();
        let out = organisation.folder.path().join("out");
        collect(&mut session, &organisation, &out, &json!({ "culture": culture })).ok();
        let folder = made(&out).file_name().unwrap().to_string_lossy().into_owned();
        let manifest = json_of(&made(&out).join("manifest.json"));
        let year: String = manifest["Started"].as_str().unwrap().chars().take(4).collect();
        assert!(folder.contains(&format!("-Contoso-{year}")), "{culture}: {folder}");
    }
}

/// The whole way, with all that can be wrong, under a culture and a profile.
fn whole_way(session: &mut Session, organisation: &Organisation, settings: &Value) {
    let initial = organisation.state();
    let run = |session: &mut Session, script: PathBuf| {
        let mut job = json!({ "organisation": organisation.path(), "run": script, "arguments": { "Confirm": false } });
        for (name, value) in settings.as_object().unwrap() {
            job[name] = value.clone();
        }
        session.job(&job).ok()
    };
    for name in organisation.names() {
        run(session, organisation.scripts().join(&name));
    }
    assert!(differences(&initial, &organisation.state()).len() > 15, "{settings}");
    for name in organisation.names().iter().rev() {
        run(session, organisation.scripts().join("undo").join(name));
    }
    let left = differences(&initial, &organisation.state());
    assert_eq!(left.len(), 1, "{settings}: {left:?}");
}

#[test]
fn scripts_do_the_same_under_every_culture_and_profile() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    everything(&organisation);
    let before = organisation.capture(&mut session, "before");
    organisation.remediate(&before);
    for culture in CULTURES {
        whole_way(&mut session, &organisation.fork(), &json!({ "culture": culture }));
    }
    for profile in PROFILES {
        whole_way(&mut session, &organisation.fork(), &json!({ "profile": profile }));
    }
}

#[test]
fn objects_of_an_imported_session_do_as_well() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    organisation.faults(&json!({ "deserialized": true }));
    let captures = organisation.capture(&mut session, "captures");
    assert_eq!(organisation.verdict(&captures), "ready");
    everything(&organisation);
    let before = organisation.capture(&mut session, "before");
    organisation.remediate(&before);
    whole_way(&mut session, &organisation, &json!({}));
}
