//! `probe`: asks and writes down what was answered. No credentials, no redirects, nothing but GET.

use super::answer::{self, Answer};
use super::http::Settings;
use super::target::{Kind, Target, host};
use super::transport_error::TransportError;
use jiff::Timestamp;
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Most bytes of a body that are read.
const BODY: usize = 256 * 1024;
/// Most characters of a header that are kept.
const HEADER: usize = 4096;
/// Headers that are written down, besides those about authentication. Never cookies.
const KEPT: &[&str] = &["server", "location", "x-ms-location", "x-feserver", "x-beserver", "x-owa-version", "via", "retry-after"];

/// How to ask.
#[derive(Debug, Clone)]
pub struct Question {
    /// Hosts that are asked side by side.
    pub concurrency: usize,
    /// The mailbox that Exchange is to judge the question for (`X-User-Identity`), because policies differ between mailboxes.
    pub mailbox: Option<String>,
    /// The time to write down.
    pub now: Timestamp,
}

/// What came back from a URL.
#[derive(Debug, Clone)]
struct Outcome {
    target: Target,
    answer: Result<Answer, (TransportError, u32)>,
}

/// Asks all targets and returns the capture: a JSON array, one record a target, in the order of the targets. The URLs of one host are asked one after
/// another; once a host has not answered at all, its other URLs are not asked.
pub async fn run(client: &Client, targets: Vec<Target>, question: &Question, settings: &Settings) -> Vec<Value> {
    let mut hosts: Vec<Vec<(usize, Target)>> = Vec::new();
    for (index, target) in targets.into_iter().enumerate() {
        match hosts.last_mut() {
            Some(same) if same.first().is_some_and(|(_, first)| host(&first.url) == host(&target.url)) => {
                same.push((index, target))
            }
            _ => hosts.push(vec![(index, target)]),
        }
    }
    let permits = Arc::new(Semaphore::new(question.concurrency.max(1)));
    let mut tasks = JoinSet::new();
    for of_host in hosts {
        let (client, question, settings, permits) = (client.clone(), question.clone(), settings.clone(), Arc::clone(&permits));
        tasks.spawn(async move {
            // The semaphore is never closed.
            let _permit = permits.acquire().await;
            ask_host(&client, of_host, &question, &settings).await
        });
    }
    let mut outcomes: Vec<(usize, Outcome)> = tasks.join_all().await.into_iter().flatten().collect();
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| record(&outcome, question)).collect()
}

async fn ask_host(
    client: &Client,
    targets: Vec<(usize, Target)>,
    question: &Question,
    settings: &Settings,
) -> Vec<(usize, Outcome)> {
    let mut outcomes = Vec::with_capacity(targets.len());
    let mut failed = false;
    for (index, target) in targets {
        let answer =
            if failed { Err((TransportError::HostFailedBefore, 0)) } else { ask(client, &target, question, settings).await };
        failed |= answer.as_ref().is_err_and(|(mishap, _)| mishap.is_of_host());
        outcomes.push((index, Outcome { target, answer }));
    }
    outcomes
}

async fn ask(
    client: &Client,
    target: &Target,
    question: &Question,
    settings: &Settings,
) -> Result<Answer, (TransportError, u32)> {
    let mut request = client.get(target.url.clone());
    let mut limit = Some(BODY);
    if target.kind == Kind::BearerChallenge {
        // An empty token: without the scheme, Exchange offers Basic only.
        request = request.header(AUTHORIZATION, HeaderValue::from_static("Bearer "));
        if let Some(mailbox) = question.mailbox.as_deref().and_then(|mailbox| HeaderValue::from_str(mailbox).ok()) {
            request = request.header("X-User-Identity", mailbox);
        }
        limit = None;
    }
    let time = settings.timeout.saturating_add(Duration::from_millis(50));
    tokio::time::timeout(time, answer::read(request, limit, settings)).await.unwrap_or(Err((TransportError::Timeout, 1)))
}

/// The record of an answer, as docs/live.md describes it.
fn record(outcome: &Outcome, question: &Question) -> Value {
    let now = question.now;
    let target = &outcome.target;
    let mut record = Map::new();
    record.insert("Cmdlet".to_owned(), json!("Invoke-HmauditProbe"));
    record.insert("RequestUrl".to_owned(), json!(target.url.as_str()));
    record.insert("Request".to_owned(), json!(target.kind.name()));
    record.insert("NamedBy".to_owned(), json!(target.named_by));
    record.insert("Time".to_owned(), json!(now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    match &outcome.answer {
        Ok(answer) => {
            record.insert("Attempts".to_owned(), json!(answer.attempts));
            record.insert("HttpStatus".to_owned(), json!(answer.status.to_string()));
            record.insert("Certificate".to_owned(), json!(answer.certificate));
            if target.kind == Kind::BearerChallenge {
                record.insert("WwwAuthenticate".to_owned(), json!(all(&answer.headers, "www-authenticate")));
                let reasons = all(&answer.headers, "x-ms-diagnostics");
                record.insert("AsMailbox".to_owned(), json!(question.mailbox.is_some()));
                record.insert("Diagnostics".to_owned(), if reasons.is_empty() { Value::Null } else { json!(reasons.join(" ")) });
            }
            let kept =
                KEPT.iter().flat_map(|name| all(&answer.headers, name).into_iter().map(move |value| format!("{name}: {value}")));
            record.insert("Headers".to_owned(), json!(kept.collect::<Vec<_>>()));
            body(target.kind, answer, &mut record);
            record.insert("Error".to_owned(), Value::Null);
        }
        Err((mishap, attempts)) => {
            record.insert("Attempts".to_owned(), json!(attempts));
            record.insert("Error".to_owned(), json!(mishap.name()));
            record.insert("ErrorText".to_owned(), json!(mishap.words()));
        }
    }
    Value::Object(record)
}

/// What the body says, if it is of the expected kind.
fn body(kind: Kind, answer: &Answer, record: &mut Map<String, Value>) {
    let document: Option<Value> = serde_json::from_slice(&answer.body).ok().filter(|_| answer.status == 200);
    let text = |name: &str| document.as_ref().and_then(|value| value.get(name)).and_then(Value::as_str).map(clip);
    let mut take = |name: &str, from: &str| {
        if let Some(value) = text(from) {
            record.insert(name.to_owned(), json!(value));
        }
    };
    match kind {
        Kind::BearerChallenge => {}
        Kind::SignIn => {
            // What comes behind the path is of this request alone.
            let to = all(&answer.headers, "location").into_iter().next().and_then(|to| to.parse::<url::Url>().ok());
            let to = to.map(|mut to| {
                to.set_query(None);
                to.set_fragment(None);
                to.to_string()
            });
            record.insert("Location".to_owned(), json!(to));
        }
        Kind::AutodiscoverV2 => {
            take("Protocol", "Protocol");
            take("AnsweredUrl", "Url");
        }
        Kind::OpenIdConfiguration => take("Issuer", "issuer"),
    }
}

fn all(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers.get_all(name).iter().map(|value| clip(&String::from_utf8_lossy(value.as_bytes()))).collect()
}

fn clip(text: &str) -> String {
    text.chars().take(HEADER).collect()
}
