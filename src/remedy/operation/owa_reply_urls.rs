//! `owa-reply-urls`: where Entra may send browsers back to: every URL of OWA and ECP, path included.

use super::add_spn::{digest, principal};
use super::own_host::must_ask;
use super::{Operation, PlanError, by_tenant, shown, text, whole_list};
use crate::check::Finding;
use crate::estate::facts::builds;
use crate::estate::facts::own_domains::OwnDomains;
use crate::estate::{Estate, Side};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;
use crate::remedy::quote;
use std::collections::BTreeSet;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    for (tenant, findings) in by_tenant(findings) {
        let own = OwnDomains::of(estate, tenant);
        let mut kept = Vec::new();
        for finding in findings {
            match must_ask(&own, &finding.subject) {
                Ok(_) => kept.push(finding),
                Err(obstacle) => draft.obstacle(obstacle, finding),
            }
        }
        let findings = kept;
        if findings.is_empty() {
            continue;
        }
        match operation(estate, tenant, &own) {
            Ok(operation) => draft.step(operation, &findings),
            Err(obstacle) => findings.iter().for_each(|finding| draft.obstacle(obstacle.clone(), finding)),
        }
    }
}

fn operation(estate: &Estate, tenant: Option<&str>, own: &OwnDomains) -> Result<Operation, PlanError> {
    let principal = principal(estate, tenant)?;
    let current = whole_list(principal, "ReplyUrls")?;
    let known: BTreeSet<String> = current.iter().map(|url| bare(url)).collect();
    let mut missing: Vec<String> = wanted(estate)?.into_iter().filter(|url| !known.contains(&bare(url))).collect();
    missing.retain(|url| must_ask(own, url).is_ok());
    missing.sort();
    if missing.is_empty() {
        return Err(PlanError::of("owa-virtual-directory", "the captures show no URL of OWA or ECP that is missing".to_owned()));
    }
    let ask = missing.iter().filter(|url| must_ask(own, url) == Ok(true)).cloned().collect();
    let call = Call::new("Add-ReplyUrl", vec![vec![digest(&current, &missing)], missing.clone(), ask])?;
    Ok(Operation {
        name: "owa-reply-urls",
        target: Target::of(principal),
        call,
        title: format!("Add {} reply URLs of OWA and ECP in {}", missing.len(), tenant.unwrap_or_default()),
        changes: missing
            .iter()
            .map(|url| shown("ReplyUrls", format!("{} URLs", current.len()), format!("the same and {url}")))
            .collect(),
        edits: vec![Edit::Add("ReplyUrls", missing)],
    })
}

fn bare(url: &str) -> String {
    url.trim_end_matches('/').to_ascii_lowercase()
}

/// All https URLs of OWA and ECP.
fn wanted(estate: &Estate) -> Result<BTreeSet<String>, PlanError> {
    let mut urls = BTreeSet::new();
    for noun in ["owa-virtual-directory", "ecp-virtual-directory"] {
        for directory in estate.of(noun, &Side::OnPremises).filter(|directory| !builds::predates_2016(estate, directory)) {
            for property in ["InternalUrl", "ExternalUrl"] {
                let url = text(directory, property)?;
                if url.is_empty() {
                    continue;
                }
                let clean = quote::service_url(&url)
                    .filter(|url| url.starts_with("https://"))
                    .ok_or_else(|| PlanError::unfit(format!("{property} of {} is not a plain https URL", directory.subject)))?;
                urls.insert(clean);
            }
        }
    }
    Ok(urls)
}
