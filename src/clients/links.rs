//! Each link of a path, judged by the findings about the objects that the client needs.

use super::repairs::{Fault, Remedy};
use super::table::{Client, Service, Way};
use super::{Link, MOST_EVIDENCE, Part, Place, State};
use crate::catalog;
use crate::catalog::schema::Place as Shell;
use crate::check::{Disposition, Evidence, Finding, Severity, Verdict, words};
use crate::estate::facts::{self, Gap, Rows, View};
use crate::estate::{KnownExt as _, Object, Seen, Unknown, UnknownReason, Value, spn};
use crate::rule::Rule;
use crate::source::Span;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

const SCP: &str = "client-access-service";
const SCP_URL: &str = "AutoDiscoverServiceInternalUri";
const PRINCIPAL: &str = "service-principal";
const OWA: &str = "owa-virtual-directory";

/// The rules that judge where Exchange sends clients to sign in. Those of the two switches speak at severity info while the organisation prepares,
/// and then break nothing: the paths are those of the day when both are on.
const ENDPOINT: &[&str] = &[
    "HMA-STS-001",
    "HMA-STS-002",
    "HMA-STS-003",
    "HMA-STS-004",
    "HMA-STS-005",
    "HMA-STS-009",
    "HMA-STS-011",
    "HMA-STS-013",
    "HMA-ORG-001",
];

/// The links of one path.
pub(super) struct Links {
    /// In order, each with its parts by what they are about; what works has none.
    pub links: Vec<(Link, Vec<Judged>)>,
    /// What is to be said of a path that works.
    pub remark: Option<String>,
}

/// Parts that paths share.
pub(super) type Judged = Rc<[Part]>;

/// What is judged: of what, about which noun, property or switch, where, and in which tenant, as far as that matters.
type Question = (Link, &'static str, Option<bool>, String);

/// What the rules say, at hand.
pub(super) struct Judge<'a> {
    view: &'a View<'a>,
    ran: BTreeSet<&'a str>,
    of_rule: HashMap<&'a str, Vec<&'a Finding>>,
    of_subject: HashMap<&'a str, HashMap<&'a str, Vec<&'a Finding>>>,
    /// What was judged before: most links are those of several clients.
    answered: RefCell<BTreeMap<Question, Judged>>,
}

impl<'a> Judge<'a> {
    pub fn new(view: &'a View<'a>, rules: &'a [Rule], findings: &'a [Finding]) -> Self {
        let mut of_rule: HashMap<&str, Vec<&Finding>> = HashMap::new();
        let mut of_subject: HashMap<&str, HashMap<&str, Vec<&Finding>>> = HashMap::new();
        for finding in findings.iter().filter(|finding| finding.verdict.is_open()) {
            of_rule.entry(&finding.rule).or_default().push(finding);
            of_subject.entry(&finding.rule).or_default().entry(&finding.subject).or_default().push(finding);
        }
        let ran = rules.iter().map(|rule| rule.id.as_str()).collect();
        Self { view, ran, of_rule, of_subject, answered: RefCell::default() }
    }

    /// The answer to a question, which is judged once.
    fn once(&self, link: Link, about: &'static str, at: Option<bool>, tenant: &str, judge: impl FnOnce() -> Vec<Part>) -> Judged {
        let question = (link, about, at, tenant.to_owned());
        if let Some(known) = self.answered.borrow().get(&question) {
            return Rc::clone(known);
        }
        let answer: Judged = judge().into();
        self.answered.borrow_mut().insert(question, Rc::clone(&answer));
        answer
    }

    /// The same about each service of a client.
    fn of_each(
        &self,
        link: Link,
        services: &'static [Service],
        at: Option<bool>,
        tenant: &str,
        judge: impl Fn(&Service) -> Vec<Part>,
    ) -> Vec<Judged> {
        services.iter().map(|service| self.once(link, service.noun, at, tenant, || judge(service))).collect()
    }

    /// Whether Exchange sends clients to Entra.
    fn endpoint(&self, tenant: &str) -> Judged {
        self.once(Link::Endpoint, "", None, tenant, || self.rules(ENDPOINT, tenant))
    }

