//! What goes wrong while scripts run, and what they do then.

use super::estates::{EVOSTS, EXCHANGE, MAPI, off, principals, without};
use super::organisation::{Organisation, differences};
use super::session::{Outcome, Session, session};
use serde_json::{Value, json};

const OAB: &str = "EX02\\OAB (Default Web Site)";
const NAME: &str = "https://autodiscover.contoso.com/";
const TENANT: &str = "01-entra-contoso.ps1";
const SCP: &str = "AutoDiscoverServiceInternalUri";

fn http(organisation: &Organisation) {
    organisation.set("OabVirtualDirectory", OAB, "InternalUrl", json!("http://Mail.contoso.com/OAB"));
    organisation.set("ClientAccessService", "EX02", SCP, json!("http://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"));
}

fn mapi(organisation: &Organisation) {
    for property in ["IISAuthenticationMethods", "InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
        without(organisation, "MapiVirtualDirectory", MAPI, property, "OAuth");
    }
}

fn unregistered(organisation: &Organisation) {
    without(organisation, &principals(), EXCHANGE, "ServicePrincipalNames", NAME);
}

/// Repairs, looks at what came of it, and undoes: nothing is left.
fn there_and_back(session: &mut Session, organisation: &Organisation, look: impl FnOnce()) {
    let initial = organisation.state();
    organisation.repair(session);
    look();
    organisation.undo_all(session);
    assert_eq!(organisation.state(), initial);
}

/// The calls that the script of the tenant makes, a line each.
fn calls(session: &mut Session, organisation: &Organisation) -> String {
    let counted = organisation.fork();
    counted.faults(&json!({ "log": true }));
    counted.script(session, TENANT).ok();
    std::fs::read_to_string(counted.folder.path().join("calls.log")).unwrap()
}

/// What the script of the tenant saved for others.
fn saved(organisation: &Organisation) -> String {
    std::fs::read_to_string(organisation.scripts().join("01-entra-contoso.result.json")).unwrap()
}

fn undo_with(session: &mut Session, organisation: &Organisation, name: &str, release: &Value) -> Outcome {
    let script = organisation.scripts().join("undo").join(name);
    session.run(&organisation.path(), &script, json!({ "Confirm": false, "Release": release }))
}

#[test]
fn undo_leaves_a_value_of_others_alone_and_goes_on() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, |organisation| {
        unregistered(organisation);
        http(organisation);
        mapi(organisation);
    });
    let initial = organisation.state();
    organisation.repair(&mut session);
    let third = json!("https://third.contoso.com/Autodiscover/Autodiscover.xml");
    organisation.set("ClientAccessService", "EX02", SCP, third.clone());
    let outcome = organisation.undo(&mut session, "02-exchange.ps1").refused("-Release 2");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/remediation.md")).unwrap();
    assert!(page.contains(&format!("WARNING: {}\n", outcome.warned[0])), "{outcome:?}");
    assert_eq!(differences(&initial, &organisation.state()).len(), 2, "the SCP and the name are left");
    // The tenant waits until a person has decided.
    organisation.undo(&mut session, TENANT).refused("-Release");
    undo_with(&mut session, &organisation, "02-exchange.ps1", &json!("x")).refused("not the number of a step");
    undo_with(&mut session, &organisation, "02-exchange.ps1", &json!("2")).ok();
    organisation.undo(&mut session, "02-exchange.ps1").ok();
    organisation.undo(&mut session, TENANT).ok();
    assert_eq!(differences(&initial, &organisation.state()), ["ClientAccessService/EX02/AutoDiscoverServiceInternalUri"]);
    assert_eq!(organisation.get("ClientAccessService", "EX02", SCP), third);
}

#[test]
fn mapi_with_another_url_is_left_to_a_person() {
    let Some(mut session) = session() else { return };
    for urls in [
        ["https://mail.contoso.com:8443/mapi", "https://mail.contoso.com/mapi"],
        ["https://mail.contoso.com/mapi/", ""],
        ["", ""],
    ] {
        let blank = |url: &str| if url.is_empty() { Value::Null } else { json!(url) };
        let set = |organisation: &Organisation| {
            organisation.set("MapiVirtualDirectory", MAPI, "InternalUrl", blank(urls[0]));
            organisation.set("MapiVirtualDirectory", MAPI, "ExternalUrl", blank(urls[1]));
        };
        // Seen in the captures, and changed after them.
        let organisation = Organisation::written(&mut session, mapi);
        set(&organisation);
        let state = organisation.state();
        let outcome = organisation.script(&mut session, "01-exchange.ps1");
        assert!(outcome.threw.as_ref().is_some_and(|threw| threw.contains("by hand")), "{outcome:?}");
        assert_eq!(differences(&state, &organisation.state()), Vec::<String>::new());
        let captures = organisation.capture(&mut session, "later");
        let plan = organisation.plan(&captures);
        let scripted = plan["steps"].as_array().unwrap().iter().any(|step| step["script"] == "01-exchange.ps1");
        assert!(!scripted, "{plan:#}");
    }
}

