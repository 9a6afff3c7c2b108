//! `enable-partner-application`: the partner application Exchange Online, when it is there and only switched off.

use super::add_spn::EXCHANGE;
use super::{Operation, PlanError, each, flag, one, shown, text};
use crate::check::Finding;
use crate::estate::{Estate, Side, Value};
use crate::remedy::call::Call;
use crate::remedy::edit::{Edit, Target};
use crate::remedy::plan::Draft;

pub(super) fn plan(estate: &Estate, findings: &[&Finding], draft: &mut Draft) {
    each(findings, draft, |_| {
        for application in estate.of("partner-application", &Side::OnPremises) {
            let is_exchange = text(application, "ApplicationIdentifier")?.eq_ignore_ascii_case(EXCHANGE);
            if !is_exchange || !text(application, "Realm")?.is_empty() || flag(application, "Enabled")? != Some(false) {
                continue;
            }
            return Ok(vec![Operation {
                name: "enable-partner-application",
                target: Target::of(application),
                call: Call::new("Enable-PartnerApplication", vec![one(&application.subject)])?,
                title: format!("Enable the partner application {}", application.subject),
                changes: vec![shown("Enabled", "False", "True")],
                edits: vec![Edit::Set("Enabled", Value::Bool(true))],
            }]);
        }
        let reason = "There is no partner application of Exchange Online that is only switched off; the newest Hybrid \
                      Configuration Wizard makes it";
        Err(PlanError::person(reason))
    });
}