    /// The links of a client's path.
    pub fn links(&self, client: &Client, place: Place, tenant: &str) -> Links {
        match &client.way {
            Way::NotListed(why) => {
                let part = unknown((*why).to_owned(), Vec::new(), None);
                Links { links: vec![(Link::Build, vec![[part].into()])], remark: None }
            }
            Way::Browser => self.browser(place, tenant),
            Way::Mail { services, reads_scp, by_service } => {
                let place = if *by_service { Place::Outside } else { place };
                let (property, is_inside) = (url_property(place), Some(place == Place::Inside));
                let links = Link::ALL.map(|link| {
                    let mut parts: Vec<Judged> = match link {
                        Link::Autodiscover => {
                            let by_scp = *reads_scp && place == Place::Inside;
                            vec![self.once(link, "", Some(by_scp), tenant, || self.autodiscover(by_scp, tenant))]
                        }
                        Link::Url => self.of_each(link, services, is_inside, "", |service| self.urls(service.noun, place)),
                        Link::Name => {
                            self.of_each(link, services, is_inside, tenant, |service| self.names(service.noun, property, tenant))
                        }
                        Link::Oauth => self.of_each(link, services, None, tenant, |service| self.oauth(service, tenant)),
                        Link::Endpoint => vec![self.endpoint(tenant)],
                        Link::Policy => self.of_each(link, services, None, "", |service| self.policies(service.blocked_by)),
                        Link::Build => {
                            vec![self.once(link, "", None, tenant, || self.rules(&["HMA-SRV-001", "HMA-SRV-002"], tenant))]
                        }
                    };
                    if link == Link::Name {
                        parts.push(self.once(link, "", None, tenant, || self.rules(&["HMA-SPN-006", "HMA-SPN-007"], tenant)));
                    }
                    if link == Link::Policy {
                        parts.push(self.once(link, "", None, "", || self.policies("BlockModernAuthAutodiscover")));
                    }
                    if link == Link::Policy && *by_service {
                        parts.push(self.once(link, "devices", None, "", || self.devices()));
                    }
                    (link, parts)
                });
                Links { links: links.into(), remark: None }
            }
        }
    }

    /// Outlook on the web signs in at Entra where its virtual directories take OAuth, and by its own methods elsewhere.
    fn browser(&self, place: Place, tenant: &str) -> Links {
        let rows = self.rows(OWA);
        let mut undecided = gaps(&rows.gaps);
        let mut uses = false;
        for object in &rows.objects {
            match facts::value(self.view, Some(object), "offers-oauth").into_owned() {
                Ok(Seen { value: Value::Bool(offers), .. }) => uses |= offers,
                Ok(_) => {}
                Err(reason) => undecided.extend(self.unread(object, "OAuthAuthentication", reason)),
            }
        }
        if !uses {
            let remark = undecided.is_empty().then(|| "OWA does not use OAuth: users sign in by its own methods".to_owned());
            return Links { links: vec![(Link::Oauth, vec![undecided.into()])], remark };
        }
        undecided.extend(self.rules(&["HMA-OWA-001", "HMA-OWA-002"], tenant));
        let links = vec![
            (Link::Url, vec![self.urls(OWA, place).into()]),
            (Link::Name, vec![self.rules(&["HMA-OWA-004", "HMA-SPN-006", "HMA-SPN-007"], tenant).into()]),
            (Link::Oauth, vec![undecided.into()]),
            (Link::Endpoint, vec![self.endpoint(tenant)]),
            (Link::Build, vec![self.rules(&["HMA-OWA-003", "HMA-SRV-002"], tenant).into()]),
        ];
        Links { links, remark: None }
    }

    /// Service connection points in the network; elsewhere `autodiscover.<domain>`, which DNS may send to another host.
    fn autodiscover(&self, by_scp: bool, tenant: &str) -> Vec<Part> {
        let mut parts = self.rules(&["HMA-VDIR-005"], tenant);
        if by_scp {
            let rows = self.rows(SCP);
            parts.extend(gaps(&rows.gaps));
            parts.extend(rows.objects.iter().flat_map(|object| self.https(object, SCP_URL)));
            parts.extend(self.names(SCP, SCP_URL, tenant));
        } else {
            for part in self.rules(&["HMA-SPN-003"], tenant) {
                let why = match part.state {
                    State::Breaks => format!("{}, unless DNS sends its clients to another host", part.why),
                    _ => part.why,
                };
                parts.push(Part { state: State::Unknown, why, faults: Vec::new(), ..part });
            }
        }
        parts
    }

    /// Whether the service has a URL there, with https.
    fn urls(&self, noun: &str, place: Place) -> Vec<Part> {
        let property = url_property(place);
        let rows = self.rows(noun);
        let mut parts = gaps(&rows.gaps);
        let mut is_reached = false;
        for object in &rows.objects {
            match object.get(property) {
                Ok(Seen { value: Value::Url(_), .. }) => {
                    is_reached = true;
                    parts.extend(self.https(object, property));
                }
                Ok(_) => {}
                Err(reason) => parts.extend(self.unread(object, property, reason)),
            }
        }
        if !is_reached && parts.is_empty() {
            let cmdlet = catalog::of_noun(noun);
            let label = cmdlet.and_then(catalog::schema::Cmdlet::label).unwrap_or(noun);
            let at: Vec<Span> = rows.objects.iter().flat_map(|object| object.get(property).at().to_vec()).collect();
            let remedy = Remedy::by_hand(2, "set-url", format!("{label} {property}"));
            parts.push(Part {
                state: State::Breaks,
                why: format!("{label} has no {property} on any server"),
                evidence: places(at, "blank"),
                command: None,
                faults: vec![Fault { remedies: vec![remedy] }],
            });
        }
        parts
    }