#[test]
fn http_in_the_urls_of_mapi_is_no_repair_of_a_script() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    organisation.set("MapiVirtualDirectory", MAPI, "InternalUrl", json!("http://mail.contoso.com/mapi"));
    let captures = organisation.capture(&mut session, "before");
    let plan = organisation.plan(&captures);
    assert!(plan["steps"].as_array().unwrap().iter().all(|step| step["disposition"] == "manual"), "{plan:#}");
}

#[test]
fn what_a_repair_of_urls_leaves_is_decided() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, http);
    let plan = organisation.plan(&organisation.folder.path().join("before"));
    assert_eq!(
        (&plan["verdict_after"], plan["remains"].as_array().unwrap().iter().any(|one| one["rule"] == "HMA-URL-001")),
        (&json!("ready"), false),
        "{plan:#}"
    );
}

#[test]
fn undo_gives_back_the_very_spelling_of_a_url() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, http);
    there_and_back(&mut session, &organisation, || ());
}

#[test]
fn a_host_in_letters_of_its_own_is_repaired() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, |organisation| {
        organisation.set("OabVirtualDirectory", OAB, "InternalUrl", json!("http://m\u{e4}il.contoso.com/OAB"));
    });
    there_and_back(&mut session, &organisation, || {
        let url = organisation.get("OabVirtualDirectory", OAB, "InternalUrl");
        assert_eq!(url, "https://xn--mil-qla.contoso.com/OAB");
    });
}

#[test]
fn a_name_with_an_unseen_character_is_another_name() {
    let Some(mut session) = session() else { return };
    let unseen = format!("{NAME}\u{200b}");
    let organisation = Organisation::written(&mut session, |organisation| {
        unregistered(organisation);
        let mut names = organisation.get(&principals(), EXCHANGE, "ServicePrincipalNames");
        names.as_array_mut().unwrap().push(json!(unseen));
        organisation.set(&principals(), EXCHANGE, "ServicePrincipalNames", names);
    });
    let names = |organisation: &Organisation| {
        organisation.get(&principals(), EXCHANGE, "ServicePrincipalNames").as_array().unwrap().clone()
    };
    organisation.repair(&mut session);
    assert!(names(&organisation).contains(&json!(NAME)) && names(&organisation).contains(&json!(unseen)));
    organisation.undo_all(&mut session);
    assert!(!names(&organisation).contains(&json!(NAME)) && names(&organisation).contains(&json!(unseen)));
}

#[test]
fn a_value_with_an_unseen_character_is_another_value() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, http);
    let changed = json!("http://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\u{200b}");
    organisation.set("ClientAccessService", "EX02", SCP, changed.clone());
    organisation.script(&mut session, "01-exchange.ps1").refused("when it was audited");
    assert_eq!(organisation.get("ClientAccessService", "EX02", SCP), changed);
}

#[test]
fn a_name_that_somebody_adds_before_the_last_read_is_kept() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, unregistered);
    let calls = calls(&mut session, &organisation);
    let before_write = calls.split("Update-MgServicePrincipal").next().unwrap();
    let last = before_write.matches("Get-MgServicePrincipal").count();
    let intruder = json!({ "cmdlet": "Get-MgServicePrincipal", "before": last, "noun": principals(), "identity": EXCHANGE,
        "property": "ServicePrincipalNames", "add": "https://new.contoso.com/" });
    organisation.faults(&json!({ "intrude": [intruder] }));
    organisation.script(&mut session, TENANT).ok();
    let names = organisation.get(&principals(), EXCHANGE, "ServicePrincipalNames");
    let names = names.as_array().unwrap();
    assert!(names.contains(&json!("https://new.contoso.com/")) && names.contains(&json!(NAME)), "{names:?}");
}

#[test]
fn replicas_may_be_late_by_minutes_and_what_is_saved_is_new() {
    let Some(mut session) = session() else { return };
    // The last answer of an old replica comes when the names were seen already, or long before.
    for stale in [1, 7, 20, 40] {
        let organisation = Organisation::written(&mut session, unregistered);
        organisation.faults(&json!({ "stale": stale }));
        organisation.script(&mut session, TENANT).ok();
        // Only what rests on the names is saved for other scripts; here nothing does, but the file is written.
        assert!(saved(&organisation).contains(NAME), "stale {stale}");
    }
}

#[test]
fn an_old_replica_after_the_names_were_read_back_saves_no_old_list() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, unregistered);
    let calls = calls(&mut session, &organisation);
    let last = calls.matches("Get-MgServicePrincipal").count();
    organisation.faults(&json!({ "staleAt": last }));
    organisation.script(&mut session, TENANT).ok();
    assert!(saved(&organisation).contains(NAME));
}

