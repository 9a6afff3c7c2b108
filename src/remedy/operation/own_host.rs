//! Whose host it is that a script would register: tokens go to whoever owns it.

use super::PlanError;
use crate::estate::facts::own_domains::{OwnDomains, Owner};
use crate::estate::host;

/// Whether the host of a URL may be registered by a script, and if so, whether the script has to ask first.
///
/// # Errors
/// When the host is outside of every captured list of domains, or looks like another one: then a person decides.
pub(super) fn must_ask(own: &OwnDomains, url: &str) -> Result<bool, PlanError> {
    let host = host::of_origin(url).unwrap_or_default();
    if let Some(label) = host::mixed_labels(&host).first() {
        return Err(PlanError::person(format!(
            "A label of this host mixes scripts ({}), so that it can be taken for another name; no script registers it",
            label.escape_default()
        )));
    }
    match own.owner(&host) {
        Owner::Own => Ok(false),
        Owner::Unproven => Ok(true),
        Owner::Stranger => Err(PlanError::person(
            "This host is in no accepted domain of the organisation and in no verified domain of the tenant; no script registers it. \
             Correct the URL, or register the name by hand if the host is yours",
        )),
    }
}
