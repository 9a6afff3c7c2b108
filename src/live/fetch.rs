//! `fetch`: one tenant's service principals, as a capture that says whose they are.

use super::cloud::Cloud;
use super::graph::{Graph, GraphError};
use super::http::Settings;
use super::secret::{Credential, Scrubber};
use super::token::{self, Asking};
use super::{answer, http};
use crate::estate::parse::guid;
use crate::microsoft::EXCHANGE_ONLINE;
use crate::outcome::UserError;
use crate::text::visible_line;
use jiff::Timestamp;
use miette::miette;
use reqwest::Client;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

/// What is read of a service principal. Key material is never asked for beyond what tells the keys apart.
const SELECT: &str = "id,appId,displayName,accountEnabled,servicePrincipalType,servicePrincipalNames,replyUrls,keyCredentials";

/// What to fetch.
pub struct Order {
    /// Tenant id or domain.
    pub tenant: String,
    /// Application id.
    pub client_id: String,
    /// Its cloud.
    pub cloud: Cloud,
    /// The time.
    pub now: Timestamp,
}

/// What was fetched.
#[derive(Debug)]
pub struct Fetched {
    /// The records of the capture.
    pub records: Vec<Value>,
    /// What the person should know.
    pub notes: Vec<String>,
}

/// The tenant as its directory or its sign-in service tells.
struct Whose {
    id: String,
    initial: Option<String>,
}

/// Fetches. Whatever it returns or fails with holds no secret.
///
/// # Errors
/// In clear words: see [`token::get`] and [`GraphError`].
pub fn run(order: &Order, credential: &Credential, settings: &Settings) -> Result<Fetched, UserError> {
    check(order)?;
    let client = http::client(settings)?;
    http::block_on(fetch(&client, order, credential, settings))
}

fn check(order: &Order) -> Result<(), UserError> {
    if guid(&order.client_id).is_none() {
        return Err(miette!(
            help = "it is the Application (client) ID of the app registration, such as 4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3",
            "--client-id {}: not an application id",
            visible_line(&order.client_id)
        ));
    }
    let is_domain = order.tenant.contains('.')
        && order
            .tenant
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    if guid(&order.tenant).is_none() && !is_domain {
        return Err(miette!(
            help = "pass the tenant id, or a domain of the tenant such as contoso.onmicrosoft.com",
            "--tenant {}: neither an id nor a domain",
            visible_line(&order.tenant)
        ));
    }
    Ok(())
}

async fn fetch(client: &Client, order: &Order, credential: &Credential, settings: &Settings) -> Result<Fetched, UserError> {
    let mut scrubber = Scrubber::default();
    if let Credential::Secret(secret) = credential {
        scrubber.add(secret);
    }
    let asking = Asking {
        authority: &order.cloud.authority,
        tenant: &order.tenant,
        client_id: &order.client_id,
        resource: &order.cloud.graph,
        now: order.now,
    };
    let token: SecretString = token::get(client, &asking, credential, &mut scrubber, settings).await?;
    let graph = Graph { client, host: &order.cloud.graph, token: &token, settings, scrubber: &scrubber };
    let mut notes = Vec::new();
    let mut records = Vec::new();
    let whose = match graph.all("/v1.0/organization?$select=id,displayName,verifiedDomains").await {
        Ok(organizations) => {
            let (whose, record) = organization(order, organizations.first())?;
            records.push(record);
            whose
        }
        Err(GraphError::Forbidden(_)) => {
            notes.push(
                "the domains of the tenant were not read: the application lacks Organization.Read.All; the capture says the tenant id"
                    .to_owned(),
            );
            by_sign_in(client, order, settings).await?
        }
        Err(denied) => return Err(denied.into()),
    };
    let first_party = format!("/v1.0/servicePrincipals(appId='{EXCHANGE_ONLINE}')?$select={SELECT}");
    match graph.one(&first_party).await {
        Ok(principal) => records.push(record(&principal, &whose)),
        Err(GraphError::Missing) => {
            return Err(miette!(
                help = "is this the tenant of the hybrid organisation? a tenant without Exchange Online has no such principal",
                "tenant {} has no service principal of Exchange Online ({EXCHANGE_ONLINE})",
                visible_line(&order.tenant)
            ));
        }
        Err(denied) => return Err(denied.into()),
    }
    let dedicated = format!("/v1.0/servicePrincipals?$filter=startswith(displayName,'ExchangeServerApp-')&$select={SELECT}");
    let dedicated = graph.all(&dedicated).await?;
    records.extend(dedicated.iter().map(|principal| record(principal, &whose)));
    Ok(Fetched { records: records.into_iter().map(|record| clean(record, &scrubber)).collect(), notes })
}

