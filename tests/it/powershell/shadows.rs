//! Names of commands that mean something else in a session: aliases and functions of a profile, wrappers of a module, commands of a second
//! session. A script refuses before it does anything, or does what it would do without them.

use super::estates::{everything, owa};
use super::organisation::{Organisation, differences};
use super::session::{Outcome, Session, session};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The names in the list of this variable of a script.
fn list(script: &Path, variable: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(script).unwrap();
    let (_, rest) = text.split_once(&format!("$script:{variable} = @(\r\n")).unwrap();
    let (list, _) = rest.split_once("\r\n)").unwrap();
    list.split([',', '\r', '\n']).map(|item| item.trim().trim_matches('\'').to_owned()).filter(|item| !item.is_empty()).collect()
}

fn scripts(organisation: &Organisation) -> Vec<PathBuf> {
    organisation.names().iter().flat_map(|name| [false, true].map(|undo| organisation.script_path(name, undo))).collect()
}

/// Runs a script with a text before it, in a session of its own (`profile`) or in the scope that calls it (`shadow`).
fn run_with(session: &mut Session, organisation: &Organisation, script: &Path, place: &str, text: &str) -> Outcome {
    session.job(&json!({ "organisation": organisation.path(), "run": script, "arguments": { "Confirm": false }, place: text }))
}

/// Nothing was written: neither to the organisation nor next to the scripts.
#[track_caller]
fn nothing_happened(organisation: &Organisation, before: &super::organisation::State, what: &str) {
    assert_eq!(differences(before, &organisation.state()), Vec::<String>::new(), "{what}");
    assert_eq!(organisation.left_behind(), Vec::<String>::new(), "{what}");
}

#[test]
fn a_script_knows_all_that_it_calls() {
    let Some(mut session) = session() else { return };
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/commands.ps1");
    let mut kinds = BTreeSet::new();
    for spoil in [everything, owa] {
        let organisation = Organisation::written(&mut session, spoil);
        for script in scripts(&organisation) {
            kinds.insert(
                script.file_name().unwrap().to_string_lossy().trim_start_matches(|c: char| c.is_ascii_digit()).to_owned(),
            );
            let said = session.run(&organisation.path(), &reader, json!({ "Path": script })).ok().said;
            let of =
                |word: &str| said.iter().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect::<BTreeSet<_>>();
            let (called, own) = (of("called "), of("own "));
            assert_eq!(list(&script, "Own"), own, "{}", script.display());
            assert_eq!(list(&script, "Called"), called.difference(&own).cloned().collect(), "{}", script.display());
        }
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

/// Every name that a script calls, as a function and as an alias of the one who calls it.
#[test]
fn nothing_is_done_where_a_name_means_something_else() {
    let Some(mut session) = session() else { return };
    let mut tried = BTreeSet::new();
    for spoil in [everything, owa] {
        let organisation = Organisation::written(&mut session, spoil);
        let state = organisation.state();
        for script in scripts(&organisation) {
            let (called, own) = (list(&script, "Called"), list(&script, "Own"));
            let functions = called.iter().map(|name| (name, format!("function {name} {{ 'shadow' }}")));
            let aliases = called.iter().chain(&own).map(|name| (name, format!("Set-Alias -Name {name} -Value Get-Random")));
            // Each script is asked about one name at least, and each name by one script.
            let mut asked = 0;
            for (name, shadow) in functions.chain(aliases) {
                if !tried.insert(shadow.clone()) && asked > 0 {
                    continue;
                }
                asked += 1;
                let outcome = run_with(&mut session, &organisation, &script, "shadow", &shadow);
                let outcome = outcome.refused("something else has the name of a command that this script calls");
                assert!(outcome.threw.as_ref().unwrap().contains(&format!("{name} (")), "{outcome:?}");
            }
            nothing_happened(&organisation, &state, &script.display().to_string());
        }
    }
    println!("{} shadows", tried.len());
    assert!(tried.len() > 150, "{tried:?}");
}

#[test]
fn commands_of_several_modules_are_refused() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, everything);
    let state = organisation.state();
    for (script, name) in [
        ("02-exchange.ps1", "Set-WebServicesVirtualDirectory"),
        ("02-exchange.ps1", "Get-OrganizationConfig"),
        ("02-exchange.ps1", "ConvertTo-Json"),
        ("01-entra-contoso.ps1", "Write-Host"),
        ("01-entra-contoso.ps1", "Get-MgServicePrincipal"),
    ] {
        let profile =
            format!("New-Module -Name Tools -ScriptBlock {{ function {name} {{ 'shadow' }} }} | Import-Module -Force -Global");
        let outcome = run_with(&mut session, &organisation, &organisation.scripts().join(script), "profile", &profile);
        let outcome = outcome.refused("come from several modules");
        assert!(outcome.threw.as_ref().unwrap().contains(&format!("Tools ({name})")), "{outcome:?}");
        nothing_happened(&organisation, &state, name);
    }
}

#[test]
fn other_names_of_a_profile_do_not_matter() {
    let Some(mut session) = session() else { return };
    let organisation = Organisation::written(&mut session, everything);
    let initial = organisation.state();
    // Built-in aliases that mean something else, functions that are called like those of the library, and cmdlets that no script calls.
    let builtin = ["%", "?", "ls", "cat", "sort", "where", "foreach", "echo", "select", "rm", "mv", "cp"];
    let aliases = builtin.map(|name| format!("Set-Alias -Name '{name}' -Value Get-Random -Force -Option AllScope"));
    let functions = list(&organisation.scripts().join("03-enable.ps1"), "Own");
    let functions = functions.iter().map(|name| format!("function {name} {{ throw 'shadow' }}"));
    let others = ["ForEach-Object", "Get-Content", "Set-Content", "Move-Item", "Invoke-Expression"];
    let others = others.map(|name| format!("function {name} {{ throw 'shadow' }}"));
    let shadow: Vec<String> = aliases.into_iter().chain(functions).chain(others).collect();
    let shadow = shadow.join("\n");
    for name in organisation.names() {
        run_with(&mut session, &organisation, &organisation.scripts().join(&name), "shadow", &shadow).ok();
    }
    assert!(differences(&initial, &organisation.state()).len() > 15);
    for name in organisation.names().iter().rev() {
        let undo = organisation.scripts().join("undo").join(name);
        run_with(&mut session, &organisation, &undo, "shadow", &shadow).ok();
    }
    let left = differences(&initial, &organisation.state());
    assert_eq!(left.len(), 1, "{left:?}");
}
