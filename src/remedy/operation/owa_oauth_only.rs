//! `owa-oauth-only`: OAuth as the only method of OWA and ECP, in Microsoft's order: the other methods off (OWA, then ECP), then OAuth on
//! (ECP, then OWA). Only where hybrid modern authentication is on already; before that nobody could sign in.

use super::{Operation, PlanError, find, flag, one, shown, switches};
use crate::check::Finding;
use crate::estate::facts::builds;
use crate::estate::{Estate, Item, List, Object, Side, Value};
use crate::remedy::call::{Call, OTHER_METHODS};
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::{Draft, SWITCH_PHASE};
use std::collections::BTreeSet;

const KINDS: &[(&str, &str)] = &[("Owa", "owa-virtual-directory"), ("Ecp", "ecp-virtual-directory")];

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    if !switches::both_on(estate) {
        for finding in findings {
            draft.manual(
                SWITCH_PHASE,
                "After enabling: make OAuth the only method of OWA and ECP",
                "When hybrid modern authentication has been switched on and browsers were tried, capture and run hmaudit remediate again: \
                 it then writes the script for OWA and ECP. Until then OWA and ECP need another method, or nobody can sign in.",
                false,
                finding,
            );
        }
        return;
    }
    for finding in findings {
        match operations(estate, finding) {
            Ok(operations) => operations.into_iter().for_each(|operation| draft.step(operation, &[*finding])),
            Err(obstacle) => draft.obstacle(obstacle, finding),
        }
    }
}

fn operations(estate: &Estate, finding: &Finding) -> Result<Vec<Operation>, PlanError> {
    let named = KINDS.iter().find_map(|(_, noun)| find(estate, noun, &finding.subject).ok());
    let servers: BTreeSet<&str> = match named {
        Some(directory) => BTreeSet::from([server_of(directory)?]),
        None => {
            let all = KINDS.iter().flat_map(|(_, noun)| estate.of(noun, &Side::OnPremises));
            let all = all.filter(|directory| !builds::predates_2016(estate, directory));
            all.map(server_of).collect::<Result<_, _>>()?
        }
    };
    let mut operations = Vec::new();
    for (kind, noun) in KINDS {
        let before = operations.len();
        for directory in estate.of(noun, &Side::OnPremises) {
            if !servers.contains(server_of(directory)?) {
                continue;
            }
            operations.extend(others_off(directory, kind)?);
            operations.extend(oauth_on(directory, kind)?);
        }
        if before == operations.len() && servers.is_empty() {
            return Err(PlanError::of(noun, "the captures do not show OWA and ECP".to_owned()));
        }
    }
    if operations.is_empty() {
        return Err(PlanError::of("owa-virtual-directory", "the captures show OAuth as the only method everywhere".to_owned()));
    }
    Ok(operations)
}

fn server_of(directory: &Object) -> Result<&str, PlanError> {
    let missing = || PlanError::of(directory.noun, "the captures do not show which server this is".to_owned());
    directory.server.as_deref().ok_or_else(missing)
}

fn others_off(directory: &Object, kind: &str) -> Result<Option<Operation>, PlanError> {
    let mut on = Vec::new();
    for property in OTHER_METHODS {
        if flag(directory, property)? == Some(true) {
            on.push(*property);
        }
    }
    if on.is_empty() {
        return Ok(None);
    }
    let mut edits: Vec<Edit> = on.iter().map(|property| Edit::Set(property, Value::Bool(false))).collect();
    if directory.values.contains_key("InternalAuthenticationMethods") {
        let only = List { items: vec![Item { text: "OAuth".to_owned(), at: None }], complete: true };
        edits.push(Edit::Set("InternalAuthenticationMethods", Value::List(only)));
    }
    Ok(Some(Operation {
        name: "owa-oauth-only",
        target: Target::of(directory),
        call: Call::new("Disable-OtherMethods", vec![one(kind), one(&directory.subject), vec![on.join(" ")]])?,
        title: format!("Switch the other methods off on {}", directory.subject),
        changes: on.iter().map(|property| shown(property, "True", "False")).collect(),
        edits,
    }))
}

fn oauth_on(directory: &Object, kind: &str) -> Result<Option<Operation>, PlanError> {
    if flag(directory, "OAuthAuthentication")? == Some(true) {
        return Ok(None);
    }
    Ok(Some(Operation {
        name: "owa-oauth-only",
        target: Target::of(directory),
        call: Call::new("Enable-BrowserOAuth", vec![one(kind), one(&directory.subject)])?,
        title: format!("Switch OAuth on on {}", directory.subject),
        changes: vec![shown("OAuthAuthentication", "False", "True")],
        edits: vec![Edit::Set("OAuthAuthentication", Value::Bool(true))],
    }))
}
