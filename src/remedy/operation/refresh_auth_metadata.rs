//! `refresh-auth-metadata`: reads the metadata of Entra again, which fills a blank authorization endpoint.

use super::{Operation, PlanError, each, find, one, shown, text};
use crate::check::Finding;
use crate::estate::{Estate, Object, Value};
use crate::microsoft::{self, SignIn};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;
use url::Url;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        let server = find(estate, "auth-server", &finding.subject)?;
        Ok(vec![operation(server)?])
    });
}

/// The step for an AuthServer whose authorization endpoint is blank.
pub(super) fn operation(server: &Object) -> Result<Operation, PlanError> {
    if !text(server, "AuthorizationEndpoint")?.is_empty() {
        return Err(PlanError::person(
            "The authorization endpoint is not blank, so reading the metadata again may not be enough",
        ));
    }
    let metadata = text(server, "AuthMetadataUrl")?;
    let endpoint = endpoint(&metadata).ok_or_else(|| {
        PlanError::person("AuthMetadataUrl does not lead to Entra; the Hybrid Configuration Wizard sets it right")
    })?;
    Ok(Operation {
        name: "refresh-auth-metadata",
        target: Target::of(server),
        call: Call::new("Update-AuthServerMetadata", vec![one(&server.subject)])?,
        title: format!("Read the metadata of {} again", server.subject),
        changes: vec![shown("AuthorizationEndpoint", "blank", format!("what Entra publishes, {endpoint}"))],
        edits: vec![Edit::Set("AuthorizationEndpoint", Value::Url(Box::new(endpoint)))],
    })
}

/// What Entra publishes for the cloud that the metadata are read from.
fn endpoint(metadata: &str) -> Option<Url> {
    let url = Url::parse(metadata).ok()?;
    if !matches!(microsoft::metadata(&url), SignIn::Valid(_)) {
        return None;
    }
    let host = url.host_str()?;
    Url::parse(&format!("https://{host}/common/oauth2/authorize")).ok()
}
