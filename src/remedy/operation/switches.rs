//! `clear-default-endpoint`, `enable-default-endpoint`, `enable-modern-auth`: everything that moves one of the two switches. All of it
//! stands in the last script and nowhere else, and is left out altogether while an error-level question is open.

use super::{Operation, PlanError, flag, is_entra, one, refresh_auth_metadata, shown, text};
use crate::check::Finding;
use crate::estate::{Estate, KnownExt as _, Object, Side, Value};
use crate::microsoft::{self, SignIn};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::{Draft, Plan};
use std::collections::BTreeSet;

/// The operations that are planned here.
pub const NAMES: &[&str] = &["clear-default-endpoint", "enable-default-endpoint", "enable-modern-auth"];

const ENDPOINT: &str = "IsDefaultAuthorizationEndpoint";
const PROFILE: &str = "OAuth2ClientProfileEnabled";

/// Where a step stands among those of its script: most need no order, OWA (others off: OWA, ECP; OAuth on: ECP, OWA) and the switches do.
#[must_use]
pub fn rank(operation: &Operation) -> u8 {
    let is_owa = operation.target.noun == "owa-virtual-directory";
    match (operation.call.shape().name, is_owa) {
        ("Disable-OtherMethods", true) | ("Clear-DefaultEndpoint", _) => 1,
        ("Disable-OtherMethods", false) | ("Enable-DefaultEndpoint", _) => 2,
        ("Enable-BrowserOAuth", false) | ("Enable-ModernAuth", _) => 3,
        ("Enable-BrowserOAuth", true) => 4,
        _ => 0,
    }
}

/// Whether the captures show hybrid modern authentication switched on.
#[must_use]
pub fn both_on(estate: &Estate) -> bool {
    let default = estate
        .of("auth-server", &Side::OnPremises)
        .any(|server| is_entra(server) && matches!(flag(server, ENDPOINT), Ok(Some(true))));
    let profile = organization(estate).is_ok_and(|organization| matches!(flag(organization, PROFILE), Ok(Some(true))));
    default && profile
}

/// Plans the switches for the findings that want them. `open` is the number of error-level findings that are undecided or have no remedy,
/// `all_rules` whether every error-level rule was run.
pub fn plan(estate: &Estate, wanted: &[&Finding], open: usize, all_rules: bool, draft: &mut Draft, plan: &mut Plan) {
    if wanted.is_empty() {
        return;
    }
    let planned = if !all_rules {
        Err(PlanError::unfit("the switches stay out of the scripts, because not every error-level rule was run (only, skip)"))
    } else if open == 0 {
        operations(estate, wanted)
    } else {
        let reason =
            format!("the switches stay out of the scripts while {open} error-level findings are undecided or have no remedy");
        Err(PlanError::unfit(reason))
    };
    match planned {
        Ok(Switches { operations, endpoint, cleared, refresh }) => {
            // The enabling script refuses an AuthServer that has nothing to advertise.
            if let Some(refresh) = refresh {
                draft.step_in(AUTH_SERVER_PHASE, refresh, &[]);
            }
            plan.endpoint = endpoint;
            plan.cleared = cleared;
            let names: Vec<&str> = operations.iter().map(|operation| operation.name).collect();
            let first = names.first().copied().unwrap_or_default();
            for operation in operations {
                let mut closes: Vec<&Finding> = Vec::new();
                for finding in wanted {
                    let fix = finding.fix.as_ref().map_or("", |fix| fix.operation.as_str());
                    let closed_by = if names.contains(&fix) { fix } else { first };
                    if closed_by == operation.name {
                        closes.push(finding);
                    }
                }
                draft.step(operation, &closes);
            }
        }
        Err(obstacle) => wanted.iter().for_each(|finding| draft.obstacle(obstacle.clone(), finding)),
    }
}

struct Switches {
    operations: Vec<Operation>,
    endpoint: String,
    cleared: Vec<String>,
    /// What gives the chosen AuthServer its authorization endpoint, if that is blank.
    refresh: Option<Operation>,
}

/// Phase of everything that changes an AuthServer but not the switch.
const AUTH_SERVER_PHASE: u8 = 3;

