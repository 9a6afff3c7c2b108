//! The calls around the steps of a script: they make it run only where it was made for, and only in order.

use super::call::Call;
use super::plan::{Action, Plan, SWITCH_PHASE, Step};
use super::quote::is_guid;
use super::script::Kind;
use crate::estate::facts::servers;
use crate::estate::{Estate, KnownExt as _, Side, Value};

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
    /// Servers and their builds as captured, by name, without Edge servers.
    pub builds: Vec<(String, String)>,
}

impl Guards {
    /// What the captures show of organisation, tenants and servers.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let organization =
            estate.of("organization-config", &Side::OnPremises).next().and_then(|object| match object.get("Guid").value() {
                Some(Value::Guid(guid)) if is_guid(guid) => Some(guid.clone()),
                _ => None,
            });
        let tenants = estate
            .tenants
            .iter()
            .map(|tenant| TenantGuard { name: tenant.name.clone(), id: tenant.id.clone().filter(|id| is_guid(id)) })
            .collect();
        let builds = estate
            .of("exchange-server", &Side::OnPremises)
            .filter(|server| servers::is_edge(server) != Some(true))
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
            let servers = match kind {
                Kind::Enable => self.builds.iter().map(|(name, _)| name.clone()).collect(),
                _ => servers_of(steps),
            };
            for name in servers {
                let build = self.builds.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name)).map(|(_, build)| build.clone());
                add("Assert-ServerBuild", vec![vec![name], vec![build.unwrap_or_default()]]);
            }
        }
        if matches!(kind, Kind::Owa | Kind::Enable) {
            for (script, tenant) in entra {
                add("Read-TenantResult", vec![vec![script.clone()], vec![self.tenant_id(tenant.as_deref())]]);
            }
            let by_hand = |step: &&Step| matches!(step.action, Action::Manual { must: true, .. }) && step.phase < SWITCH_PHASE;
            for step in plan.steps.iter().filter(by_hand) {
                calls.extend(Call::new("Confirm-ManualStep", vec![]).ok().map(|call| (step.number, call)));
            }
            let Demands { servers, results, manual } = Demands::of(&calls);
            let last = if kind == Kind::Owa {
                vec![("Assert-BrowserSignIn", vec![results, manual])]
            } else {
                let ready = vec![vec![plan.endpoint.clone()], plan.cleared.clone(), servers, results, manual];
                vec![("Assert-Ready", ready), ("Approve-Switches", Vec::new())]
            };
            calls.extend(last.into_iter().filter_map(|(name, values)| Call::new(name, values).ok().map(|call| (0, call))));
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

/// What the last guard of a script counts: the guards before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// Servers whose builds are compared.
    pub servers: Vec<String>,
    /// Scripts of tenants whose results are read.
    pub results: Vec<String>,
    /// Steps that a person must have done.
    pub manual: Vec<String>,
}

impl Demands {
    /// The guards among calls.
    #[must_use]
    pub fn of(calls: &[(usize, Call)]) -> Self {
        let mut demands = Self::default();
        for (step, call) in calls {
            match call.shape().name {
                "Assert-ServerBuild" => demands.servers.extend(call.value_of("Name").map(str::to_owned)),
                "Read-TenantResult" => demands.results.extend(call.value_of("From").map(str::to_owned)),
                "Confirm-ManualStep" => demands.manual.push(step.to_string()),
                _ => {}
            }
        }
        demands
    }
}

/// The servers that steps change something on, sorted: each needs its guard.
#[must_use]
pub fn servers_of(steps: &[(usize, Call)]) -> Vec<String> {
    let mut servers: Vec<String> = steps.iter().filter_map(|(_, call)| server_of(call)).map(str::to_owned).collect();
    servers.sort_by_cached_key(|name| name.to_ascii_lowercase());
    servers.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    servers
}

fn server_of(call: &Call) -> Option<&str> {
    let identity = call.value_of("Identity").filter(|_| call.shape().is_step)?;
    match identity.split_once('\\') {
        Some((server, _)) => Some(server).filter(|server| !server.is_empty()),
        None => (call.value_of("Kind") == Some("ClientAccess")).then_some(identity),
    }
}
