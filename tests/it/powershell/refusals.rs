//! What scripts refuse, with nothing changed: another organisation, another state than the audited one, a session that may not, journals that
//! are none.

use super::estates::{EVOSTS, EXCHANGE, MAPI, everything, principals};
use super::organisation::{CONTOSO, Organisation, differences};
use super::session::session;
use serde_json::{Value, json};
use std::fs;

const TENANT: &str = "01-entra-contoso.ps1";
const DIRECTORIES: &str = "02-exchange.ps1";

struct Refusal {
    script: &'static str,
    words: &'static str,
    spoil: fn(&Organisation),
}

fn extended(organisation: &Organisation, file: &str, name: &str, property: &str, item: &str) {
    let mut list = organisation.get(file, name, property);
    list.as_array_mut().unwrap().push(json!(item));
    organisation.set(file, name, property, list);
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        script: DIRECTORIES,
        words: "connected to the organisation",
        spoil: |it| it.set("OrganizationConfig", "Contoso", "Guid", json!("7e1d2c3b-4a59-4c6d-8e7f-9a0b1c2d3e4f")),
    },
    Refusal {
        script: DIRECTORIES,
        words: "and is at 15.2.2562.20 now",
        spoil: |it| it.set("ExchangeServer", "EX02", "AdminDisplayVersion", json!("Version 15.2 (Build 2562.20)")),
    },
    Refusal { script: DIRECTORIES, words: "couldn't be found", spoil: |it| it.edit("ExchangeServer", |all| drop(all.pop())) },
    Refusal {
        script: DIRECTORIES,
        words: "has changed since the audit",
        spoil: |it| {
            // What comes before it would be changed already.
            it.set("WebServicesVirtualDirectory", "EX01\\EWS (Default Web Site)", "OAuthAuthentication", json!(true));
            extended(
                it,
                "ActiveSyncVirtualDirectory",
                "EX01\\Microsoft-Server-ActiveSync (Default Web Site)",
                "ExternalAuthenticationMethods",
                "Certificate",
            );
        },
    },
    Refusal {
        script: DIRECTORIES,
        words: "Capture and audit again",
        spoil: |it| it.set("WebServicesVirtualDirectory", "EX01\\EWS (Default Web Site)", "OAuthAuthentication", Value::Null),
    },
    Refusal {
        script: TENANT,
        words: "has changed since the audit",
        spoil: |it| extended(it, &principals(), EXCHANGE, "ServicePrincipalNames", "https://new.contoso.com/"),
    },
    Refusal {
        script: TENANT,
        words: "probably overwritten",
        spoil: |it| it.set(&principals(), EXCHANGE, "ServicePrincipalNames", json!(["https://mail.contoso.com/"])),
    },
    Refusal {
        script: TENANT,
        words: "was not found in this tenant",
        spoil: |it| it.edit(&principals(), |all| drop(all.remove(0))),
    },
    Refusal {
        script: TENANT,
        words: "Sign in first",
        spoil: |it| fs::write(it.path().join("session.json"), "{ \"tenant\": \"\" }").unwrap(),
    },
    Refusal {
        script: TENANT,
        words: "not a journal",
        spoil: |it| {
            fs::write(it.scripts().join("01-entra-contoso.journal.json"), "{ \"schema\": \"x\", \"steps\": [] }").unwrap()
        },
    },
    Refusal {
        script: DIRECTORIES,
        words: "another set of scripts",
        spoil: |it| {
            let entry =
                json!({ "step": 2, "target": "EX09", "property": "Enabled", "before": ["False"], "added": ["True"], "utc": "x" });
            let journal = json!({ "schema": "hmaudit-journal-1", "steps": [entry] });
            fs::write(it.scripts().join("02-exchange.journal.json"), journal.to_string()).unwrap();
        },
    },
    Refusal { script: "03-enable.ps1", words: "Run 01-entra-contoso.ps1 first", spoil: |_| {} },
    Refusal {
        script: "03-enable.ps1",
        words: "older than a day",
        spoil: |it| {
            let result = json!({ "schema": "hmaudit-result-1", "tenantId": CONTOSO, "utc": "2020-01-01T00:00:00Z",
                "enabled": "True", "names": [], "returns": [] });
            fs::write(it.scripts().join("01-entra-contoso.result.json"), result.to_string()).unwrap();
        },
    },
];

#[test]
fn what_must_be_refused_is_refused_and_nothing_changes() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    everything(&organisation);
    let before = organisation.capture(&mut session, "before");
    organisation.remediate(&before);
    for refusal in REFUSALS {
        let fork = organisation.fork();
        (refusal.spoil)(&fork);
        let state = fork.state();
        let outcome = fork.script(&mut session, refusal.script).refused(refusal.words);
        assert_eq!(differences(&state, &fork.state()), Vec::<String>::new(), "{}: {outcome:?}", refusal.words);
    }
    // The enabling script looks at the organisation as it is now.
    organisation.script(&mut session, TENANT).ok();
    let state = organisation.state();
    organisation.script(&mut session, "03-enable.ps1").refused("Not enabled");
    assert_eq!(differences(&state, &organisation.state()), Vec::<String>::new());
    assert_ne!(organisation.get("AuthServer", EVOSTS, "Enabled"), true);
    assert_ne!(organisation.get("MapiVirtualDirectory", MAPI, "IISAuthenticationMethods"), json!(["Ntlm", "OAuth", "Negotiate"]));
}
