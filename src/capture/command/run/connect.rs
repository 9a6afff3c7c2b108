//! Commands that connect: which organisation the cmdlets after them ask.

use super::{Bound, Change, Expression, Flow, Primary, Run, Shell, Source};
use crate::capture::command::connection::side_of_host;
use crate::capture::command::sign_in::{self, Service, SignIn};

impl Run<'_> {
    /// A command that makes, enters or ends a connection.
    pub(super) fn connects(&mut self, name: &str, bound: &[Bound<'_>], flows: &[Flow]) -> Vec<Flow> {
        let text = |one: &Bound<'_>| one.value.map(|value| self.text[value.text.clone()].to_owned());
        let prefix = bound.iter().find(|one| one.is("Prefix")).and_then(text).unwrap_or_default();
        let change = match name {
            "connect-exchangeonline" | "connect-exopssession" | "connect-ippssession" => {
                Change::Import(prefix, Some(Shell::Tenant))
            }
            "disconnect-exchangeonline" => Change::Disconnect,
            "connect-exchangeserver" => Change::Import(prefix, Some(Shell::OnPremises)),
            "add-pssnapin" => {
                let names_exchange = bound.iter().filter_map(text).any(|name| name.to_ascii_lowercase().contains("exchange"));
                if !names_exchange {
                    return Vec::new();
                }
                Change::Import(String::new(), Some(Shell::OnPremises))
            }
            "new-pssession" | "new-exopssession" => {
                let online = name == "new-exopssession" || bound.iter().any(|one| one.is("AllowRedirection"));
                let named = self.side_of_session(bound).flatten().filter(|side| !online || *side != Shell::Unknown);
                let side = Some(named.unwrap_or(if online { Shell::Tenant } else { Shell::Unknown }));
                let object = self.state.memory.object();
                self.state.connections.apply(self.window, &Change::Made(side));
                return vec![Flow::new(Source::Session(side), object)];
            }
            "import-pssession" => {
                Change::Import(prefix, self.side_of_session(bound).unwrap_or_else(|| self.side_of_input(flows)))
            }
            // A session that was imported as a module was seen among the arguments.
            "import-module" => {
                let is_file = |name: String| name.contains(['\\', '/', '$', '.']) && !name.contains('(');
                if bound.iter().filter_map(text).any(is_file) {
                    self.state.memory.cloud();
                }
                return Vec::new();
            }
            "remove-module" => {
                let online = bound.iter().filter_map(text).any(|name| {
                    let name = name.to_ascii_lowercase();
                    name.starts_with("tmp") || name.starts_with("exchangeonline")
                });
                if !online {
                    return Vec::new();
                }
                Change::Disconnect
            }
            "enter-pssession" => {
                let side = self.side_of_session(bound).unwrap_or_else(|| self.side_of_input(flows));
                Change::Enter(side.unwrap_or(Shell::Unknown))
            }
            "exit-pssession" | "exit" => Change::Exit,
            _ => {
                // `Remove-PSSession $s`; without a name that tells, all that were made.
                match self.side_of_session(bound) {
                    Some(Some(Shell::Tenant)) => Change::Disconnect,
                    Some(Some(Shell::OnPremises)) => return Vec::new(),
                    _ => Change::EndAll,
                }
            }
        };
        if self.state.connections.apply(self.window, &change) {
            // Variables there are others.
            self.state.memory.cloud();
        }
        Vec::new()
    }

    /// `Connect-MgGraph -TenantId …`: the service, and the tenant where the command names one.
    pub(super) fn signs_in(&mut self, name: &str, bound: &[Bound<'_>]) {
        let Some(service) = Service::of(name) else { return };
        let names_tenant = |one: &&Bound<'_>| one.typed.is_some_and(sign_in::names_tenant);
        let named = bound.iter().find(names_tenant).and_then(|one| one.value);
        let typed = match named {
            Some(value) => Some(self.text[value.text.clone()].to_owned()),
            // `Connect-MgGraph @parameters`
            None => {
                let splats = bound.iter().filter_map(|one| one.value.filter(|value| value.splat));
                let names = splats.map(|value| self.text[value.text.clone()].trim_start_matches('@').to_ascii_lowercase());
                names.filter_map(|name| self.state.memory.table(&name)).find_map(sign_in::tenant_in_table)
            }
        };
        let tenant = typed.map(|typed| self.spelled_out(&typed)).filter(|tenant| sign_in::is_told(tenant));
        self.sign_in(SignIn { service, tenant });
    }

    /// Whether the command line speaks of a connection to Exchange, so that what it defines may make one.
    pub(super) fn speaks_of_connection(&self) -> bool {
        let lower = self.text.to_ascii_lowercase();
        ["connect-", "import-pssession", "ipsn", "enter-pssession", "etsn", "new-pssession", "nsn"]
            .iter()
            .any(|word| lower.contains(word))
    }

    fn side_of_input(&self, flows: &[Flow]) -> Option<Shell> {
        let of_session = flows.iter().find_map(|flow| match flow.source {
            Source::Session(side) => Some(side),
            _ => None,
        });
        of_session.unwrap_or_else(|| self.state.connections.latest()).or(Some(Shell::Unknown))
    }

    /// The side of the session or host that a command names; `None` if it names none.
    pub(super) fn side_of_session(&mut self, bound: &[Bound<'_>]) -> Option<Option<Shell>> {
        let one = bound
            .iter()
            .find(|one| ["ConnectionUri", "ComputerName", "ServerFqdn", "Session"].iter().any(|name| one.is(name)))
            .or_else(|| bound.iter().find(|one| one.typed.is_none() && !is_block(one)));
        let Some(one) = one else {
            let is_named = ["Id", "Name"].iter().any(|name| bound.iter().any(|one| one.is(name)));
            return is_named.then_some(Some(Shell::Unknown));
        };
        let value = one.value?;
        let is_session = one.is("Session");
        if let Some(expression) = &value.expression {
            let is_here = matches!(expression.primary, Primary::Variable(_)) && !is_session;
            let sides: Vec<Option<Shell>> = self
                .expression(expression)
                .iter()
                .map(|flow| match &flow.source {
                    Source::Session(side) => *side,
                    Source::Text(text) => side_of_host(text),
                    // Servers of the organisation, and this computer.
                    Source::Got(got) if !is_session && got.side.is_none_or(|side| side == Shell::OnPremises) => {
                        Some(Shell::OnPremises)
                    }
                    Source::Else if is_here => self.state.connections.side(self.window).or(Some(Shell::OnPremises)),
                    Source::Else => self.state.connections.latest(),
                    _ => None,
                })
                .collect();
            // Of several, the one that is not on premises counts.
            return Some(Some(sides.into_iter().map(|side| side.unwrap_or(Shell::Unknown)).max().unwrap_or(Shell::Unknown)));
        }
        Some(Some(side_of_host(&self.text[value.text.clone()]).unwrap_or(Shell::Unknown)))
    }
}

fn is_block(one: &Bound<'_>) -> bool {
    matches!(one.value.and_then(|value| value.expression.as_ref()), Some(Expression { primary: Primary::Block { .. }, .. }))
}