    /// A URL without TLS, as the rule about it says.
    fn https(&self, object: &Object, property: &str) -> Vec<Part> {
        let is_open = matches!(object.get(property), Ok(Seen { value: Value::Url(url), .. }) if url.scheme() != "https");
        if !is_open {
            return Vec::new();
        }
        self.left_out("HMA-URL-001")
            .into_iter()
            .chain(self.about("HMA-URL-001", &object.subject).iter().copied().map(part))
            .collect()
    }

    /// Whether the hosts of a URL are service principal names of the tenant.
    fn names(&self, noun: &str, property: &str, tenant: &str) -> Vec<Part> {
        let rows = self.rows(noun);
        let mut parts: Vec<Part> = Vec::new();
        for rule in ["HMA-SPN-001", "HMA-SPN-002"] {
            parts.extend(self.left_out(rule));
            // A tenant whose names are not known.
            let of_principal =
                |finding: &&Finding| !finding.subject.contains("://") && finding.asks.is_some_and(|ask| ask.noun == PRINCIPAL);
            parts.extend(self.of_tenant(rule, tenant).filter(of_principal).map(part));
        }
        for object in &rows.objects {
            let Ok(Seen { value: Value::Url(url), .. }) = object.get(property) else { continue };
            let Some(origin) = spn::origin(&url) else { continue };
            let findings = ["HMA-SPN-001", "HMA-SPN-002"].into_iter().flat_map(|rule| self.about(rule, &origin)).copied();
            for finding in findings.filter(|finding| is_of(finding, tenant)) {
                let mut part = part(finding);
                // Either the host is registered, or this URL gets another host.
                for fault in &mut part.faults {
                    fault.remedies.push(Remedy::by_hand(2, "set-url", format!("{} {property}", object.subject)));
                }
                parts.push(part);
            }
        }
        parts
    }

    /// Whether the virtual directories of a service take OAuth.
    fn oauth(&self, service: &Service, tenant: &str) -> Vec<Part> {
        let rules: &[&str] = if service.oauth == "HMA-VDIR-001" { &["HMA-ORG-002", "HMA-VDIR-001"] } else { &[service.oauth] };
        self.rules(rules, tenant)
    }

    /// Whether a policy that is in force for everybody refuses modern authentication for a protocol.
    fn policies(&self, switch: &str) -> Vec<Part> {
        let rule = "HMA-POL-001";
        let mut parts = self.left_out(rule);
        let rows = self.rows("effective-authentication-policy");
        // A policy that is not the default one refuses its own users only.
        let counts = |finding: &&Finding| finding.severity == Severity::Error || finding.verdict == Verdict::Inconclusive;
        for finding in self.open(rule).filter(counts) {
            let Some(policy) = rows.objects.iter().find(|policy| policy.subject == finding.subject) else {
                parts.push(part(finding));
                continue;
            };
            match policy.get(switch) {
                Ok(Seen { value: Value::Bool(true), at }) => {
                    let mut part = part(finding);
                    part.state = State::Breaks;
                    part.evidence = places(at, "blocked");
                    for fault in &mut part.faults {
                        fault.remedies.push(Remedy::by_hand(4, "unassign-policy", &policy.subject));
                    }
                    parts.push(part);
                }
                Ok(_) => {}
                Err(reason) => parts.extend(self.unread(policy, switch, reason)),
            }
        }
        parts
    }

    /// Whether phones that Microsoft's service connects for are let in.
    fn devices(&self) -> Vec<Part> {
        let rows = self.rows("active-sync-organization-settings");
        let mut parts = gaps(&rows.gaps);
        for object in &rows.objects {
            match facts::value(self.view, Some(object), "allows-outlook-mobile").into_owned() {
                Ok(Seen { value: Value::Bool(false), at }) => {
                    let remedy = Remedy::by_hand(4, "allow-outlook-mobile", "OutlookService");
                    parts.push(Part {
                        state: State::Breaks,
                        why: "no rule lets OutlookService in, and the default is not Allow".to_owned(),
                        evidence: places(at, "not Allow"),
                        command: None,
                        faults: vec![Fault { remedies: vec![remedy] }],
                    });
                }
                Ok(_) => {}
                Err(reason) => parts.extend(self.unread(object, "DefaultAccessLevel", reason)),
            }
        }
        parts
    }