/// Whose directory it is; it must be that of the tenant that was asked for.
fn organization(order: &Order, organization: Option<&Value>) -> Result<(Whose, Value), UserError> {
    let Some(organization) = organization else { return Err(miette!("Microsoft Graph names no organisation for this token")) };
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = text(organization, "id").unwrap_or_default();
    let verified = organization.get("verifiedDomains").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let domains: Vec<String> = verified.iter().filter_map(|domain| text(domain, "name")).collect();
    let is_initial = |domain: &&Value| domain.get("isInitial").and_then(Value::as_bool) == Some(true);
    let initial = verified.iter().find(is_initial).and_then(|domain| text(domain, "name"));
    let asked_for =
        id.eq_ignore_ascii_case(&order.tenant) || domains.iter().any(|domain| domain.eq_ignore_ascii_case(&order.tenant));
    if !asked_for {
        return Err(miette!(
            help = "check --tenant and the app registration; nothing was written",
            "the answers are those of tenant {}, not of {}",
            visible_line(&id),
            visible_line(&order.tenant)
        ));
    }
    let record = json!({
        "Cmdlet": "Get-MgOrganization",
        "TenantId": id,
        "InitialDomain": initial,
        "Id": id,
        "DisplayName": organization.get("displayName").cloned().unwrap_or(Value::Null),
        "VerifiedDomains": domains,
    });
    Ok((Whose { id, initial }, record))
}

/// The id of a tenant from the OpenID configuration of its sign-in service, which anybody may read.
async fn by_sign_in(client: &Client, order: &Order, settings: &Settings) -> Result<Whose, UserError> {
    let domain = (guid(&order.tenant).is_none()).then(|| order.tenant.to_lowercase());
    let Some(domain) = domain else { return Ok(Whose { id: order.tenant.to_lowercase(), initial: None }) };
    let unknown = || {
        miette!(help = "pass the tenant id with --tenant", "the id of tenant {} could not be read", visible_line(&order.tenant))
    };
    let url = order.cloud.authority.join(&format!("/{domain}/.well-known/openid-configuration")).map_err(|_| unknown())?;
    let answer = answer::read(client.get(url), Some(1024 * 1024), settings).await.map_err(|_| unknown())?;
    let document: Value = serde_json::from_slice(&answer.body).map_err(|_| unknown())?;
    let issuer = document.get("issuer").and_then(Value::as_str).unwrap_or("");
    let id = issuer.split('/').find_map(guid).ok_or_else(unknown)?;
    Ok(Whose { id, initial: Some(domain) })
}

fn record(principal: &Value, whose: &Whose) -> Value {
    let mut record = Map::new();
    record.insert("Cmdlet".to_owned(), json!("Get-MgServicePrincipal"));
    record.insert("TenantId".to_owned(), json!(whose.id));
    record.insert("InitialDomain".to_owned(), json!(whose.initial));
    for name in SELECT.split(',').filter(|name| *name != "keyCredentials") {
        // What Graph did not answer stays absent: unknown, not blank.
        if let Some(value) = principal.get(name) {
            record.insert(capitalised(name), value.clone());
        }
    }
    if let Some(Value::Array(keys)) = principal.get("keyCredentials") {
        record.insert("KeyCredentials".to_owned(), keys.iter().map(key).collect());
    }
    Value::Object(record)
}

/// What tells a key apart; never the key.
fn key(key: &Value) -> Value {
    let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or("-");
    json!([text("keyId"), text("type"), text("usage"), text("endDateTime")].join(" "))
}

/// The name as PowerShell prints it.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Takes secrets out of every text, in case a server sends one back.
fn clean(value: Value, scrubber: &Scrubber) -> Value {
    match value {
        Value::String(text) => Value::String(scrubber.clean(&text)),
        Value::Array(items) => items.into_iter().map(|item| clean(item, scrubber)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (scrubber.clean(&name), clean(value, scrubber))).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}
