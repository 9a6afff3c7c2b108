//! Signing in to a tenant: to which service, and which tenant a command names.

/// What a session signs in to. Each service keeps a tenant of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Microsoft Graph, by its own module or that of Entra.
    Graph,
    /// The module `AzureAD`.
    AzureAd,
    /// The module `MSOnline`.
    Msol,
    /// The module `Az`.
    Azure,
    /// The program `az`.
    AzureCli,
    /// Exchange Online.
    Exchange,
}

impl Service {
    /// The service that a command asks, or signs in to; `None` where its name does not tell.
    pub fn of(command: &str) -> Option<Self> {
        let lower = command.to_ascii_lowercase();
        if lower == "az" {
            return Some(Self::AzureCli);
        }
        let (verb, noun) = lower.split_once('-')?;
        match noun {
            "exchangeonline" | "exopssession" | "ippssession" => Some(Self::Exchange),
            "graph" => (verb == "connect").then_some(Self::Graph),
            _ if noun.starts_with("mg") || noun.starts_with("entra") => Some(Self::Graph),
            _ if noun.starts_with("azuread") => Some(Self::AzureAd),
            _ if noun.starts_with("msol") => Some(Self::Msol),
            _ if noun.starts_with("az") => Some(Self::Azure),
            _ => None,
        }
    }
}

/// A sign-in as its command tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The service.
    pub service: Service,
    /// The id of the tenant or one of its domains, as typed; `None` where the command leaves it to the person who signs in.
    pub tenant: Option<String>,
}

/// Names of the parameter that names the tenant, in lower case. Each may be shortened.
const NAMING: &[&str] = &["tenantid", "tenantdomain", "domain", "organization", "delegatedorganization"];

/// Whether a parameter, as typed, names the tenant.
pub fn names_tenant(typed: &str) -> bool {
    let typed = typed.to_ascii_lowercase();
    typed.len() > 2 && NAMING.iter().any(|name| name.starts_with(&typed))
}

/// The tenant that a hash table of parameters names, as typed: `@{ TenantId = 'contoso.com' }`.
pub fn tenant_in_table(table: &str) -> Option<String> {
    let inner = table.strip_prefix("@{")?.split('}').next()?;
    let entries = inner.split([';', '\n']).filter_map(|entry| entry.split_once('='));
    let mut named = entries.filter(|(name, _)| names_tenant(&plain(name.trim())));
    named.next().map(|(_, value)| plain(value.trim()))
}

/// The sign-in of `az login`, if it is one. `words`: the command line from the program on.
pub fn of_program(words: &str) -> Option<SignIn> {
    let end = words.find(['|', ';', '\n', '&', '>']).unwrap_or(words.len());
    let mut words = words.get(..end)?.split_whitespace().skip(1);
    if !words.next()?.eq_ignore_ascii_case("login") {
        return None;
    }
    let mut tenant = None;
    while let Some(word) = words.next() {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        if name == "-t" || (name.len() > 3 && "--tenant".starts_with(name)) {
            tenant = value.or_else(|| words.next()).map(plain).filter(|tenant| is_told(tenant));
        }
    }
    Some(SignIn { service: Service::AzureCli, tenant })
}

/// Whether a text is a value and not a way to find one.
pub fn is_told(text: &str) -> bool {
    !text.is_empty() && !text.contains(['$', '(', ' ', '@', '{', '<', '%'])
}

fn plain(word: &str) -> String {
    word.trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_told_by_its_nouns() {
        for (command, service) in [
            ("Get-MgServicePrincipal", Some(Service::Graph)),
            ("Connect-Graph", Some(Service::Graph)),
            ("Invoke-MgGraphRequest", Some(Service::Graph)),
            ("Get-EntraServicePrincipal", Some(Service::Graph)),
            ("Get-AzureADServicePrincipal", Some(Service::AzureAd)),
            ("Get-MsolServicePrincipal", Some(Service::Msol)),
            ("Get-AzADServicePrincipal", Some(Service::Azure)),
            ("Connect-ExchangeOnline", Some(Service::Exchange)),
            ("az", Some(Service::AzureCli)),
            ("Get-AuthServer", None),
            ("", None),
        ] {
            assert_eq!(Service::of(command), service, "{command}");
        }
    }

    #[test]
    fn a_table_of_parameters_names_the_tenant() {
        for (table, tenant) in [
            ("@{TenantId=\"contoso.com\"}", Some("contoso.com")),
            ("@{ Scopes = 'Application.Read.All'; 'TenantId' = 'contoso.com' }", Some("contoso.com")),
            ("@{\n  NoWelcome = $true\n  TenantId  = $tenant\n}", Some("$tenant")),
            ("@{ Scopes = 'Application.Read.All' }", None),
        ] {
            assert_eq!(tenant_in_table(table).as_deref(), tenant, "{table}");
        }
    }

    #[test]
    fn a_program_signs_in_with_the_tenant_that_its_option_names() {
        for (words, tenant) in [
            ("az login", None),
            ("az login --tenant contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("az login -t 'contoso.com' --use-device-code", Some("contoso.com")),
            ("az login --tenant=contoso.com | Out-Null", Some("contoso.com")),
            ("az login --tenant $tenant", None),
        ] {
            assert_eq!(of_program(words).map(|found| found.tenant), Some(tenant.map(str::to_owned)), "{words}");
        }
        assert_eq!(of_program("az account show --tenant x"), None);
        assert_eq!(of_program("az"), None);
    }
}