    /// What these rules say about the organisation and the tenant, at severity error; HMA-SPN-003 warns only, and is asked all the same.
    fn rules(&self, rules: &[&str], tenant: &str) -> Vec<Part> {
        let of_rule = |rule: &&str| {
            let counts = |finding: &&Finding| finding.severity == Severity::Error || finding.rule == "HMA-SPN-003";
            self.left_out(rule).into_iter().chain(self.of_tenant(rule, tenant).filter(counts).map(part)).collect::<Vec<_>>()
        };
        rules.iter().flat_map(of_rule).collect()
    }

    fn of_tenant<'s>(&'s self, rule: &str, tenant: &'s str) -> impl Iterator<Item = &'a Finding> + 's {
        self.open(rule).filter(move |finding| is_of(finding, tenant))
    }

    fn about(&self, rule: &str, subject: &str) -> &[&'a Finding] {
        self.of_subject.get(rule).and_then(|of_rule| of_rule.get(subject)).map_or(&[], Vec::as_slice)
    }

    fn open(&self, rule: &str) -> impl Iterator<Item = &'a Finding> + use<'_, 'a> {
        self.of_rule.get(rule).into_iter().flatten().copied()
    }

    /// A rule that did not run has decided nothing.
    fn left_out(&self, rule: &str) -> Vec<Part> {
        if self.ran.contains(rule) {
            return Vec::new();
        }
        vec![unknown(format!("{rule} was left out of this run"), Vec::new(), None)]
    }

    fn rows(&self, noun: &str) -> Rows<'a> {
        facts::rows(self.view, noun).unwrap_or_default()
    }

    fn unread(&self, object: &Object, property: &str, reason: Unknown) -> Option<Part> {
        let at = reason.at.clone();
        let why = format!("cannot tell for {property} of {}: {}", object.subject, words::why(&reason.why));
        let gap = Gap::of_object(object, reason)?;
        Some(unknown(why, places(at, "not known"), Some(gap.command)))
    }
}

/// Whether a finding is about the tenant, or about all of them.
fn is_of(finding: &Finding, tenant: &str) -> bool {
    finding.tenant.as_deref().is_none_or(|own| own == tenant)
}

fn url_property(place: Place) -> &'static str {
    match place {
        Place::Inside => "InternalUrl",
        Place::Outside => "ExternalUrl",
    }
}

/// What a finding that is open says about a link.
fn part(finding: &Finding) -> Part {
    if finding.verdict != Verdict::Fail {
        let command = finding.asks.and_then(|ask| {
            let place = ask.place()?;
            Some(ask.cmdlet()?.command(place == Shell::Online).to_owned())
        });
        return unknown(finding.message.clone(), quoted(finding), command);
    }
    let mut remedy = Remedy::by_hand(4, "review", &finding.subject);
    remedy.tenant.clone_from(&finding.tenant);
    if let Some(fix) = &finding.fix {
        remedy.phase = fix.phase;
        remedy.operation.clone_from(&fix.operation);
        remedy.by_hand = fix.disposition == Disposition::Manual;
    }
    Part {
        state: State::Breaks,
        why: finding.message.clone(),
        evidence: quoted(finding),
        command: None,
        faults: vec![Fault { remedies: vec![remedy] }],
    }
}

/// As many places of a finding as a path quotes.
fn quoted(finding: &Finding) -> Vec<Evidence> {
    finding.evidence.iter().take(MOST_EVIDENCE).cloned().collect()
}

fn unknown(why: String, evidence: Vec<Evidence>, command: Option<String>) -> Part {
    Part { state: State::Unknown, why, evidence, command, faults: Vec::new() }
}

fn gaps(gaps: &[Gap]) -> Vec<Part> {
    let part = |gap: &Gap| {
        let place = gap.server.as_ref().map_or_else(String::new, |server| format!(" ({server})"));
        let reason = words::why(&gap.why);
        let why = match gap.why {
            UnknownReason::NotCaptured { .. } => format!("cannot tell: {reason}{place}"),
            _ => format!("cannot tell for {}{place}: {reason}", gap.subject),
        };
        unknown(why, places(gap.at.clone(), "incomplete"), Some(gap.command.clone()))
    };
    gaps.iter().map(part).collect()
}

fn places(at: Vec<Span>, label: &str) -> Vec<Evidence> {
    at.into_iter().map(|span| Evidence { label: label.into(), span, primary: false }).collect()
}
