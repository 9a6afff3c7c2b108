//! `enable-mapi-http`: MAPI over HTTP in the whole organisation \[OVW\].

use super::{Operation, PlanError, each, flag, shown};
use crate::check::Finding;
use crate::estate::{Estate, Side, Value};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |_| {
        let missing = || PlanError::of("organization-config", "the captures do not show the organisation".to_owned());
        let organization = estate.of("organization-config", &Side::OnPremises).next().ok_or_else(missing)?;
        if flag(organization, "MapiHttpEnabled")? != Some(false) {
            return Err(PlanError::of("organization-config", "the captures do not show MapiHttpEnabled as False".to_owned()));
        }
        Ok(vec![Operation {
            name: "enable-mapi-http",
            target: Target::of(organization),
            call: Call::new("Enable-MapiHttp", vec![])?,
            title: "Enable MAPI over HTTP; Outlook reconnects with it at its next start".to_owned(),
            changes: vec![shown("MapiHttpEnabled", "False", "True")],
            edits: vec![Edit::Set("MapiHttpEnabled", Value::Bool(true))],
        }])
    });
}