#[test]
fn an_auth_server_that_becomes_the_default_gets_its_endpoint_first() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, |organisation| {
        off(organisation);
        organisation.set("AuthServer", EVOSTS, "AuthorizationEndpoint", Value::Null);
    });
    organisation.repair(&mut session);
    assert_eq!(organisation.get("AuthServer", EVOSTS, "IsDefaultAuthorizationEndpoint"), true);
}

#[test]
fn a_domain_of_ones_own_may_be_called_outlook() {
    let Some(mut session) = session() else { return };
    let name = "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=outlook,DC=contoso,DC=com";
    let organisation = Organisation::written(&mut session, mapi);
    organisation.set("OrganizationConfig", "Contoso", "DistinguishedName", json!(name));
    organisation.script(&mut session, "01-exchange.ps1").ok();
    for online in [
        "OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=prod,DC=outlook,DC=com",
        "CN=Configuration,CN=contoso.onmicrosoft.com,CN=ConfigurationUnits,DC=EURPR04A010,DC=PROD,DC=OUTLOOK,DC=COM",
    ] {
        organisation.set("OrganizationConfig", "Contoso", "DistinguishedName", json!(online));
        organisation.script(&mut session, "01-exchange.ps1").refused("connected to Exchange Online");
        let collector = organisation.folder.path().join("collect-exchange.ps1");
        let outcome = session.run(&organisation.path(), &collector, json!({ "OutputFolder": organisation.folder.path() }));
        outcome.refused("connected to Exchange Online");
    }
}

#[test]
fn one_text_with_numbers_is_several_numbers() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, off);
    let enable = organisation.scripts().join("02-enable.ps1");
    organisation.script(&mut session, TENANT).ok();
    let outcome = session.run(&organisation.path(), &enable, json!({ "WhatIf": true, "ManualStepsDone": "2,5" }));
    outcome.ok();
    let probe = organisation.folder.path().join("probe.ps1");
    let text = std::fs::read_to_string(&enable).unwrap();
    // The library alone, with a question of its own.
    let library = text.split("# ---- What is to be done").next().unwrap();
    std::fs::write(
        &probe,
        format!("{library}\r\nConfirm-ManualStep -Step 2\r\nConfirm-ManualStep -Step 5\r\nConfirm-ManualStep -Step 25\r\n"),
    )
    .unwrap();
    let outcome = session.run(&organisation.path(), &probe, json!({ "ManualStepsDone": "2,5" }));
    outcome.refused("Step 25 of plan.md");
}

#[test]
fn nothing_is_enabled_where_no_server_is_shown_or_the_certificate_is_not() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, off);
    organisation.script(&mut session, TENANT).ok();
    let servers = organisation.state()["ExchangeServer.json"].clone();
    let state = organisation.state();
    let refused = |session: &mut Session, words: &str| {
        let outcome = organisation.script(session, "02-enable.ps1").refused("Not enabled");
        assert!(outcome.text().contains(words), "{outcome:?}");
    };
    organisation.edit("ExchangeServer", |servers| servers.iter_mut().for_each(|server| server["IsEdgeServer"] = json!(true)));
    refused(&mut session, "No server is shown");
    organisation.edit("ExchangeServer", |all| *all = servers.as_array().unwrap().clone());
    organisation
        .faults(&json!({ "deserialized": true, "without": { "ExchangeCertificate": ["Services", "Status", "IsSelfSigned"] } }));
    refused(&mut session, "does not show Status");
    organisation.faults(&json!({ "silent": "EX02" }));
    organisation.script(&mut session, "02-enable.ps1").refused("EX02");
    assert_eq!(organisation.state(), state);
}

#[test]
fn warnings_do_not_stop_undo() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, mapi);
    let initial = organisation.state();
    organisation.repair(&mut session);
    organisation.faults(&json!({ "warns": true }));
    let undo = organisation.scripts().join("undo/01-exchange.ps1");
    let job = json!({ "organisation": organisation.path(), "run": undo, "arguments": { "Confirm": false }, "profile": "$WarningPreference = 'Stop'" });
    session.job(&job).ok();
    assert_eq!(organisation.state(), initial);
}

#[test]
fn a_torn_journal_that_was_never_put_in_place_disturbs_nobody() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, mapi);
    let text = std::fs::read_to_string(organisation.scripts().join("01-exchange.ps1")).unwrap();
    assert!(!text.contains("Move-Item -Literal"), "deletes before it moves in Windows PowerShell 5.1");
    std::fs::write(organisation.scripts().join("01-exchange.journal.json.new"), "{ \"schema\": \"hmau").unwrap();
    there_and_back(&mut session, &organisation, || ());
}