fn operations(estate: &Estate, wanted: &[&Finding]) -> Result<Switches, PlanError> {
    let servers: Vec<&Object> = estate.of("auth-server", &Side::OnPremises).collect();
    let mut defaults = Vec::new();
    for server in &servers {
        if flag(server, ENDPOINT)? == Some(true) {
            defaults.push(*server);
        }
    }
    let chosen = choose(&servers, &defaults)?;
    let mut operations = Vec::new();
    let mut cleared = Vec::new();
    for server in defaults.iter().filter(|server| server.subject != chosen.subject) {
        cleared.push(server.subject.clone());
        operations.push(endpoint("clear-default-endpoint", "Clear-DefaultEndpoint", server, false)?);
    }
    let becomes_default = !defaults.iter().any(|server| server.subject == chosen.subject);
    if becomes_default {
        operations.push(endpoint("enable-default-endpoint", "Enable-DefaultEndpoint", chosen, true)?);
    }
    let only_clear =
        wanted.iter().all(|finding| finding.fix.as_ref().is_some_and(|fix| fix.operation == "clear-default-endpoint"));
    if !only_clear || becomes_default {
        operations.extend(modern_auth(estate)?);
    }
    if operations.is_empty() {
        return Err(PlanError::of("auth-server", "the captures show both switches as they should be".to_owned()));
    }
    // The enabling script checks this very AuthServer, even when only the other switch is thrown.
    for name in std::iter::once(&chosen.subject).chain(&cleared) {
        Call::new("Clear-DefaultEndpoint", vec![one(name)])?;
    }
    let is_blank = text(chosen, "AuthorizationEndpoint")?.is_empty();
    let refresh = if is_blank { Some(refresh_auth_metadata::operation(chosen)?) } else { None };
    Ok(Switches { operations, endpoint: chosen.subject.clone(), cleared, refresh })
}

/// The AuthServer of Entra that is, or becomes, the default. With several tenants any may carry the flag, because all lead to the same
/// sign-in page: the one that has it, else the first by name.
fn choose<'e>(servers: &[&'e Object], defaults: &[&'e Object]) -> Result<&'e Object, PlanError> {
    let all: Vec<&Object> = servers.iter().copied().filter(|server| is_entra(server)).collect();
    let entra: Vec<&Object> = all.iter().copied().filter(|server| leads_to_entra(server)).collect();
    if entra.is_empty() && !all.is_empty() {
        return Err(PlanError::person(
            "No AuthServer of Entra leads to a sign-in page of Entra; the Hybrid Configuration Wizard sets that right",
        ));
    }
    let endpoints: BTreeSet<String> = entra
        .iter()
        .filter_map(|server| text(server, "AuthorizationEndpoint").ok())
        .filter(|endpoint| !endpoint.is_empty())
        .collect();
    if endpoints.len() > 1 {
        return Err(PlanError::person("The AuthServers of Entra lead to different sign-in pages"));
    }
    let carries = |server: &&&Object| defaults.iter().any(|default| default.subject == server.subject);
    let is_on = |server: &&&Object| matches!(flag(server, "Enabled"), Ok(Some(true)));
    entra.iter().find(carries).or_else(|| entra.iter().find(is_on)).or_else(|| entra.first()).copied().ok_or_else(|| {
        PlanError::of("auth-server", "there is no AuthServer of Entra yet; when there is one, capture and audit again".to_owned())
    })
}

/// Whether clients may be sent where the AuthServer points. One that points nowhere yet may become the default, one that points elsewhere not.
fn leads_to_entra(server: &Object) -> bool {
    match server.get("AuthorizationEndpoint").value() {
        Some(Value::Url(url)) => match microsoft::authorization(url) {
            SignIn::Valid(None) => true,
            SignIn::Valid(Some(tenant)) => text(server, "Realm").is_ok_and(|realm| realm.eq_ignore_ascii_case(&tenant)),
            SignIn::OtherHost(_) | SignIn::Wrong(_) => false,
        },
        _ => true,
    }
}

fn endpoint(name: &'static str, function: &str, server: &Object, on: bool) -> Result<Operation, PlanError> {
    let (old, new) = if on { ("False", "True") } else { ("True", "False") };
    let title = if on { "Make it the default authorization endpoint" } else { "Take the default authorization endpoint from it" };
    Ok(Operation {
        name,
        target: Target::of(server),
        call: Call::new(function, vec![one(&server.subject)])?,
        title: format!("{title}: {}", server.subject),
        changes: vec![shown(ENDPOINT, old, new)],
        edits: vec![Edit::Set(ENDPOINT, Value::Bool(on))],
    })
}

fn modern_auth(estate: &Estate) -> Result<Option<Operation>, PlanError> {
    let organization = organization(estate)?;
    if flag(organization, PROFILE)? == Some(true) {
        return Ok(None);
    }
    Ok(Some(Operation {
        name: "enable-modern-auth",
        target: Target::of(organization),
        call: Call::new("Enable-ModernAuth", vec![])?,
        title: "Offer modern authentication to all clients".to_owned(),
        changes: vec![shown(PROFILE, "False", "True")],
        edits: vec![Edit::Set(PROFILE, Value::Bool(true))],
    }))
}

fn organization(estate: &Estate) -> Result<&Object, PlanError> {
    let missing = || PlanError::of("organization-config", "the captures do not show the organisation".to_owned());
    estate.of("organization-config", &Side::OnPremises).next().ok_or_else(missing)
}
