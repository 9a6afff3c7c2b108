//! `use-https`: the same URL with https. Only where nothing but the scheme changes; another port is a person's decision.

use super::{Operation, PlanError, each, find, one, shown};
use crate::check::Finding;
use crate::estate::{Estate, KnownExt as _, Object, Value};
use crate::remedy::call::{Call, URL_KINDS, URL_PROPERTIES};
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;
use url::Url;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        // Set-MapiVirtualDirectory writes both URLs anew whenever it is called, and wants the list of methods with them.
        if find(estate, "mapi-virtual-directory", &finding.subject).is_ok() {
            return Err(PlanError::person("The URLs of a MAPI virtual directory are set together, with its list of methods"));
        }
        let mut operations = Vec::new();
        for (word, noun) in URL_KINDS {
            if let Ok(object) = find(estate, noun, &finding.subject) {
                operations.extend(of_object(object, word)?);
            }
        }
        if operations.is_empty() {
            return Err(PlanError::person("The captures show no http URL here that a script may change"));
        }
        Ok(operations)
    });
}

fn of_object(object: &Object, word: &str) -> Result<Vec<Operation>, PlanError> {
    let mut operations = Vec::new();
    for property in URL_PROPERTIES {
        let Some(Value::Url(old)) = object.get(property).value().cloned() else { continue };
        if old.scheme() != "http" {
            continue;
        }
        let new = secure(&old)
            .ok_or_else(|| PlanError::person(format!("{property} has a port of its own, and another one may answer https")))?;
        let call = Call::new(
            "Set-ServiceUrl",
            vec![one(word), one(property), one(&object.subject), one(old.as_str()), one(new.as_str())],
        )?;
        operations.push(Operation {
            name: "use-https",
            target: Target::of(object),
            call,
            title: format!("Use https in {property} of {}", object.subject),
            changes: vec![shown(property, old.as_str(), new.as_str())],
            edits: vec![Edit::Set(property, Value::Url(Box::new(new)))],
        });
    }
    Ok(operations)
}

fn secure(url: &Url) -> Option<Url> {
    let mut secure = url.clone();
    (url.port().is_none() && secure.set_scheme("https").is_ok()).then_some(secure)
}
