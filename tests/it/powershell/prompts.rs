//! Scripts that ask, and are answered at a terminal: what is written is what was agreed to, the journal says so, and undo takes back just that.

use super::estates::{EXCHANGE, off, principals, without};
use super::organisation::{Organisation, differences};
use super::session::{Session, session};
use super::terminal::{QUESTION, Terminal, terminal};
use serde_json::{Value, json};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

const NAME: &str = "https://autodiscover.contoso.com/";
const DIRECTORIES: &str = "01-exchange.ps1";

/// Three directories without OAuth: a step each, and the places that each of them changes.
const STEPS: [(&str, &str); 3] = [
    ("AutodiscoverVirtualDirectory", "EX02\\Autodiscover (Default Web Site)"),
    ("OabVirtualDirectory", "EX02\\OAB (Default Web Site)"),
    ("WebServicesVirtualDirectory", "EX01\\EWS (Default Web Site)"),
];

fn three_steps(organisation: &Organisation) {
    for (file, name) in STEPS {
        organisation.set(file, name, "OAuthAuthentication", json!(false));
        for list in ["InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
            without(organisation, file, name, list, "OAuth");
        }
    }
}

/// The steps that are done, in the order of the script.
fn done(organisation: &Organisation) -> Vec<bool> {
    let text = fs::read_to_string(organisation.script_path(DIRECTORIES, false)).unwrap();
    let order = |name: &str| text.find(&format!("-Identity '{name}'")).unwrap();
    let mut steps = STEPS;
    steps.sort_by_key(|(_, name)| order(name));
    steps.map(|(file, name)| organisation.get(file, name, "OAuthAuthentication") == true).to_vec()
}

fn prepared(session: &mut Session) -> (Organisation, super::organisation::State) {
    let organisation = Organisation::written(session, three_steps);
    let state = organisation.state();
    (organisation, state)
}

#[test]
fn yes_and_no_are_followed_step_by_step_in_both_directions() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let (organisation, initial) = prepared(&mut session);

    let told = terminal.run(&organisation, DIRECTORIES, false, &["Y", "N", "Y"]);
    assert!(told.contains("2 changed, 0 with nothing to do, 1 declined or only shown"), "{told}");
    assert_eq!(done(&organisation), [true, false, true]);
    let journal = organisation.journal(DIRECTORIES);
    assert_eq!(journal.len(), 2);

    // Undone in reverse order: the one that is to stay is asked about last.
    let told = terminal.run(&organisation, DIRECTORIES, true, &["Y", "N"]);
    assert!(told.contains("1 changed, 1 with nothing to do, 1 declined or only shown"), "{told}");
    assert_eq!(done(&organisation), [true, false, false]);
    assert_eq!(organisation.journal(DIRECTORIES), journal[..1]);

    let told = terminal.run(&organisation, DIRECTORIES, false, &["Y", "Y"]);
    assert!(told.contains("2 changed, 1 with nothing to do, 0 declined"), "{told}");
    assert_eq!(done(&organisation), [true, true, true]);
    terminal.run(&organisation, DIRECTORIES, true, &["A"]);
    assert_eq!(organisation.state(), initial);
    assert_eq!(organisation.journal(DIRECTORIES), Vec::<u64>::new());
}

#[test]
fn all_and_none_are_answers_to_everything_that_follows() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let (organisation, initial) = prepared(&mut session);

    // Nothing was done, so there is no journal and nothing to undo.
    let told = terminal.run(&organisation, DIRECTORIES, false, &["L"]);
    assert!(told.contains("0 changed, 0 with nothing to do, 3 declined"), "{told}");
    assert_eq!((organisation.state(), organisation.left_behind()), (initial.clone(), Vec::new()));
    let told = terminal.run(&organisation, DIRECTORIES, true, &[]);
    assert!(told.contains("0 changed, 3 with nothing to do"), "{told}");

    let told = terminal.run(&organisation, DIRECTORIES, false, &["Y", "L"]);
    assert!(told.contains("1 changed, 0 with nothing to do, 2 declined"), "{told}");
    assert_eq!(done(&organisation), [true, false, false]);
    // Help is shown and the question asked again; the blank answer is the default, yes.
    terminal.run(&organisation, DIRECTORIES, false, &["?", "", "A"]);
    assert_eq!(done(&organisation), [true, true, true]);
    terminal.run(&organisation, DIRECTORIES, true, &["L"]);
    assert_eq!(organisation.journal(DIRECTORIES).len(), 3);
    terminal.run(&organisation, DIRECTORIES, true, &["A"]);
    assert_eq!(organisation.state(), initial);
}

/// Under `$ConfirmPreference = 'Low'` cmdlets ask that make no change; the script asks once a step.
#[test]
fn a_step_is_one_question_whatever_the_profile_wants_to_be_asked() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let (organisation, initial) = prepared(&mut session);
    for (undo, wanted) in [(false, true), (true, false)] {
        terminal.start(&organisation, DIRECTORIES, undo, "Low");
        for _ in STEPS {
            let asked = terminal.answer("Y");
            assert!(asked.contains("Set OAuthAuthentication from"), "{asked}");
        }
        terminal.end();
        assert_eq!(done(&organisation), [wanted; 3]);
    }
    assert_eq!(organisation.state(), initial);
}

