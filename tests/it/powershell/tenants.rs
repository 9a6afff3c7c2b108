//! Two tenants: each script belongs to one of them, runs in a session with that one only, and writes nothing to the other.

use super::estates::{EXCHANGE, off, without};
use super::organisation::{CONTOSO, Organisation, State, differences};
use super::session::{Outcome, Session, session};
use serde_json::{Value, json};
use std::fs;

const FABRIKAM: &str = "1e4f0b2f-88c5-4a1f-9b64-3c2d6e7f8091";
const NAME: &str = "https://autodiscover.contoso.com/";
/// The script of each tenant, its tenant, and the other one.
const SCRIPTS: [(&str, &str, &str); 2] =
    [("01-entra-contoso.ps1", CONTOSO, FABRIKAM), ("02-entra-fabrikam.ps1", FABRIKAM, CONTOSO)];

fn principals(tenant: &str) -> String {
    format!("tenants/{tenant}/servicePrincipals")
}

/// A second tenant in which nothing is wrong: the same names are registered in it.
fn add_fabrikam(organisation: &Organisation) {
    let tenants = organisation.path().join("tenants");
    fs::create_dir(tenants.join(FABRIKAM)).unwrap();
    for file in ["organization.json", "servicePrincipals.json"] {
        let text = fs::read_to_string(tenants.join(CONTOSO).join(file)).unwrap();
        let text = text
            .replace(CONTOSO, FABRIKAM)
            .replace("\"Contoso\"", "\"Fabrikam\"")
            .replace("\"contoso.", "\"fabrikam.")
            // Objects of another tenant have other ids.
            .replace("7a1c9e52-", "2b6d8f03-")
            .replace("91c2d3e4-", "83b1c2d4-")
            .replace("4c7e1b90-", "5d8f2ca1-")
            .replace("b1c2d3e4-", "c2d3e4f5-");
        fs::write(tenants.join(FABRIKAM).join(file), text).unwrap();
    }
    organisation.edit("AuthServer", |servers| {
        for at in 0..2 {
            let text = servers[at].to_string().replace(CONTOSO, FABRIKAM);
            let text = text.replace("contoso.", "fabrikam.").replace("6f0c5a52-", "70ad6b63-").replace("4c7e1b90-", "5d8f2ca1-");
            let mut server: Value = serde_json::from_str(&text).unwrap();
            server["IsDefaultAuthorizationEndpoint"] = json!(false);
            servers.push(server);
        }
    });
}

/// The same name is missing in both tenants, and modern authentication is off.
fn spoiled(organisation: &Organisation) {
    add_fabrikam(organisation);
    off(organisation);
    for tenant in [CONTOSO, FABRIKAM] {
        without(organisation, &principals(tenant), EXCHANGE, "ServicePrincipalNames", NAME);
    }
}

fn run(session: &mut Session, organisation: &Organisation, tenant: &str, name: &str, undo: bool) -> Outcome {
    organisation.sign_in(tenant);
    session.job(&organisation.job(name, undo))
}

/// The files in which two states differ.
fn changed(one: &State, other: &State) -> Vec<String> {
    let mut places: Vec<String> =
        differences(one, other).iter().map(|place| place.split('/').take(2).collect::<Vec<_>>().join("/")).collect();
    places.dedup();
    places
}

#[test]
fn two_tenants_in_order_are_ready() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::healthy();
    add_fabrikam(&organisation);
    let captures = organisation.capture(&mut session, "captures");
    assert_eq!(organisation.verdict(&captures), "ready");
}

