//! `enable-auth-server`: tokens of this AuthServer are accepted.

use super::{Operation, PlanError, each, find, flag, is_entra, one, shown};
use crate::check::{Finding, Severity};
use crate::estate::{Estate, Value};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |finding| {
        let server = find(estate, "auth-server", &finding.subject)?;
        if !is_entra(server) {
            return Err(PlanError::person("This AuthServer is not one of Entra"));
        }
        if finding.severity == Severity::Info {
            return Err(PlanError::person("Another AuthServer of the same Realm is enabled; two would be ambiguous"));
        }
        if flag(server, "Enabled")? != Some(false) {
            return Err(PlanError::of("auth-server", "the captures do not show it as disabled".to_owned()));
        }
        Ok(vec![Operation {
            name: "enable-auth-server",
            target: Target::of(server),
            call: Call::new("Enable-AuthServer", vec![one(&server.subject)])?,
            title: format!("Enable the AuthServer {}", server.subject),
            changes: vec![shown("Enabled", "False", "True")],
            edits: vec![Edit::Set("Enabled", Value::Bool(true))],
        }])
    });
}
