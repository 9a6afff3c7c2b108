//! The calls around the steps of a script: they make it run only where it was made for, and only in order.

use super::call::Call;
use super::plan::{Action, Plan, SWITCH_PHASE, Step};
use super::quote::is_guid;
use super::script::Kind;
use crate::estate::{Estate, Realm, Value};

/// A tenant and its id as far as the captures show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantGuard {
    /// Name in reports.
    pub name: String,
    /// Its id; without one the script asks for it.
    pub id: Option<String>,
}

/// What scripts compare with the organisation that they find themselves in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guards {
    /// GUID of the on-premises organisation; without one the scripts ask for it.
    pub organization: Option<String>,
    /// The tenants, by name.
    pub tenants: Vec<TenantGuard>,
    /// Servers and their builds as captured, by name.
    pub builds: Vec<(String, String)>,
}

impl Guards {
    /// What the captures show of organisation, tenants and servers.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let organization =
            estate.of("organization-config", &Realm::OnPremises).next().and_then(|object| match object.get("Guid").value() {
                Some(Value::Guid(guid)) if is_guid(guid) => Some(guid.clone()),
                _ => None,
            });
        let tenants = estate
            .tenants
            .iter()
            .map(|tenant| TenantGuard { name: tenant.name.clone(), id: tenant.id.clone().filter(|id| is_guid(id)) })
            .collect();
        let builds = estate
            .of("exchange-server", &Realm::OnPremises)
            .filter_map(|server| match server.get("AdminDisplayVersion").value() {
                Some(Value::Version(version)) => Some((server.subject.clone(), version.to_string())),
                _ => None,
            })
            .collect();
        Self { organization, tenants, builds }
    }

    /// The steps of a script with the guards before and the end after them. `entra` are the Entra scripts and their tenants.
    #[must_use]
    pub fn around(
        &self,
        kind: Kind,
        tenant: Option<&str>,
        entra: &[(String, Option<String>)],
        steps: &[(usize, Call)],
        plan: &Plan,
    ) -> Vec<(usize, Call)> {
        let mut calls = Vec::new();
        let mut add = |name: &str, values: Vec<Vec<String>>| {
            // What is on no allow-list guards nothing; the guards that matter (ids) are validated when they are read.
            if let Ok(call) = Call::new(name, values) {
                calls.push((0, call));
            }
        };
        if kind == Kind::Entra {
            add("Assert-Tenant", vec![vec![self.tenant_id(tenant)]]);
        } else {
            add("Assert-Organization", vec![vec![self.organization.clone().unwrap_or_default()]]);
            for (name, build) in self.builds.iter().filter(|(name, _)| kind != Kind::Exchange || touches(plan, steps, name)) {
                add("Assert-ServerBuild", vec![vec![name.clone()], vec![build.clone()]]);
            }
        }
        if matches!(kind, Kind::Owa | Kind::Enable) {
            for (script, tenant) in entra {
                add("Read-TenantResult", vec![vec![script.clone()], vec![self.tenant_id(tenant.as_deref())]]);
            }
        }
        let by_hand = |step: &&Step| matches!(step.action, Action::Manual { must: true, .. }) && step.phase < SWITCH_PHASE;
        if matches!(kind, Kind::Owa | Kind::Enable) {
            for step in plan.steps.iter().filter(by_hand) {
                calls.extend(Call::new("Confirm-ManualStep", vec![]).ok().map(|call| (step.number, call)));
            }
        }
        if kind == Kind::Owa {
            calls.extend(Call::new("Assert-BrowserSignIn", vec![]).ok().map(|call| (0, call)));
        }
        if kind == Kind::Enable {
            calls.extend(
                Call::new("Assert-Ready", vec![vec![plan.endpoint.clone()], plan.cleared.clone()]).ok().map(|call| (0, call)),
            );
            calls.extend(Call::new("Approve-Switches", vec![]).ok().map(|call| (0, call)));
        }
        calls.extend(steps.iter().cloned());
        if kind == Kind::Entra {
            calls.extend(Call::new("Save-TenantResult", vec![]).ok().map(|call| (0, call)));
        }
        calls.extend(Call::new("Complete-Script", vec![]).ok().map(|call| (0, call)));
        calls
    }

    fn tenant_id(&self, name: Option<&str>) -> String {
        let tenant = self.tenants.iter().find(|tenant| Some(tenant.name.as_str()) == name);
        tenant.and_then(|tenant| tenant.id.clone()).unwrap_or_default()
    }
}

/// Whether one of the steps changes something on this server.
fn touches(plan: &Plan, steps: &[(usize, Call)], server: &str) -> bool {
    let of_script = |number: usize| steps.iter().any(|(step, _)| *step == number);
    plan.steps.iter().filter(|step| of_script(step.number)).any(|step| match &step.action {
        Action::Scripted(operation) => {
            let subject = &operation.target.subject;
            subject.split_once('\\').map_or(subject.as_str(), |(name, _)| name).eq_ignore_ascii_case(server)
        }
        Action::Manual { .. } => false,
    })
}
