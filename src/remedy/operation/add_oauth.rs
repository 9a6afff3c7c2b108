//! `add-oauth`: OAuth besides the methods that a virtual directory has.

use super::{Operation, PlanError, braces, each, find, flag, one, shown, whole_list};
use crate::check::Finding;
use crate::estate::{Estate, KnownExt as _, Object, Seen, Value};
use crate::remedy::call::{ACTIVE_SYNC_LISTS, Call};
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;

/// Virtual directories whose OAuth is a flag, and the function that sets it.
const FLAGGED: &[(&str, &str)] = &[
    ("web-services-virtual-directory", "Enable-WebServicesOAuth"),
    ("oab-virtual-directory", "Enable-OabOAuth"),
    ("autodiscover-virtual-directory", "Enable-AutodiscoverOAuth"),
];
const MAPI: &str = "mapi-virtual-directory";
const ACTIVE_SYNC: &str = "active-sync-virtual-directory";
const OAUTH: &str = "OAuth";

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        if let Ok(directory) = find(estate, MAPI, &finding.subject) {
            return mapi(directory).map(|operation| vec![operation]);
        }
        if let Ok(directory) = find(estate, ACTIVE_SYNC, &finding.subject) {
            return active_sync(directory);
        }
        for (noun, function) in FLAGGED {
            if let Ok(directory) = find(estate, noun, &finding.subject) {
                return flagged(directory, function).map(|operation| vec![operation]);
            }
        }
        Err(PlanError::unfit("the captures do not show the virtual directory itself"))
    });
}

/// The list is replaced by what the cmdlet is given, so the script gives it the union.
fn mapi(directory: &Object) -> Result<Operation, PlanError> {
    let methods = whole_list(directory, "IISAuthenticationMethods")?;
    if methods.is_empty() {
        let reason = "IISAuthenticationMethods is empty; a list of OAuth alone would shut out every other client";
        return Err(PlanError::person(reason));
    }
    // Exchange 2013 and 2016 write both URLs as https://HOST/mapi whenever the cmdlet is called.
    let mut blank = 0;
    for property in ["InternalUrl", "ExternalUrl"] {
        match directory.get(property).value() {
            Some(Value::Url(url)) if format!("https://{}/mapi", url.host_str().unwrap_or_default()) != url.as_str() => {
                let reason = format!("{property} is not https://HOST/mapi, and Set-MapiVirtualDirectory would rewrite it");
                return Err(PlanError::person(reason));
            }
            Some(Value::Null) => blank += 1,
            _ => {}
        }
    }
    if blank == 2 {
        return Err(PlanError::person("both URLs are blank, and Set-MapiVirtualDirectory wants one"));
    }
    let mut whole = methods.clone();
    let has_oauth = methods.iter().any(|method| method.eq_ignore_ascii_case(OAUTH));
    let call = if has_oauth {
        Call::new("Repair-MapiMethodLists", vec![one(&directory.subject)])?
    } else {
        whole.push(OAUTH.to_owned());
        Call::new("Add-MapiOAuth", vec![one(&directory.subject), methods.clone()])?
    };
    let mut edits = vec![Edit::Add("IISAuthenticationMethods", one(OAUTH))];
    edits.extend(mirrors(directory, &whole));
    let title = if has_oauth { "Write the methods again on" } else { "Offer OAuth on" };
    Ok(Operation {
        name: "add-oauth",
        target: Target::of(directory),
        call,
        title: format!("{title} {}", directory.subject),
        changes: vec![shown("IISAuthenticationMethods", braces(&methods), braces(&whole))],
        edits,
    })
}

fn flagged(directory: &Object, function: &str) -> Result<Operation, PlanError> {
    // Blank under -ADPropertiesOnly: the finding was decided from the lists, and the script reads the flag itself.
    let old = match flag(directory, "OAuthAuthentication") {
        Ok(Some(on)) => {
            if on {
                "True"
            } else {
                "False"
            }
        }
        Ok(None) | Err(_) => "not shown",
    };
    let mut edits = vec![Edit::Set("OAuthAuthentication", Value::Bool(true))];
    edits.extend(mirrors(directory, &one(OAUTH)));
    Ok(Operation {
        name: "add-oauth",
        target: Target::of(directory),
        call: Call::new(function, vec![one(&directory.subject)])?,
        title: format!("Offer OAuth on {}", directory.subject),
        changes: vec![shown("OAuthAuthentication", old, "True")],
        edits,
    })
}

/// Only lists that have something in them: an empty one excludes nothing.
fn active_sync(directory: &Object) -> Result<Vec<Operation>, PlanError> {
    let mut operations = Vec::new();
    for property in ACTIVE_SYNC_LISTS {
        let methods = whole_list(directory, property)?;
        if methods.is_empty() || methods.iter().any(|method| method.eq_ignore_ascii_case(OAUTH)) {
            continue;
        }
        let mut whole = methods.clone();
        whole.push(OAUTH.to_owned());
        operations.push(Operation {
            name: "add-oauth",
            target: Target::of(directory),
            call: Call::new("Add-ActiveSyncOAuth", vec![one(&directory.subject), one(property), methods.clone()])?,
            title: format!("Allow OAuth in {property} of {}", directory.subject),
            changes: vec![shown(property, braces(&methods), braces(&whole))],
            edits: vec![Edit::Add(property, one(OAUTH))],
        });
    }
    if operations.is_empty() {
        return Err(PlanError::of(ACTIVE_SYNC, "the captures show no list without OAuth".to_owned()));
    }
    Ok(operations)
}

/// Exchange keeps the lists of Active Directory in step with IIS when it writes.
fn mirrors(directory: &Object, items: &[String]) -> Vec<Edit> {
    ACTIVE_SYNC_LISTS
        .iter()
        .filter(|property| matches!(directory.get(property), Ok(Seen { value: Value::List(list), .. }) if list.complete))
        .map(|property| Edit::Add(property, items.to_vec()))
        .collect()
}
