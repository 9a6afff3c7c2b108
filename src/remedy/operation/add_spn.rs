//! `add-spn`: service principal names that clients ask for, in one tenant, in one write.
//!
//! One write per tenant and not one per name: Graph may answer a read with the state before the last write, and a list merged from such an
//! answer would lose the name just added.

use super::own_host::must_ask;
use super::{Operation, PlanError, by_tenant, shown, whole_list};
use crate::check::Finding;
use crate::estate::facts::own_domains::OwnDomains;
use crate::estate::{Estate, KnownExt as _, Object, Side, Value};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;
use crate::remedy::quote;

/// Application id of Exchange Online's service principal, the same in every tenant.
pub const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    for (tenant, findings) in by_tenant(findings) {
        let own = OwnDomains::of(estate, tenant);
        let mut names = Vec::new();
        let mut ask = Vec::new();
        let mut closes = Vec::new();
        let mut whole = Vec::new();
        for finding in findings {
            match quote::origin(&format!("{}/", finding.subject.trim_end_matches('/'))) {
                Some(name) => match must_ask(&own, &name) {
                    Ok(asks) => {
                        ask.extend(asks.then(|| name.clone()));
                        names.push(name);
                        closes.push(finding);
                    }
                    Err(obstacle) => draft.obstacle(obstacle, finding),
                },
                // A finding about the tenant as a whole (HMA-SPN-008); the names that are missing have findings of their own.
                None if Some(finding.subject.as_str()) == tenant => whole.push(finding),
                None => draft.obstacle(not_a_name(&finding.subject), finding),
            }
        }
        closes.extend(whole);
        if closes.is_empty() {
            continue;
        }
        for list in [&mut names, &mut ask] {
            list.sort();
            list.dedup();
        }
        match operation(estate, tenant, names, ask) {
            Ok(operation) => draft.step(operation, &closes),
            Err(obstacle) => closes.iter().for_each(|finding| draft.obstacle(obstacle.clone(), finding)),
        }
    }
}

fn not_a_name(subject: &str) -> PlanError {
    let reason = if subject.starts_with("https://") {
        "a script registers only plain DNS host names (letters, digits, hyphens, a dot inside); give the virtual directory such a URL"
    } else {
        "this is not an https origin; look at the virtual directory that names it"
    };
    PlanError::unfit(reason)
}

fn operation(estate: &Estate, tenant: Option<&str>, names: Vec<String>, ask: Vec<String>) -> Result<Operation, PlanError> {
    let principal = principal(estate, tenant)?;
    if names.is_empty() {
        return Err(PlanError::of(
            "service-principal",
            "the captures do not show which names are missing in this tenant".to_owned(),
        ));
    }
    let current = whole_list(principal, "ServicePrincipalNames")?;
    let digest = digest(&current, &names);
    let call = Call::new("Add-ServicePrincipalName", vec![vec![digest], names.clone(), ask])?;
    let tenant = tenant.unwrap_or_default();
    let count = names.len();
    Ok(Operation {
        name: "add-spn",
        target: Target::of(principal),
        call,
        title: format!("Register {count} service principal name{} in {tenant}", if count == 1 { "" } else { "s" }),
        changes: names
            .iter()
            .map(|name| shown("ServicePrincipalNames", format!("{} names", current.len()), format!("the same and {name}")))
            .collect(),
        edits: vec![Edit::Add("ServicePrincipalNames", names)],
    })
}

/// The service principal of Exchange Online in a tenant. Bare values (`-ExpandProperty`) show no application id; they are it when there
/// is no other.
pub(super) fn principal<'e>(estate: &'e Estate, tenant: Option<&str>) -> Result<&'e Object, PlanError> {
    let side = Side::Tenant(tenant.unwrap_or_default().to_owned());
    let mut nameless = Vec::new();
    for principal in estate.all("service-principal").iter().filter(|principal| principal.side == side) {
        match principal.get("AppId").value() {
            Some(Value::Guid(id) | Value::Text(id)) if id.eq_ignore_ascii_case(EXCHANGE) => return Ok(principal),
            Some(Value::Guid(_) | Value::Text(_)) => {}
            _ => nameless.push(principal),
        }
    }
    match nameless.as_slice() {
        [only] => Ok(only),
        _ => Err(PlanError::of(
            "service-principal",
            "the captures do not show the service principal of Exchange Online in this tenant".to_owned(),
        )),
    }
}

/// What the script compares the live list with: SHA-256 of the audited list without the items that the script itself adds. The library's
/// `Get-ListDigest` computes the same.
#[must_use]
pub fn digest(items: &[String], except: &[String]) -> String {
    // What is not ASCII stays as it is stored: no two libraries agree about its lower case.
    let plain = |item: &String| if item.is_ascii() { item.trim_matches(' ').to_ascii_lowercase() } else { item.clone() };
    let mut kept: Vec<String> = items.iter().map(plain).collect();
    kept.retain(|item| !except.iter().any(|added| added.eq_ignore_ascii_case(item)));
    kept.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
    kept.dedup();
    crate::digest::sha256_hex(kept.join("\n").as_bytes())
}