#[test]
fn what_changes_while_a_question_waits_is_left_alone() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let url = |organisation: &Organisation, url: &str| {
        organisation.set("OabVirtualDirectory", STEPS[1].1, "InternalUrl", json!(url));
    };
    let organisation = Organisation::written(&mut session, |organisation| url(organisation, "http://mail.contoso.com/OAB"));
    let third = "https://third.contoso.com/OAB";
    terminal.start(&organisation, DIRECTORIES, false, "High");
    terminal.wait(QUESTION);
    url(&organisation, third);
    terminal.press("Y\r");
    let told = terminal.end();
    assert!(told.contains("when this was asked and is \"https://third.contoso.com/OAB\" now"), "{told}");
    assert_eq!(organisation.get("OabVirtualDirectory", STEPS[1].1, "InternalUrl"), third);
    assert_eq!(organisation.left_behind(), Vec::<String>::new());

    // The same on the way back; the entry stays until a person has decided.
    url(&organisation, "http://mail.contoso.com/OAB");
    terminal.run(&organisation, DIRECTORIES, false, &["Y"]);
    terminal.start(&organisation, DIRECTORIES, true, "High");
    terminal.wait(QUESTION);
    url(&organisation, third);
    terminal.press("Y\r");
    let told = terminal.end();
    assert!(told.contains("threw: 1 changes were not undone"), "{told}");
    assert_eq!(organisation.get("OabVirtualDirectory", STEPS[1].1, "InternalUrl"), third);
    assert_eq!(organisation.journal(DIRECTORIES).len(), 1);
}

#[test]
fn the_switches_are_one_question() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let organisation = Organisation::written(&mut session, off);
    let initial = organisation.state();
    let enable = "02-enable.ps1";
    terminal.run(&organisation, "01-entra-contoso.ps1", false, &[]);
    for answer in ["N", "L"] {
        let told = terminal.run(&organisation, enable, false, &[answer]);
        assert!(told.contains("Nothing was changed."), "{told}");
        assert_eq!((organisation.state(), organisation.journal(enable)), (initial.clone(), Vec::new()));
    }
    terminal.run(&organisation, enable, false, &["Y"]);
    let on = organisation.state();
    assert_eq!(differences(&initial, &on).len(), 2);
    let told = terminal.run(&organisation, enable, true, &["N"]);
    assert!(told.contains("Nothing was changed."), "{told}");
    assert_eq!((organisation.state(), organisation.journal(enable).len()), (on, 2));
    terminal.run(&organisation, enable, true, &["Y"]);
    assert_eq!((organisation.state(), organisation.journal(enable)), (initial, Vec::new()));
}

/// No list of domains was captured, and the tenant has verified none of them: a person says whose host it is.
#[test]
fn a_host_that_nobody_knows_is_asked_about_before_its_name_is_registered() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let organisation = Organisation::healthy();
    without(&organisation, &principals(), EXCHANGE, "ServicePrincipalNames", NAME);
    let captures = organisation.capture(&mut session, "before");
    for entry in walkdir::WalkDir::new(&captures).into_iter().flatten() {
        let name = entry.file_name().to_string_lossy();
        if ["Domain", "organization.json", "Relationship", "HybridConfiguration"].iter().any(|words| name.contains(words)) {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    organisation.remediate(&captures);
    let script = "01-entra-contoso.ps1";
    let text = fs::read_to_string(organisation.script_path(script, false)).unwrap();
    assert!(text.contains(&format!("-Ask @('{NAME}')")), "{}", text.rsplit("# ----").next().unwrap());
    let tenant = organisation.path().join("tenants").join(super::organisation::CONTOSO).join("organization.json");
    let mut verified: Value = serde_json::from_str(&fs::read_to_string(&tenant).unwrap()).unwrap();
    verified["VerifiedDomains"] = json!([{ "Name": "fabrikam.com", "IsInitial": true }]);
    fs::write(&tenant, verified.to_string()).unwrap();
    let initial = organisation.state();
    let registered = || {
        let names = organisation.get(&principals(), EXCHANGE, "ServicePrincipalNames");
        names.as_array().unwrap().contains(&json!(NAME))
    };

    let told = terminal.run(&organisation, script, false, &["N"]);
    assert!(told.contains(&format!("Left out: {NAME}")) && told.contains("1 declined"), "{told}");
    assert!(!registered() && organisation.journal(script).is_empty());
    // Whose host it is, and whether its name is to be registered, are two questions.
    terminal.run(&organisation, script, false, &["Y", "N"]);
    assert!(!registered() && organisation.journal(script).is_empty());
    terminal.run(&organisation, script, false, &["Y", "Y"]);
    assert!(registered() && organisation.journal(script).len() == 1);
    terminal.run(&organisation, script, true, &["Y"]);
    assert_eq!(organisation.state(), initial);
}

#[test]
fn control_c_at_a_question_leaves_what_was_done_and_its_journal() {
    let Some(mut session) = session() else { return };
    let Some(mut terminal) = Terminal::open() else { return };
    let (organisation, initial) = prepared(&mut session);
    terminal.start(&organisation, DIRECTORIES, false, "High");
    terminal.answer("Y");
    terminal.wait(QUESTION);
    terminal.press("\u{3}");
    // PowerShell ends with its script.
    let began = Instant::now();
    while !terminal.is_over() {
        assert!(began.elapsed() < Duration::from_secs(60), "{}", terminal.seen());
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(done(&organisation), [true, false, false]);
    assert_eq!(organisation.journal(DIRECTORIES).len(), 1);
    let undone = organisation.fork();
    undone.undo_all(&mut session);
    assert_eq!(undone.state(), initial);
    organisation.repair(&mut session);
    assert_eq!(done(&organisation), [true, true, true]);
    organisation.undo_all(&mut session);
    assert_eq!(organisation.state(), initial);
}