#[test]
fn each_script_writes_to_its_own_tenant_alone() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, spoiled);
    assert_eq!(organisation.names(), [SCRIPTS[0].0, SCRIPTS[1].0, "03-enable.ps1"]);
    let initial = organisation.state();
    let mut before = initial.clone();
    for (name, own, other) in SCRIPTS {
        let told = run(&mut session, &organisation, other, name, false).refused("connected to the tenant");
        assert!(told.threw.unwrap().contains(other));
        assert_eq!(changed(&before, &organisation.state()), Vec::<String>::new());
        assert_eq!(organisation.journal(name), Vec::<u64>::new());
        // Nor may a person turn it to the other tenant.
        let turned = json!({ "Confirm": false, "TenantId": other });
        session
            .run(&organisation.path(), &organisation.script_path(name, false), turned)
            .refused("This script was made for the tenant");

        run(&mut session, &organisation, own, name, false).ok();
        let after = organisation.state();
        assert_eq!(changed(&before, &after), [format!("tenants/{own}")], "{name}");
        before = after;
    }
    run(&mut session, &organisation, CONTOSO, "03-enable.ps1", false).ok();
    run(&mut session, &organisation, CONTOSO, "03-enable.ps1", true).ok();
    assert_eq!(organisation.state(), before);
    for (name, own, other) in SCRIPTS.into_iter().rev() {
        let journal = organisation.journal(name);
        assert_eq!(journal.len(), 1);
        run(&mut session, &organisation, other, name, true).refused("connected to the tenant");
        assert_eq!(changed(&before, &organisation.state()), Vec::<String>::new());
        assert_eq!(organisation.journal(name), journal);

        run(&mut session, &organisation, own, name, true).ok();
        let after = organisation.state();
        assert_eq!(changed(&before, &after), [format!("tenants/{own}")], "undo of {name}");
        before = after;
    }
    assert_eq!(before, initial);
}

#[test]
fn the_switches_wait_for_every_tenant() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, spoiled);
    let (ours, theirs) = (
        organisation.scripts().join("01-entra-contoso.result.json"),
        organisation.scripts().join("02-entra-fabrikam.result.json"),
    );
    run(&mut session, &organisation, CONTOSO, SCRIPTS[0].0, false).ok();
    let state = organisation.state();
    organisation.script(&mut session, "03-enable.ps1").refused("Run 02-entra-fabrikam.ps1 first");
    // The result of one tenant is not that of the other.
    fs::copy(&ours, &theirs).unwrap();
    organisation.script(&mut session, "03-enable.ps1").refused(&format!("is of the tenant {CONTOSO}, not of {FABRIKAM}"));
    fs::remove_file(&theirs).unwrap();
    assert_eq!(organisation.state(), state);
    // A name that is missing in one of them keeps the switches off.
    run(&mut session, &organisation, FABRIKAM, SCRIPTS[1].0, false).ok();
    let lacking = fs::read_to_string(&theirs).unwrap().replace(NAME, "https://elsewhere.contoso.com/");
    fs::write(&theirs, lacking).unwrap();
    let told = organisation.script(&mut session, "03-enable.ps1").refused("Not enabled").text();
    assert!(
        told.contains(&format!("https://autodiscover.contoso.com is not a service principal name in the tenant {FABRIKAM}")),
        "{told}"
    );
    run(&mut session, &organisation, FABRIKAM, SCRIPTS[1].0, false).ok();
    organisation.script(&mut session, "03-enable.ps1").ok();
}

/// While a script asks or waits, somebody signs in to the other tenant in the same process: at each of its calls.
#[test]
fn a_sign_in_to_another_tenant_meanwhile_is_noticed_before_anything_is_written() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, spoiled);
    for (name, own, other) in SCRIPTS {
        let repaired = organisation.fork();
        for undone in SCRIPTS {
            run(&mut session, &repaired, undone.1, undone.0, false).ok();
        }
        if name == SCRIPTS[0].0 {
            run(&mut session, &repaired, FABRIKAM, SCRIPTS[1].0, true).ok();
        }
        for (undo, start) in [(false, &organisation), (true, &repaired)] {
            let mut noticed = 0;
            for at in 1..100 {
                let fork = start.fork();
                let before = fork.state();
                fork.faults(&json!({ "signIn": { "at": at, "to": other } }));
                let outcome = run(&mut session, &fork, own, name, undo);
                fork.no_faults();
                let places = changed(&before, &fork.state());
                assert!(places.is_empty() || places == [format!("tenants/{own}")], "{name} {undo} {at}: {places:?} {outcome:?}");
                if outcome.threw.is_none() {
                    break;
                }
                noticed += 1;
                // What was begun is completed in the right session, and what was done is undone.
                run(&mut session, &fork, own, name, undo).ok();
                run(&mut session, &fork, own, name, true).ok();
                let initial = if undo { places_of(&organisation, own) } else { places_of(start, own) };
                assert_eq!(places_of(&fork, own), initial, "{name} {undo} {at}");
            }
            assert!(noticed > 4, "{name} {undo}: {noticed}");
        }
    }
}

/// The service principals of a tenant.
fn places_of(organisation: &Organisation, tenant: &str) -> Value {
    organisation.state()[&format!("{}.json", principals(tenant))].clone()
}
