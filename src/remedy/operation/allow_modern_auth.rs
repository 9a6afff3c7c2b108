//! `allow-modern-auth`: takes the block of modern authentication out of an authentication policy. What blocks legacy
//! authentication stays: that is for a person to decide, after modern authentication works.

use super::{Operation, PlanError, each, find, flag, one, shown};
use crate::check::Finding;
use crate::estate::{Estate, KnownExt as _, Object, Side, Value};
use crate::remedy::call::{BLOCKS, Call};
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;

const NOUN: &str = "authentication-policy";

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        let policy = find(estate, NOUN, &finding.subject).or_else(|obstacle| default_policy(estate).ok_or(obstacle))?;
        let mut operations = Vec::new();
        for property in BLOCKS {
            // A build that does not know the flag does not print it, and does not block by it.
            if !policy.values.contains_key(property) || flag(policy, property)? != Some(true) {
                continue;
            }
            operations.push(Operation {
                name: "allow-modern-auth",
                target: Target::of(policy),
                call: Call::new("Unblock-ModernAuth", vec![one(&policy.subject), one(property)])?,
                title: format!("Take {property} out of the policy {}", policy.subject),
                changes: vec![shown(property, "True", "False")],
                edits: vec![Edit::Set(property, Value::Bool(false))],
            });
        }
        if operations.is_empty() {
            return Err(PlanError::of(NOUN, "the captures show no block of modern authentication in this policy".to_owned()));
        }
        Ok(operations)
    });
}

fn default_policy(estate: &Estate) -> Option<&Object> {
    let organization = estate.of("organization-config", &Side::OnPremises).next()?;
    match organization.get("DefaultAuthenticationPolicy").value() {
        Some(Value::Text(name)) => find(estate, NOUN, name).ok(),
        _ => None,
    }
}
