//! `set-domain-name`: binds an AuthServer to its tenant's `onmicrosoft.com` domain.

use super::{Operation, PlanError, braces, each, find, one, shown, text, whole_list};
use crate::check::Finding;
use crate::estate::{Estate, Object};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;
use std::collections::BTreeSet;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        let server = find(estate, "auth-server", &finding.subject)?;
        let current = whole_list(server, "DomainName")?;
        let domain = domain(estate, server)?;
        let mut whole = current.clone();
        whole.push(domain.clone());
        Ok(vec![Operation {
            name: "set-domain-name",
            target: Target::of(server),
            call: Call::new("Add-AuthServerDomain", vec![one(&server.subject), current.clone(), one(&domain)])?,
            title: format!("Bind {} to {domain}", server.subject),
            changes: vec![shown("DomainName", braces(&current), braces(&whole))],
            edits: vec![Edit::Add("DomainName", one(&domain))],
        }])
    });
}

/// The tenant's initial domain, if everything that names one agrees: the tenant that has the Realm as id, and the metadata URL.
fn domain(estate: &Estate, server: &Object) -> Result<String, PlanError> {
    let realm = text(server, "Realm")?.to_ascii_lowercase();
    let mut named = BTreeSet::new();
    for tenant in estate.tenants.iter().filter(|tenant| !realm.is_empty() && tenant.id.as_deref() == Some(realm.as_str())) {
        named.extend(tenant.domains.iter().filter(|domain| is_initial(domain)).cloned());
    }
    let metadata = text(server, "AuthMetadataUrl").unwrap_or_default().to_ascii_lowercase();
    named.extend(metadata.split('/').filter(|part| is_initial(part)).map(str::to_owned));
    let mut named = named.into_iter();
    match (named.next(), named.next()) {
        (Some(domain), None) => Ok(domain),
        (Some(_), Some(_)) => Err(PlanError::person("The captures name more than one onmicrosoft.com domain for this tenant")),
        (None, _) => {
            Err(PlanError::of("entra-organization", "the captures do not show the tenant's onmicrosoft.com domain".to_owned()))
        }
    }
}

/// `contoso.onmicrosoft.com`, and not `contoso.mail.onmicrosoft.com`, which is for mail only.
fn is_initial(domain: &str) -> bool {
    let tails = [".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"];
    tails.iter().filter_map(|tail| domain.strip_suffix(tail)).any(|name| !name.is_empty() && !name.contains('.'))
}
